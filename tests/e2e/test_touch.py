"""A phone: one finger scrolls, two zoom, a long press points, a double tap looks closer."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import SLICES, People
from tests.e2e.room import RoomPage

ANA, TOM = "Ana Ruiz", "Tom Okafor"
PHONE: dict[str, Any] = {"size": (390, 844), "has_touch": True, "is_mobile": True}


class Fingers:
    """Touches of a page; places are shares of the viewport."""

    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.cdp = room.page.context.new_cdp_session(room.page)

    def touch(self, kind: str, *places: tuple[float, float]) -> None:
        """Send one touch event with all fingers that are down."""
        box = self.room.box()
        points = [
            dict(zip(("x", "y", "id"), (*box.at(*place), number), strict=True)) for number, place in enumerate(places)
        ]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def glide(self, start: list[tuple[float, float]], end: list[tuple[float, float]], steps: int = 12) -> None:
        """Put fingers down, move them, and lift them."""
        self.touch("touchStart", *start)
        for step in range(1, steps + 1):
            places = [
                (x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
                for (x, y), (to_x, to_y) in zip(start, end, strict=True)
            ]
            self.touch("touchMove", *places)
        self.touch("touchEnd")


def test_one_finger_scrolls_and_two_zoom(people: People) -> None:
    room = people.enter(ANA, **PHONE)
    fingers = Fingers(room)
    fingers.glide([(0.5, 0.3)], [(0.5, 0.6)])
    expect(room.overlay(f"Image 1/{SLICES}")).to_have_count(0)
    fingers.glide([(0.45, 0.5), (0.55, 0.5)], [(0.25, 0.5), (0.75, 0.5)])
    expect(room.viewport().get_by_text(re.compile(r"^Zoom [3-6]\d\d%$"))).to_be_visible()


def test_a_double_tap_looks_closer_and_another_one_fits(people: People) -> None:
    room = people.enter(ANA, **PHONE)
    middle = room.box().at(0.5, 0.5)
    for text in ("Zoom 200%", "Zoom 100%"):
        for _ in range(2):
            room.page.touchscreen.tap(*middle)
        expect(room.overlay(text)).to_be_visible()


def test_a_long_press_points_for_all(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM, **PHONE)
    fingers = Fingers(tom)
    fingers.touch("touchStart", (0.5, 0.5))
    expect(ana.cursor_of(TOM)).to_have_attribute("data-pointing", "true")
    fingers.touch("touchEnd")
    # The place stays for a moment after the finger has gone.
    expect(ana.cursor_of(TOM)).to_have_count(0)


def test_a_finger_measures_above_itself_with_a_magnifier(people: People) -> None:
    room = people.enter(ANA, **PHONE)
    rows = room.page.locator("[data-finding]")
    count = rows.count()
    room.tool("Length")
    fingers = Fingers(room)
    fingers.touch("touchStart", (0.3, 0.6))
    fingers.touch("touchMove", (0.4, 0.6))
    expect(room.viewport().locator(".viewer-magnifier")).to_be_visible()
    fingers.touch("touchMove", (0.7, 0.6))
    fingers.touch("touchEnd")
    expect(room.viewport().locator(".viewer-magnifier")).to_be_hidden()
    expect(rows).to_have_count(count + 1)


def test_a_phone_shows_one_viewport_at_a_time(people: People) -> None:
    room = people.enter(ANA, **PHONE)
    room.layout("1 × 2")
    switch = room.page.get_by_role("group", name="Viewport", exact=True)
    expect(switch.get_by_role("button", name="Current")).to_have_attribute("aria-pressed", "true")
    expect(room.viewport(2)).to_be_hidden()
    switch.get_by_role("button", name="Prior").click()
    room.wait_for_image(2)
    expect(room.viewport(1)).to_be_hidden()
    expect(room.viewport(2)).to_contain_text("PRIOR")
