"""Images that are no slices: a radiograph measured at its detector, and ultrasound that knows no millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.uid import ComputedRadiographyImageStorage, UltrasoundImageStorage

from tests.support.known.ct import decimals
from tests.support.phantoms import as_file, dicom_object, uid


@dataclass(frozen=True)
class Flat:
    """One image with a bright box on it. `box` is left, top, right, bottom in pixels, all included."""

    files: list[bytes]
    rows: int
    columns: int
    box: tuple[int, int, int, int]
    value: float
    width_mm: float | None
    """Of the box, in millimetres at the detector; None where nothing says how large a pixel is."""
    height_mm: float | None
    aspect: float = 1.0
    """Height of a pixel by its width: how the picture must be stretched."""


BOX = (60, 40, 139, 89)


def detector_radiograph(name: str = "known cr", **attributes: Any) -> Flat:
    """Return a CR with Imager Pixel Spacing alone: millimetres at the detector, not in the patient."""
    spacing = (0.2, 0.25)
    dataset = _flat(name, ComputedRadiographyImageStorage, "CR", 16)
    dataset.ImagerPixelSpacing = decimals(spacing)
    dataset.BodyPartExamined, dataset.ViewPosition = "CHEST", "PA"
    dataset.Laterality, dataset.PatientOrientation = "", ["L", "F"]
    return _written(dataset, 3000, spacing, **attributes)


def ultrasound_plain(name: str = "known us", **attributes: Any) -> Flat:
    """Return ultrasound without any calibration: nothing on it has a length."""
    return _written(_flat(name, UltrasoundImageStorage, "US", 8), 200, None, **attributes)


def ultrasound_stretched(name: str = "known us stretched", **attributes: Any) -> Flat:
    """Return ultrasound whose pixels are twice as high as wide, and nothing else is known."""
    dataset = _flat(name, UltrasoundImageStorage, "US", 8)
    dataset.PixelAspectRatio = ["2", "1"]
    return _written(dataset, 200, None, 2.0, **attributes)


def _flat(name: str, sop_class: str, modality: str, bits: int) -> Dataset:
    dataset = dicom_object(name, sop_class, modality, SOPInstanceUID=uid(f"{name}/0"))
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.StudyDescription, dataset.SeriesDescription = "Known truth", name
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = 150, 200
    dataset.BitsAllocated, dataset.PixelRepresentation = bits, 0
    dataset.BitsStored = 12 if bits == 16 else 8
    dataset.HighBit = dataset.BitsStored - 1
    return dataset


def _written(
    dataset: Dataset, value: int, spacing: tuple[float, float] | None, aspect: float = 1.0, **attributes: Any
) -> Flat:
    left, top, right, bottom = BOX
    pixels = np.zeros((dataset.Rows, dataset.Columns), "<u2" if dataset.BitsAllocated == 16 else "u1")
    pixels[top : bottom + 1, left : right + 1] = value
    dataset.PixelData = pixels.tobytes()
    for keyword, wanted in attributes.items():
        setattr(dataset, keyword, wanted)
    width = (right - left + 1) * spacing[1] if spacing else None
    height = (bottom - top + 1) * spacing[0] if spacing else None
    rows, columns = pixels.shape
    return Flat([as_file(dataset)], rows, columns, BOX, value, width, height, aspect)
