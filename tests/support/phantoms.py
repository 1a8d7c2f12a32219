"""Small valid DICOM objects made here: series of known Hounsfield units, and objects without pixels."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, dcmread
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

_SPACE = uuid.UUID("0c7f5c56-7f0d-5c0b-8e7c-5f5f7a0d9e01")
INTERCEPT = -1024


def uid(name: str) -> str:
    """Return the UID that belongs to `name` in all tests."""
    return f"2.25.{uuid.uuid5(_SPACE, name).int}"


def dicom_object(name: str, sop_class: str, modality: str, **attributes: Any) -> Dataset:
    """Return an object without pixels whose UIDs derive from `name`; `attributes` are set by keyword."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID = sop_class
    dataset.SOPInstanceUID = uid(f"{name}/instance")
    dataset.StudyInstanceUID = uid(f"{name}/study")
    dataset.SeriesInstanceUID = uid(f"{name}/series")
    dataset.Modality = modality
    dataset.PatientName, dataset.PatientID = "PHANTOM^Test", "P-1"
    dataset.PatientBirthDate, dataset.PatientSex = "19700102", "O"
    dataset.StudyDate, dataset.StudyTime = "20260102", "101500"
    dataset.StudyID, dataset.AccessionNumber, dataset.ReferringPhysicianName = "1", "", ""
    dataset.SeriesNumber, dataset.InstanceNumber = 1, 1
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return dataset


def as_file(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """Write a data set as a DICOM file (PS3.10)."""
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.file_meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID") or CTImageStorage
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.get("SOPInstanceUID") or uid("nameless")
    out = BytesIO()
    dataset.save_as(out, enforce_file_format=True)
    return out.getvalue()


def changed(file: bytes, **attributes: Any) -> bytes:
    """Return `file` with attributes set by keyword; None deletes one."""
    dataset = dcmread(BytesIO(file))
    for keyword, value in attributes.items():
        if value is None:
            delattr(dataset, keyword)
        else:
            setattr(dataset, keyword, value)
    return as_file(dataset, dataset.file_meta.TransferSyntaxUID)


def ct_volume(slices: int, rows: int, columns: int) -> NDArray[np.int16]:
    """Return Hounsfield units, shape (slices, rows, columns): air, a water block, a bone cube in the middle.

    The first pixel of slice n is n, so that any slice can be told from its pixels.
    """
    volume = np.full((slices, rows, columns), -1000, np.int16)
    volume[:, rows // 8 : -rows // 8, columns // 8 : -columns // 8] = 0
    volume[
        :, rows // 2 - rows // 8 : rows // 2 + rows // 8, columns // 2 - columns // 8 : columns // 2 + columns // 8
    ] = 1000
    volume[:, 0, 0] = np.arange(slices)
    return volume


def phantom_ct(
    slices: int = 4,
    rows: int = 32,
    columns: int = 32,
    *,
    name: str = "phantom",
    pixel_spacing: tuple[float, float] = (0.8, 0.8),
    slice_step: float = 2.0,
    thickness: float | None = None,
    orientation: tuple[float, float, float, float, float, float] = (1, 0, 0, 0, 1, 0),
    origin: tuple[float, float, float] = (-12.8, -12.8, 0.0),
    frame_of_reference: str = "",
    **attributes: Any,
) -> list[bytes]:
    """Return a CT series as DICOM files, in order along the normal, with Instance Numbers from 1.

    Pixels are `ct_volume` in Hounsfield units plus 1024, stored in 12 bits with Rescale Intercept -1024.
    `pixel_spacing` is between rows, then between columns, `slice_step` between slices, all in millimetres.
    UIDs derive from `name`; `attributes` are set on every slice by keyword.
    """
    stored = (ct_volume(slices, rows, columns).astype(np.int32) - INTERCEPT).astype("<u2")
    normal = np.cross(orientation[:3], orientation[3:])
    files = []
    for number in range(slices):
        dataset = dicom_object(name, CTImageStorage, "CT")
        dataset.SOPInstanceUID = uid(f"{name}/{number}")
        dataset.InstanceNumber = number + 1
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.FrameOfReferenceUID = uid(f"{frame_of_reference or name}/frame")
        dataset.PositionReferenceIndicator = ""
        position = np.asarray(origin) + normal * slice_step * number
        dataset.ImagePositionPatient = [f"{value:.4f}" for value in position]
        dataset.ImageOrientationPatient = [f"{value:.6g}" for value in orientation]
        dataset.PixelSpacing = [f"{value:g}" for value in pixel_spacing]
        dataset.SliceThickness = f"{slice_step if thickness is None else thickness:g}"
        dataset.StudyDescription, dataset.SeriesDescription = "Phantom", "Phantom series"
        dataset.BodyPartExamined = "HEAD"
        _set_pixels(dataset, stored[number])
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        files.append(as_file(dataset))
    return files


def _set_pixels(dataset: Dataset, pixels: NDArray[np.uint16]) -> None:
    dataset.KVP, dataset.AcquisitionNumber = "120", 1
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
    dataset.PixelRepresentation = 0
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = str(INTERCEPT), "1", "HU"
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    dataset.PixelData = pixels.tobytes()
