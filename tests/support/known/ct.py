"""CT of known shapes in water, without noise. Every edge of a `Region` lies on edges of pixels, so means are exact."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, Sequence, dcmread
from pydicom.uid import CTImageStorage, EnhancedCTImageStorage
from pydicom.valuerep import DSfloat

from tests.support.known.truth import Angle, Ball, Grid, Length, Phantom, Plate, Region, Rod, Values, point
from tests.support.phantoms import INTERCEPT, as_file, changed, dicom_object, uid

AIR, WATER = -1000, 0
GRID = Grid(36, 128, 100, (0.7, 0.9), (-44.55, -44.45, -43.75), (0.0, 0.0, 2.5))
MIDDLE = 18
TILT = 15.0


def decimals(values: Any) -> list[DSfloat]:
    """Return numbers as DICOM writes them, as exact as 16 characters can be."""
    return [DSfloat(float(value), auto_format=True) for value in values]


def _shapes() -> Phantom:
    """Return the truth of the volume that lies straight, without files.

    In pixels the arms of the angle are (40, 0) and (28, -36), and the rods (-28, 48) apart: whoever takes pixels
    for millimetres gets 52.1 degrees and not 45, and 55.6 and not 42 mm times anything.
    """
    at = GRID.at
    balls = {"lesion": Ball(at(25, 32, 12), 9.0, 60), "node": Ball(at(65, 92, 24), 6.0, 120)}
    rods = {name: Rod(at(*place, 4), at(*place, 31), 4.0, 1000) for name, place in _RODS.items()}
    vertex, straight, slanted = at(12, 105.5, MIDDLE), at(52, 105.5, MIDDLE), at(40, 69.5, MIDDLE)
    half = float(np.sqrt(0.5))
    plates = {
        "straight": Plate(vertex, straight, 2.8, (0.0, 1.0, 0.0), 60.0, 300),
        "slanted": Plate(vertex, slanted, 2.8, (half, half, 0.0), 60.0, 300),
    }
    lengths = {
        "rods": Length(at(76, 30, MIDDLE), at(48, 78, MIDDLE), 42.0, MIDDLE),
        "balls": Length(balls["lesion"].centre, balls["node"].centre, float(np.sqrt(36**2 + 42**2 + 30**2))),
    }
    angles = {"plates": Angle(vertex, (straight, slanted), 45.0, MIDDLE)}
    regions = {
        "lesion": Region(12, (20, 30), (26, 38), 60, 0, 60, 60),
        "water": Region(MIDDLE, (60, 69), (50, 59), 0, 0, 0, 0),
        "half a plate": Region(MIDDLE, (30, 39), (100, 107), 150, 150, 0, 300),
    }
    return Phantom([], GRID, balls, rods, plates, lengths, angles, regions)


_RODS = {"first": (76, 30), "second": (48, 78)}


def _paint(shapes: Phantom) -> Values:
    grid = shapes.grid
    values = np.full((grid.slices, grid.rows, grid.columns), AIR, np.int16)
    values[:, 6:-6, 5:-5] = WATER
    centres = grid.centres()
    bodies: list[Ball | Rod | Plate] = [*shapes.balls.values(), *shapes.rods.values(), *shapes.plates.values()]
    for body in bodies:
        values[body.holds(centres)] = int(body.value)
    return values


def ct_volume_phantom(name: str = "known ct", **attributes: Any) -> Phantom:
    """Return the axial series; pixels are 0.7 mm high and 0.9 mm wide, images 2.5 mm apart."""
    shapes = _shapes()
    return replace(shapes, files=_files(name, _paint(shapes), shapes.grid, **attributes))


def ct_oblique(name: str = "known oblique", **attributes: Any) -> Phantom:
    """Return the same volume, turned about two axes: no direction of it is along one of the patient's."""
    shapes = _shapes()
    rotation = turn("z", 30) @ turn("x", 20)
    parts = {
        kind: {key: body.turned(rotation) for key, body in getattr(shapes, kind).items()}
        for kind in ("balls", "rods", "plates", "lengths", "angles")
    }
    grid = shapes.grid.turned(rotation)
    files = _files(name, _paint(shapes), grid, **attributes)
    return replace(shapes, files=files, grid=grid, **parts)  # type: ignore[arg-type]


