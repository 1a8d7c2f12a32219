"""What is true of a phantom. Positions are LPS millimetres; pixels are counted from 0 at their centres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float, float]
Values = NDArray[np.int16]
_HAIR = 1e-6
"""So that rounding decides nothing about centres that lie on an edge."""


def point(values: object) -> Point:
    """Return three numbers of any kind as a point."""
    x, y, z = np.asarray(values, dtype=float)
    return float(x), float(y), float(z)


@dataclass(frozen=True)
class Grid:
    """Where the pixels of a stack of images are. `step` leads from one image to the next."""

    slices: int
    rows: int
    columns: int
    spacing: tuple[float, float]
    """Between rows, between columns."""
    origin: Point
    """The centre of the first pixel of the first image."""
    step: Point
    along: Point = (1.0, 0.0, 0.0)
    """The direction of rising columns."""
    down: Point = (0.0, 1.0, 0.0)
    """The direction of rising rows."""

    def at(self, column: float, row: float, image: float = 0) -> Point:
        """Return where a pixel is; halves are its edges."""
        right = np.asarray(self.along) * self.spacing[1] * column
        below = np.asarray(self.down) * self.spacing[0] * row
        return point(np.asarray(self.origin) + right + below + np.asarray(self.step) * image)

    def centres(self) -> NDArray[np.float64]:
        """Return the centres of all pixels, shape (slices, rows, columns, 3)."""
        image, row, column = np.mgrid[: self.slices, : self.rows, : self.columns].astype(float)
        parts = [np.asarray(self.along) * self.spacing[1], np.asarray(self.down) * self.spacing[0]]
        places: NDArray[np.float64] = (
            np.asarray(self.origin)
            + column[..., None] * parts[0]
            + row[..., None] * parts[1]
            + image[..., None] * np.asarray(self.step)
        )
        return places

    def turned(self, rotation: NDArray[np.float64]) -> Grid:
        """Return the grid turned about the origin of the patient."""
        turn = {name: point(rotation @ getattr(self, name)) for name in ("origin", "step", "along", "down")}
        return replace(self, **turn)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ball:
    """All pixels whose centre is within `radius` of `centre` have `value`."""

    centre: Point
    radius: float
    value: float

    def holds(self, centres: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each place whether it is inside."""
        inside: NDArray[np.bool_] = np.linalg.norm(centres - self.centre, axis=-1) <= self.radius + _HAIR
        return inside

    def turned(self, rotation: NDArray[np.float64]) -> Ball:
        """Return it turned about the origin of the patient."""
        return replace(self, centre=point(rotation @ self.centre))


@dataclass(frozen=True)
class Rod:
    """A round rod between the middles of its ends."""

    start: Point
    end: Point
    radius: float
    value: float

    def holds(self, centres: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each place whether it is inside."""
        axis = np.asarray(self.end) - self.start
        share = (centres - self.start) @ axis / (axis @ axis)
        off = centres - self.start - share[..., None] * axis
        inside: NDArray[np.bool_] = (
            (np.linalg.norm(off, axis=-1) <= self.radius + _HAIR) & (share >= -_HAIR) & (share <= 1 + _HAIR)
        )
        return inside

    def turned(self, rotation: NDArray[np.float64]) -> Rod:
        """Return it turned about the origin of the patient."""
        return replace(self, start=point(rotation @ self.start), end=point(rotation @ self.end))


@dataclass(frozen=True)
class Plate:
    """A plate that stands upright on the images: seen from above, a bar of `thickness` from `start` to `end`."""

    start: Point
    end: Point
    thickness: float
    normal: Point
    """Across the plate, of length 1."""
    height: float
    """How far it reaches along the stack, half of it to each side of `start` and `end`."""
    value: float

    def holds(self, centres: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each place whether it is inside."""
        axis = np.asarray(self.end) - self.start
        up = np.cross(axis / np.linalg.norm(axis), self.normal)
        from_start = centres - self.start
        share = from_start @ axis / (axis @ axis)
        inside: NDArray[np.bool_] = (
            (np.abs(from_start @ np.asarray(self.normal)) <= self.thickness / 2 + _HAIR)
            & (np.abs(from_start @ up) <= self.height / 2 + _HAIR)
            & (share >= -_HAIR)
            & (share <= 1 + _HAIR)
        )
        return inside

    def turned(self, rotation: NDArray[np.float64]) -> Plate:
        """Return it turned about the origin of the patient."""
        turn = {name: point(rotation @ getattr(self, name)) for name in ("start", "end", "normal")}
        return replace(self, **turn)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Length:
    """Two places and how far apart they are."""

    start: Point
    end: Point
    mm: float
    image: int | None = None
    """The image both are on, where they are on one."""

    def turned(self, rotation: NDArray[np.float64]) -> Length:
        """Return it turned about the origin of the patient."""
        return replace(self, start=point(rotation @ self.start), end=point(rotation @ self.end))


@dataclass(frozen=True)
class Angle:
    """Two arms that meet."""

    vertex: Point
    ends: tuple[Point, Point]
    degrees: float
    image: int

    def turned(self, rotation: NDArray[np.float64]) -> Angle:
        """Return it turned about the origin of the patient."""
        first, second = (point(rotation @ end) for end in self.ends)
        return replace(self, vertex=point(rotation @ self.vertex), ends=(first, second))


@dataclass(frozen=True)
class Region:
    """Whole pixels of one image, both ends included, and what is measured in them. Its edges are pixel edges."""

    image: int
    columns: tuple[int, int]
    rows: tuple[int, int]
    mean: float
    sd: float
    """Of the whole population, not of a sample."""
    low: float
    high: float

    @property
    def pixels(self) -> int:
        """How many pixels there are."""
        return (self.columns[1] - self.columns[0] + 1) * (self.rows[1] - self.rows[0] + 1)

    def area(self, grid: Grid) -> float:
        """Return square millimetres."""
        return self.pixels * grid.spacing[0] * grid.spacing[1]

    def corners(self, grid: Grid) -> tuple[Point, Point]:
        """Return two opposite corners, on the edges of pixels."""
        (left, right), (top, bottom) = self.columns, self.rows
        return grid.at(left - 0.5, top - 0.5, self.image), grid.at(right + 0.5, bottom + 0.5, self.image)


@dataclass(frozen=True)
class Phantom:
    """A series as files, in order along the stack, and all that is true of it."""

    files: list[bytes]
    grid: Grid
    balls: Mapping[str, Ball] = field(default_factory=dict)
    rods: Mapping[str, Rod] = field(default_factory=dict)
    plates: Mapping[str, Plate] = field(default_factory=dict)
    lengths: Mapping[str, Length] = field(default_factory=dict)
    angles: Mapping[str, Angle] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    refusal: str = ""
    """Why no other plane may be computed from it: `tilted`, `gap`, `orientations` or `doubled`; empty if it may."""
