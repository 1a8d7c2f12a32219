"""Where a place of the patient is on somebody's screen, and what marks drawn there say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from playwright.sync_api import Locator, expect

from tests.e2e.room import Box, RoomPage
from tests.support.known import Grid, Point

Spot = tuple[float, float]
"""Column and row of an image, or x and y of a screen."""
ZOOM_STEP = 1.25
BAR = ("Window/Level", "Length", "Angle", "Ellipse")
"""The tools that stand in the bar; the others are in a menu."""


@dataclass(frozen=True)
class Shown:
    """An image in a viewport: fitted into it by its millimetres, turned about its middle.

    The middle of the image is the middle of the viewport. `turns` are quarter turns clockwise; `mirrored` swaps left
    and right as they are seen before the turn.
    """

    box: Box
    grid: Grid
    zoom: float = 1.0
    turns: int = 0
    mirrored: bool = False

    @property
    def pixels_per_mm(self) -> float:
        """Return CSS pixels in a millimetre."""
        wide, high = self.grid.columns * self.grid.spacing[1], self.grid.rows * self.grid.spacing[0]
        if self.turns % 2:
            wide, high = high, wide
        return self.zoom * min(self.box.width / wide, self.box.height / high)

    def spot(self, column: float, row: float) -> Spot:
        """Return where a pixel is on the screen; halves are its edges."""
        x = (column - (self.grid.columns - 1) / 2) * self.grid.spacing[1] * self.pixels_per_mm
        y = (row - (self.grid.rows - 1) / 2) * self.grid.spacing[0] * self.pixels_per_mm
        if self.mirrored:
            x = -x
        for _ in range(self.turns % 4):
            x, y = -y, x
        middle = self.box.at(0.5, 0.5)
        return middle[0] + x, middle[1] + y

    def of(self, point: Point) -> Spot:
        """Return where a place of the patient is, straight along the image's normal."""
        return self.spot(*pixel(self.grid, point))

    def pixel_at(self, spot: Spot) -> Spot:
        """Return the pixel below a place of the screen."""
        middle = self.box.at(0.5, 0.5)
        x, y = spot[0] - middle[0], spot[1] - middle[1]
        for _ in range(self.turns % 4):
            x, y = y, -x
        if self.mirrored:
            x = -x
        mm = self.pixels_per_mm
        return (
            x / mm / self.grid.spacing[1] + (self.grid.columns - 1) / 2,
            y / mm / self.grid.spacing[0] + (self.grid.rows - 1) / 2,
        )


def pixel(grid: Grid, point: Point) -> Spot:
    """Return the column and row of a place, straight along the normal."""
    off = np.asarray(point) - grid.origin
    return float(off @ np.asarray(grid.along)) / grid.spacing[1], float(off @ np.asarray(grid.down)) / grid.spacing[0]


Cut = Literal["Coronal", "Sagittal"]


def cut(grid: Grid, plane: Cut) -> Grid:
    """Return the images that are cut out of an axial grid: head on top, seen from the front or from the left."""
    up = np.asarray(grid.step) / np.linalg.norm(grid.step)
    deep = float(np.linalg.norm(grid.step))
    coronal = plane == "Coronal"
    across, through = (grid.along, grid.down) if coronal else (grid.down, grid.along)
    between = grid.spacing[1] if coronal else grid.spacing[0]
    step = np.asarray(through) * (grid.spacing[0] if coronal else grid.spacing[1])
    return replace(
        grid,
        slices=grid.rows if coronal else grid.columns,
        rows=grid.slices,
        columns=grid.columns if coronal else grid.rows,
        spacing=(deep, between),
        origin=grid.at(0, 0, grid.slices - 1),
        step=(float(step[0]), float(step[1]), float(step[2])),
        along=across,
        down=(float(-up[0]), float(-up[1]), float(-up[2])),
    )


@dataclass
class Errors:
    """How far measured values were from the truth: the largest of each unit, and what they were of."""

    largest: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def note(self, what: str, unit: str, measured: float, truth: float) -> None:
        """Keep one difference."""
        error = abs(measured - truth)
        self.said.append(f"{what}: {measured:g} {unit}, in truth {truth:.4g} (off by {error:.3f})")
        self.largest[unit] = max(self.largest.get(unit, 0.0), error)

    def within(self, **limits: float) -> None:
        """Demand limits by unit, and that something was measured in each of them. Prints all there is."""
        print("\n".join([*self.said, f"largest: { {unit: round(v, 4) for unit, v in self.largest.items()} }"]))
        assert set(limits) == set(self.largest), self.largest
        too_far = {unit: error for unit, error in self.largest.items() if error > limits[unit]}
        assert not too_far, "\n".join([f"too far: {too_far}", *self.said])


