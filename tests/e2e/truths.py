"""Whole sets of marks drawn on any image whose grid and values are known, next to what they should say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.e2e.screen import Errors, Reader, Spot, numbers, polygon_area, square_mm
from tests.support.known import ct

Picture = NDArray[np.float64]
"""The values of one image, shape (rows, columns)."""
Box = tuple[int, int, int, int]
"""The first column and row, the last column and row; all are inside."""


def stack_of(files: Iterable[bytes]) -> Picture:
    """Return the values of a CT, shape (images, rows, columns)."""
    read = [ct.read(file) for file in files]
    return np.array([dataset.pixel_array.astype(float) + float(dataset.RescaleIntercept) for dataset in read])


def geometry(reader: Reader, errors: Errors, image: int, *, mm_per_unit: float = 1.0, unit: str = "mm") -> None:
    """Draw what has no values, at places between the pixels and in no direction of the grid."""
    grid = reader.shown.grid
    shares = [(0.21, 0.33), (0.79, 0.462), (0.373, 0.811), (0.707, 0.903)]
    a, b, c, d = [(x * grid.columns, y * grid.rows) for x, y in shares]
    places = [np.asarray(grid.at(*at, image)) * mm_per_unit for at in (a, b, c, d)]
    pa, pb, pc, pd = places
    for what, ends, truth in (("across", (a, b), pb - pa), ("down", (a, c), pc - pa), ("back", (d, b), pd - pb)):
        _length(reader, errors, f"Length {what}", ends, float(np.linalg.norm(truth)), unit)
    (angle,) = reader.measure("Angle", a, c, d)
    errors.note("Angle", "degree", numbers(angle)[0], _between(pa - pc, pd - pc))
    (cobb,) = reader.measure("Cobb angle", a, b, d, c)
    between = _between(pb - pa, pc - pd)
    errors.note("Cobb angle", "degree", numbers(cobb)[0], min(between, 180 - between))
    (sizes,) = reader.measure("Bidirectional", a, b, c)
    along = (pb - pa) / np.linalg.norm(pb - pa)
    long, short = numbers(sizes)
    axes = [float(np.linalg.norm(pb - pa)), 2 * float(np.linalg.norm(np.cross(pc - pa, along)))]
    errors.note("Bidirectional, long", unit, long, max(axes))
    errors.note("Bidirectional, short", unit, short, min(axes))


def _length(reader: Reader, errors: Errors, what: str, ends: tuple[Spot, Spot], truth: float, unit: str) -> None:
    (line,) = reader.measure("Length", *ends)
    assert f" {unit}" in line, line
    errors.note(what, unit, numbers(line)[0], truth)


def _between(one: Picture, other: Picture) -> float:
    return float(np.degrees(np.arccos(one @ other / np.linalg.norm(one) / np.linalg.norm(other))))


@dataclass(frozen=True)
class Values:
    """What lies below marks: the image's values and what they are of."""

    picture: Picture
    unit: str

    def inside(self, holds: Callable[[Picture, Picture], NDArray[np.bool_]]) -> Picture:
        """Return the values of the pixels whose centre is inside."""
        row, column = np.mgrid[: self.picture.shape[0], : self.picture.shape[1]].astype(float)
        return self.picture[holds(column, row)]


def rectangle(reader: Reader, errors: Errors, values: Values, box: Box) -> None:
    """Draw a rectangle along the edges of pixels."""
    left, top, right, bottom = box
    lines = reader.measure("Rectangle", (left - 0.5, top - 0.5), (right + 0.5, bottom + 0.5))
    inside = values.inside(lambda column, row: _in_box(box, column, row))
    area = (right - left + 1) * (bottom - top + 1) * float(np.prod(reader.shown.grid.spacing))
    _region(errors, f"Rectangle {box}", lines, area, inside, values.unit)


def ellipse(reader: Reader, errors: Errors, values: Values, centre: Spot, half: Spot) -> None:
    """Draw an ellipse that goes through no centre of a pixel."""
    (x, y), (wide, high) = centre, half
    lines = reader.measure("Ellipse", (x - wide, y - high), (x + wide, y + high))

    def reach(column: Picture, row: Picture) -> Picture:
        far: Picture = ((column - x) / wide) ** 2 + ((row - y) / high) ** 2
        return far

    row, column = np.mgrid[: values.picture.shape[0], : values.picture.shape[1]].astype(float)
    assert np.abs(reach(column, row) - 1).min() > 1e-3, "a pixel lies on the line: choose another ellipse"
    inside = values.inside(lambda column, row: reach(column, row) < 1)
    area = np.pi * wide * high * float(np.prod(reader.shown.grid.spacing))
    _region(errors, f"Ellipse {centre}", lines, area, inside, values.unit)


def freehand(reader: Reader, errors: Errors, values: Values, box: Box, bite: Spot) -> None:
    """Draw an outline along the edges of pixels: a box whose upper right corner, from `bite` on, is missing."""
    left, top, right, bottom = box
    x, y = bite
    corners = [
        (left - 0.5, top - 0.5), (x - 0.5, top - 0.5), (x - 0.5, y - 0.5), (right + 0.5, y - 0.5),
        (right + 0.5, bottom + 0.5), (left - 0.5, bottom + 0.5),
    ]  # fmt: skip
    lines = reader.measure("Freehand", *corners)
    inside = values.inside(lambda column, row: _in_box(box, column, row) & ~((column >= x) & (row < y)))
    area = polygon_area(corners) * float(np.prod(reader.shown.grid.spacing))
    _region(errors, f"Freehand {box}", lines, area, inside, values.unit)


def probe(reader: Reader, errors: Errors, values: Values, *pixels: tuple[int, int]) -> None:
    """Probe pixels, beside their centres."""
    for column, row in pixels:
        (line,) = reader.measure("Probe", (column + 0.4, row - 0.4))
        assert values.unit == "value" or values.unit in line, line
        errors.note(f"Probe {column}, {row}", values.unit, numbers(line)[0], float(values.picture[row, column]))


def _in_box(box: Box, column: Picture, row: Picture) -> NDArray[np.bool_]:
    left, top, right, bottom = box
    found: NDArray[np.bool_] = (column >= left) & (column <= right) & (row >= top) & (row <= bottom)
    return found


def _region(errors: Errors, what: str, lines: list[str], area: float, inside: Picture, unit: str) -> None:
    size, means, ends = lines
    assert unit == "value" or unit in means, means
    errors.note(f"{what} area", "mm2", square_mm(size), area)
    for name, found, truth in zip(
        ("mean", "SD", "min", "max"),
        [*numbers(means), *numbers(ends)],
        [inside.mean(), inside.std(), inside.min(), inside.max()],
        strict=True,
    ):
        errors.note(f"{what} {name}", unit, found, float(truth))
