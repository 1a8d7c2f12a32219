"""Write a volume as a DICOM series (PS3.3 A.3 CT Image, A.4 MR Image) that validators have nothing to say about."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, MRImageStorage

from apps.demo.images.volume import Volume

_OURS = uuid.UUID("6f0b6d0e-6c5b-5d1f-9d43-6d3f5b6a2c11")


@dataclass(frozen=True)
class Patient:
    """An invented patient."""

    name: str
    patient_id: str
    birth_date: str
    sex: str


@dataclass(frozen=True)
class SeriesPlan:
    """What a series says of itself. `frame` names the space it is in: series of one name share it."""

    key: str
    patient: Patient
    modality: str
    date: str
    time: str
    accession: str
    study: str
    series: str
    frame: str
    derivation: str


def stable_uid(name: str) -> str:
    """Return the UID of `name` under 2.25 (PS3.5 B.2): the same on every machine."""
    return f"2.25.{uuid.uuid5(_OURS, name).int}"


def write_series(plan: SeriesPlan, volume: Volume, folder: Path) -> None:
    """Write one file per slice into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(len(volume.voxels)):
        dataset = _common(plan)
        _place(dataset, plan, volume, number)
        _pixels(dataset, volume, number)
        (_ct if plan.modality == "CT" else _mr)(dataset)
        dataset.save_as(folder / f"{number + 1:04}.dcm", enforce_file_format=True)


def _common(plan: SeriesPlan) -> Dataset:
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.StudyDate = dataset.SeriesDate = dataset.ContentDate = plan.date
    dataset.StudyTime = dataset.SeriesTime = dataset.ContentTime = plan.time
    dataset.AccessionNumber = plan.accession
    dataset.Modality = plan.modality
    dataset.Manufacturer = "Teleconsult demonstration"
    dataset.ReferringPhysicianName = ""
    dataset.StudyDescription = plan.study
    dataset.SeriesDescription = plan.series
    dataset.DerivationDescription = plan.derivation
    dataset.PatientName = plan.patient.name
    dataset.PatientID = plan.patient.patient_id
    dataset.PatientBirthDate = plan.patient.birth_date
    dataset.PatientSex = plan.patient.sex
    dataset.PatientPosition = "HFS"
    dataset.BodyPartExamined = "HEAD"
    dataset.StudyInstanceUID = stable_uid(f"{plan.key}/study")
    dataset.SeriesInstanceUID = stable_uid(f"{plan.key}/series")
    dataset.StudyID = plan.accession
    dataset.SeriesNumber = 1
    dataset.AcquisitionNumber = 1
    dataset.BurnedInAnnotation = "NO"
    return dataset


def _place(dataset: Dataset, plan: SeriesPlan, volume: Volume, number: int) -> None:
    dataset.SOPClassUID = CTImageStorage if plan.modality == "CT" else MRImageStorage
    dataset.SOPInstanceUID = stable_uid(f"{plan.key}/{number}")
    dataset.InstanceNumber = number + 1
    dataset.FrameOfReferenceUID = stable_uid(f"frame/{plan.frame}")
    dataset.PositionReferenceIndicator = ""
    dataset.ImagePositionPatient = [f"{value:.5f}" for value in volume.position(number)]
    dataset.ImageOrientationPatient = [f"{value:g}" for value in (*volume.along_row, *volume.along_column)]
    dataset.PixelSpacing = [f"{value:.5f}" for value in volume.spacing[1:]]
    dataset.SliceThickness = f"{volume.thickness:g}"
    dataset.SpacingBetweenSlices = f"{volume.spacing[0]:g}"
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID


def _pixels(dataset: Dataset, volume: Volume, number: int) -> None:
    pixels = volume.voxels[number]
    signed = pixels.dtype.kind == "i"
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated = 16
    dataset.BitsStored = 16 if signed else 12
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(signed)
    dataset.PixelData = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<")).tobytes()


def _ct(dataset: Dataset) -> None:
    dataset.ImageType = ["DERIVED", "SECONDARY", "AXIAL"]
    dataset.KVP = ""
    dataset.RescaleIntercept = "0"
    dataset.RescaleSlope = "1"
    dataset.RescaleType = "HU"
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    del dataset.SpacingBetweenSlices  # not of the CT Image Module


def _mr(dataset: Dataset) -> None:
    dataset.ImageType = ["DERIVED", "SECONDARY", "OTHER"]
    # The volume does not tell how it was acquired. The module wants numbers: these are plausible and invented,
    # which is why the series is marked as derived and says so.
    dataset.ScanningSequence = ["GR", "IR"]
    dataset.SequenceVariant = "MP"
    dataset.ScanOptions = ""
    dataset.MRAcquisitionType = "3D"
    dataset.RepetitionTime, dataset.EchoTime, dataset.InversionTime = "2300", "3", "900"
    dataset.EchoTrainLength = 1
    dataset.FlipAngle = "9"
    dataset.WindowCenter, dataset.WindowWidth = "1800", "3600"
