"""PET and CT of one patient in one frame of reference, with a ball of known activity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from pydicom import Dataset
from pydicom.uid import CTImageStorage, PositronEmissionTomographyImageStorage

from tests.support.known.ct import AIR, decimals, item, set_geometry, set_pixels
from tests.support.known.truth import Ball, Grid, Phantom
from tests.support.phantoms import as_file, dicom_object, uid

HALF_LIFE = 6586.2
WEIGHT_KG, DOSE_BQ = 70.0, 370e6
SUV_HOT, SUV_BODY = 8.0, 1.0
HOT = Ball((20.0, -16.0, 9.0), 14.0, 60)
"""On the CT it has 60 HU, on the PET `SUV_HOT`."""
PET_GRID = Grid(24, 32, 32, (4.0, 4.0), (-64.0, -64.0, -36.0), (0.0, 0.0, 3.0))
CT_GRID = Grid(36, 128, 128, (1.0, 1.25), (-80.0, -64.0, -45.0), (0.0, 0.0, 2.5))


@dataclass(frozen=True)
class PetCt:
    """Both series. SUVbw of a value is value × weight in grams ÷ the dose left when the scan began."""

    pet: Phantom
    ct: Phantom
    hot: Ball
    suv_hot: float
    suv_body: float
    suv_per_unit: float
    """What to multiply Bq/ml with."""
    stored_hot: int


def pet_ct(name: str = "known petct", **attributes: Any) -> PetCt:
    """Return the pair. The scan began one half-life after the injection, so half of the dose was left."""
    suv_per_unit = WEIGHT_KG * 1000 / (DOSE_BQ / 2)
    slope = 1 / suv_per_unit / 100  # stored 100 is SUV 1
    pet = Phantom(_pet(name, slope, attributes), PET_GRID, {"hot": Ball(HOT.centre, HOT.radius, SUV_HOT)})
    ct = Phantom(_ct(name, attributes), CT_GRID, {"hot": HOT})
    return PetCt(pet, ct, HOT, SUV_HOT, SUV_BODY, suv_per_unit, int(SUV_HOT * 100))


def _pet(name: str, slope: float, attributes: dict[str, Any]) -> list[bytes]:
    stored = np.zeros((PET_GRID.slices, PET_GRID.rows, PET_GRID.columns), np.uint16)
    stored[:, 3:-3, 3:-3] = int(SUV_BODY * 100)
    stored[HOT.holds(PET_GRID.centres())] = int(SUV_HOT * 100)
    files = []
    for index in range(PET_GRID.slices):
        dataset = _common(name, "pet", PositronEmissionTomographyImageStorage, "PT", PET_GRID, index)
        _activity(dataset)
        dataset.NumberOfSlices, dataset.ImageIndex = PET_GRID.slices, index + 1
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.Rows, dataset.Columns = PET_GRID.rows, PET_GRID.columns
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 16, 15, 0
        dataset.RescaleIntercept, dataset.RescaleSlope = "0", decimals([slope])[0]
        dataset.PixelData = stored[index].astype("<u2").tobytes()
        files.append(_written(dataset, attributes))
    return files


def _activity(dataset: Dataset) -> None:
    dataset.Units, dataset.DecayCorrection = "BQML", "START"
    dataset.CorrectedImage = ["NORM", "DTIM", "ATTN", "SCAT", "DECY"]
    dataset.SeriesType, dataset.CountsSource = ["STATIC", "IMAGE"], "EMISSION"
    dataset.CollimatorType, dataset.RandomsCorrectionMethod = "NONE", "DLYD"
    dataset.FrameReferenceTime, dataset.ActualFrameDuration = "0", "180000"
    dataset.DecayFactor = "1"
    dataset.RadiopharmaceuticalInformationSequence = [
        item(
            Radiopharmaceutical="FDG",
            RadiopharmaceuticalStartTime="100000",
            RadiopharmaceuticalStartDateTime="20260102100000",
            RadionuclideTotalDose=decimals([DOSE_BQ])[0],
            RadionuclideHalfLife=decimals([HALF_LIFE])[0],
            RadionuclidePositronFraction="0.967",
        )
    ]


def _ct(name: str, attributes: dict[str, Any]) -> list[bytes]:
    values = np.full((CT_GRID.slices, CT_GRID.rows, CT_GRID.columns), AIR, np.int16)
    values[:, 10:-10, 10:-10] = 0
    values[HOT.holds(CT_GRID.centres())] = int(HOT.value)
    files = []
    for index in range(CT_GRID.slices):
        dataset = _common(name, "ct", CTImageStorage, "CT", CT_GRID, index)
        dataset.KVP = "120"
        set_pixels(dataset, values[index])
        files.append(_written(dataset, attributes))
    return files


def _common(name: str, part: str, sop_class: str, modality: str, grid: Grid, index: int) -> Dataset:
    dataset = dicom_object(name, sop_class, modality, SOPInstanceUID=uid(f"{name}/{part}/{index}"))
    dataset.SeriesInstanceUID, dataset.SeriesNumber = uid(f"{name}/{part}"), 1 if part == "ct" else 2
    dataset.FrameOfReferenceUID = uid(f"{name}/frame")
    dataset.InstanceNumber, dataset.ImageType = index + 1, ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.StudyDescription, dataset.SeriesDescription = "Known truth", f"{name} {part}"
    dataset.PatientWeight, dataset.PatientSize = decimals([WEIGHT_KG])[0], "1.75"
    # 6586.2 s after 10:00:00.
    dataset.SeriesDate = dataset.AcquisitionDate = "20260102"
    dataset.SeriesTime = dataset.AcquisitionTime = "114946.200000"
    set_geometry(dataset, grid, index)
    return dataset


def _written(dataset: Dataset, attributes: dict[str, Any]) -> bytes:
    for keyword, value in attributes.items():
        setattr(dataset, keyword, value)
    return as_file(dataset)