class Reader:
    """Somebody who measures in a viewport."""

    def __init__(self, room: RoomPage, grid: Grid, number: int = 1) -> None:
        self.room, self.number = room, number
        self.shown = Shown(room.box(number), grid)

    def show(self, image: int) -> None:
        """Bring an image of the stack, counted from 0, onto the screen, and its values with it."""
        self.room.page.keyboard.press("Escape")
        self._key("Home")
        text = self.room.viewport(self.number).get_by_text(re.compile(r"Image \d+/\d+"))
        expect(text).to_have_text(f"Image 1/{self.shown.grid.slices}")
        for _ in range(image // 10):
            self._key("PageDown")
        if image % 10:
            self.room.scroll(image % 10, self.number)
        expect(text).to_have_text(f"Image {image + 1}/{self.shown.grid.slices}")

    def zoom(self, steps: int) -> None:
        """Zoom in about the middle, or out by steps below 0."""
        for _ in range(abs(steps)):
            self._key("+" if steps > 0 else "-")
        self.shown = replace(self.shown, zoom=self.shown.zoom * ZOOM_STEP**steps)
        expect(self.room.overlay(f"Zoom {round(self.shown.zoom * 100)}%", self.number)).to_be_visible()

    def turn(self) -> None:
        """Turn by a quarter."""
        self._key("r")
        self.shown = replace(self.shown, turns=self.shown.turns + 1)

    def mirror(self) -> None:
        """Mirror an image that is not turned yet."""
        assert self.shown.turns == 0
        self._key("x")
        self.shown = replace(self.shown, mirrored=not self.shown.mirrored)

    def fits(self, grid: Grid) -> None:
        """Another stack is shown, fitted into the viewport."""
        self.shown = Shown(self.room.box(self.number), grid)

    def _key(self, key: str) -> None:
        self.room.viewport(self.number).focus()
        self.room.page.keyboard.press(key)

    def choose(self, tool: str) -> None:
        """Take a tool."""
        if tool in BAR:
            self.room.tool(tool)
        else:
            self.room.menu("More tools", tool)

    def draw(self, tool: str, *pixels: Spot) -> None:
        """Draw a mark at pixels of the image: the first two as a drag, then two more as a drag or one as a click."""
        self.choose(tool)
        mouse = self.room.page.mouse
        spots = [self.shown.spot(*at) for at in pixels]
        strokes = [spots] if tool == "Freehand" else [spots[:2], spots[2:]]
        for stroke in filter(None, strokes):
            mouse.move(*stroke[0])
            mouse.down()
            for spot in stroke[1:]:
                mouse.move(*spot)
            mouse.up()

    def point(self, column: float, row: float) -> Spot:
        """Point at a pixel; return its place on the screen."""
        spot = self.shown.spot(column, row)
        self.room.page.mouse.move(*spot)
        return spot

    def measure(self, tool: str, *pixels: Spot, keep: bool = False) -> list[str]:
        """Draw a mark and return the lines of its label; it is taken away again unless it is to be kept."""
        count = self.room.findings().count()
        self.draw(tool, *pixels)
        expect(self.room.findings()).to_have_count(count + 1)
        expect(self.room.findings().last).not_to_contain_text("Not saved yet")
        lines = self.label(self.newest())
        if not keep:
            number = self.newest()
            self.room.page.get_by_role("button", name=f"Delete finding {number}", exact=True).click()
            expect(self.room.findings()).to_have_count(count)
        return lines

    def newest(self) -> int:
        """Return the number of the newest finding."""
        return int(self.room.findings().last.get_attribute("data-finding") or 0)

    def select(self, number: int) -> Locator:
        """Go to a finding by its row; return it on the image."""
        row = self.room.finding(number)
        row.locator("button.finding").click(position={"x": 20, "y": 8})
        expect(row.locator("button.finding")).to_have_attribute("aria-current", "true")
        # The row is marked before the image is drawn anew: the mark must be the one of that number.
        badge = self.room.page.locator(".viewer-mark-number", has_text=re.compile(f"^{number}$"))
        mark = self.room.viewport(self.number).locator("[data-mark].is-selected").filter(has=badge)
        expect(mark).to_have_count(1)
        return mark

    def label(self, number: int) -> list[str]:
        """Return the lines of a finding's label on the image, once it is selected."""
        lines = self.select(number).locator(".viewer-mark-label tspan:not(.viewer-mark-number)")
        return [str(line) for line in lines.all_text_contents()]


def numbers(line: str) -> list[float]:
    """Return the numbers in a line of a label."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", line)]


def square_mm(line: str) -> float:
    """Return an area in mm²."""
    return numbers(line)[0] * (100 if "cm²" in line else 1)


def polygon_area(corners: Sequence[Spot]) -> float:
    """Return the area of a polygon."""
    x, y = np.asarray(corners).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def cut_reader(room: RoomPage, grid: Grid, plane: str) -> Reader:
    """Cut planes out of what is shown and read on them."""
    room.menu("Planes", plane)
    expect(room.viewport().get_by_text(re.compile(rf"Image \d+/{grid.slices}$"))).to_be_visible()
    room.page.keyboard.press("Escape")
    return Reader(room, grid)


def open_series(room: RoomPage, description: str, grid: Grid) -> Reader:
    """Show a series of the pair."""
    room.list("Series").get_by_role("button", name=re.compile(f"{description}\\b")).click()
    expect(room.viewport().get_by_text(re.compile(rf"Image \d+/{grid.slices}$"))).to_be_visible()
    return Reader(room, grid)


def fuse(room: RoomPage, over: str) -> None:
    """Lay a series over the one that is shown, at an image that both reach."""
    room.menu("Planes", over)
    expect(room.page.get_by_role("button", name=over, exact=True)).to_have_attribute("aria-pressed", "true")
    room.page.keyboard.press("Escape")
    expect(room.viewport().locator("canvas.viewer-fusion")).to_be_visible()
