"""Series to measure with, made here: a body with noise, so that neighbouring images differ as real ones do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydicom import Dataset
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage

from tests.support.known.ct import item, set_geometry, set_pixels
from tests.support.known.truth import Grid, Values
from tests.support.phantoms import INTERCEPT, as_file, dicom_object, uid

NOISE_HU = 20.0


def grid_of(slices: int, side: int) -> Grid:
    """Return a cube-like stack of square images."""
    spacing, step = 400 / side, 2.0
    half = -200 + spacing / 2
    return Grid(slices, side, side, (spacing, spacing), (half, half, 0.0), (0.0, 0.0, step))


def _body(side: int) -> Values:
    """Return one slice without noise: an oval of water with bone, lung and vessels in it."""
    y, x = (np.mgrid[:side, :side] - side / 2) / (side / 2)
    values = np.full((side, side), -1000, np.int16)
    values[(x / 0.85) ** 2 + (y / 0.65) ** 2 < 1] = 40
    for left in (-0.4, 0.4):
        values[((x - left) / 0.28) ** 2 + (y / 0.42) ** 2 < 1] = -850
    values[x**2 + (y - 0.45) ** 2 < 0.01] = 900
    values[(x - 0.05) ** 2 + (y + 0.1) ** 2 < 0.03] = 180
    return values


def ct_series(name: str, slices: int, side: int = 512, **attributes: str) -> Iterator[bytes]:
    """Yield a CT, image after image: the same body, other noise."""
    grid, body, random = grid_of(slices, side), _body(side), np.random.default_rng(1)
    noise = random.normal(0, NOISE_HU, (side * 2, side)).astype(np.int16)
    for index in range(slices):
        dataset = dicom_object(name, CTImageStorage, "CT", SOPInstanceUID=uid(f"{name}/{index}"))
        dataset.InstanceNumber, dataset.KVP = index + 1, "120"
        dataset.FrameOfReferenceUID = uid(f"{name}/frame")
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.StudyDescription, dataset.SeriesDescription = "Benchmark", name
        set_geometry(dataset, grid, index)
        set_pixels(dataset, _slice(body, noise, index))
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        yield as_file(dataset)


def _slice(body: Values, noise: Values, index: int) -> Values:
    # Another strip of the same noise each time; drawing new noise for 10,000 images would take longer than the test.
    start = (index * 37) % body.shape[0]
    values: Values = np.clip(body + noise[start : start + body.shape[0]], -1000, 3000)
    return values


def multiframe_ct(name: str, frames: int, side: int) -> bytes:
    """Return one enhanced object of many frames, each with its position."""
    grid, body = grid_of(frames, side), _body(side)
    noise = np.random.default_rng(1).normal(0, NOISE_HU, (side * 2, side)).astype(np.int16)
    dataset: Dataset = dicom_object(name, EnhancedCTImageStorage, "CT")
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    dataset.FrameOfReferenceUID = uid(f"{name}/frame")
    dataset.NumberOfFrames, dataset.SeriesDescription = frames, name
    set_pixels(dataset, np.stack([_slice(body, noise, index) for index in range(frames)]))
    for keyword in ("RescaleIntercept", "RescaleSlope", "RescaleType", "WindowCenter", "WindowWidth"):
        delattr(dataset, keyword)
    measures = item(PixelSpacing=list(map(str, grid.spacing)), SliceThickness="2")
    dataset.SharedFunctionalGroupsSequence = [
        item(
            PixelMeasuresSequence=[measures],
            PlaneOrientationSequence=[item(ImageOrientationPatient=["1", "0", "0", "0", "1", "0"])],
            PixelValueTransformationSequence=[
                item(RescaleIntercept=str(INTERCEPT), RescaleSlope="1", RescaleType="HU")
            ],
            FrameVOILUTSequence=[item(WindowCenter="40", WindowWidth="400")],
        )
    ]
    dataset.PerFrameFunctionalGroupsSequence = [
        item(PlanePositionSequence=[item(ImagePositionPatient=[f"{value:g}" for value in grid.at(0, 0, index)])])
        for index in range(frames)
    ]
    return as_file(dataset)