def turn(axis: str, degrees: float) -> NDArray[np.float64]:
    """Return a rotation about an axis of the patient."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]] if axis == "z" else [[1, 0, 0], [0, c, -s], [0, s, c]])


def refused_for_mpr() -> dict[str, Phantom]:
    """Return series from which no other plane may be computed, by the reason."""
    made = {"tilted": _tilted(), "gap": _gap(), "orientations": _orientations(), "doubled": _doubled()}
    return {reason: replace(phantom, refusal=reason) for reason, phantom in made.items()}


def _tilted() -> Phantom:
    """The table moves along z while the images lean: they are sheared against each other."""
    down = point(turn("x", TILT) @ (0.0, 1.0, 0.0))
    grid = replace(GRID, down=down)
    tilt = decimals([TILT])[0]
    return Phantom(_files("known tilted", _paint(_shapes()), grid, GantryDetectorTilt=tilt), grid)


def _gap() -> Phantom:
    files = _files("known gap", _paint(_shapes()), GRID)
    return Phantom([*files[:MIDDLE], *files[MIDDLE + 1 :]], GRID)


def _orientations() -> Phantom:
    """A localizer of another orientation among the images, as scanners store them."""
    files = _files("known orientations", _paint(_shapes()), GRID)
    for index in (0, 1):
        files[index] = changed(files[index], ImageOrientationPatient=decimals([1, 0, 0, 0, 0, -1]))
    return Phantom(files, GRID)


def _doubled() -> Phantom:
    """Two images at every position, as of two phases or two kernels stored as one series."""
    files = _files("known doubled", _paint(_shapes()), GRID)
    again = [
        changed(file, SOPInstanceUID=uid(f"known doubled/again {index}"), InstanceNumber=GRID.slices + index + 1)
        for index, file in enumerate(files)
    ]
    return Phantom([file for pair in zip(files, again, strict=True) for file in pair], GRID)


def ct_multiframe(name: str = "known multiframe") -> Phantom:
    """Return the axial volume as one enhanced object whose frames each say where they are, last image first."""
    shapes = _shapes()
    values = _paint(shapes)
    order = range(shapes.grid.slices - 1, -1, -1)
    dataset = dicom_object(name, EnhancedCTImageStorage, "CT")
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    dataset.FrameOfReferenceUID = uid(f"{name}/frame")
    dataset.NumberOfFrames = shapes.grid.slices
    dataset.SeriesDescription = "Known multi-frame"
    set_pixels(dataset, values[list(order)])
    for keyword in ("RescaleIntercept", "RescaleSlope", "RescaleType", "WindowCenter", "WindowWidth"):
        delattr(dataset, keyword)
    dataset.SharedFunctionalGroupsSequence = Sequence([_shared(shapes.grid)])
    dataset.PerFrameFunctionalGroupsSequence = Sequence([_per_frame(shapes.grid, index) for index in order])
    return replace(shapes, files=[as_file(dataset)])


def _shared(grid: Grid) -> Dataset:
    return item(
        PixelMeasuresSequence=[item(PixelSpacing=decimals(grid.spacing), SliceThickness=decimals([grid.step[2]])[0])],
        PlaneOrientationSequence=[item(ImageOrientationPatient=decimals([*grid.along, *grid.down]))],
        PixelValueTransformationSequence=[
            item(RescaleIntercept=str(INTERCEPT), RescaleSlope="1", RescaleType="HU"),
        ],
        FrameVOILUTSequence=[item(WindowCenter="40", WindowWidth="400")],
    )


def _per_frame(grid: Grid, index: int) -> Dataset:
    place = item(ImagePositionPatient=decimals(grid.at(0, 0, index)))
    content = item(DimensionIndexValues=[1, index + 1], InStackPositionNumber=index + 1, StackID="1")
    return item(PlanePositionSequence=[place], FrameContentSequence=[content])


def item(**attributes: Any) -> Dataset:
    """Return an item of a sequence; lists of items become sequences."""
    made = Dataset()
    for keyword, value in attributes.items():
        nested = isinstance(value, list) and value and isinstance(value[0], Dataset)
        setattr(made, keyword, Sequence(value) if nested else value)
    return made


def set_geometry(dataset: Dataset, grid: Grid, index: int) -> None:
    """Write where image `index` of a grid is."""
    dataset.ImagePositionPatient = decimals(grid.at(0, 0, index))
    dataset.ImageOrientationPatient = decimals([*grid.along, *grid.down])
    dataset.PixelSpacing = decimals(grid.spacing)
    dataset.SliceThickness = decimals([np.linalg.norm(grid.step)])[0]
    dataset.PositionReferenceIndicator = ""


def set_pixels(dataset: Dataset, values: Values) -> None:
    """Write Hounsfield units, stored in 12 bits above the intercept."""
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows, dataset.Columns = values.shape[-2:]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = str(INTERCEPT), "1", "HU"
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    dataset.PixelData = (values.astype(np.int32) - INTERCEPT).astype("<u2").tobytes()


def _files(name: str, values: Values, grid: Grid, **attributes: Any) -> list[bytes]:
    files = []
    for index in range(grid.slices):
        dataset = dicom_object(name, CTImageStorage, "CT", SOPInstanceUID=uid(f"{name}/{index}"))
        dataset.InstanceNumber, dataset.KVP = index + 1, "120"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.FrameOfReferenceUID = uid(f"{name}/frame")
        dataset.StudyDescription, dataset.SeriesDescription = "Known truth", name
        set_geometry(dataset, grid, index)
        set_pixels(dataset, values[index])
        for keyword, value in attributes.items():
            setattr(dataset, keyword, value)
        files.append(as_file(dataset))
    return files


def read(file: bytes) -> Dataset:
    """Read a file back."""
    return dcmread(BytesIO(file))
