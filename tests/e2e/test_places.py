"""A pointer and a mark are at the same anatomy on every screen: of other size, zoom, turn, series and plane."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.e2e.conftest import People, Rooms
from tests.e2e.room import RoomPage
from tests.e2e.screen import Cut, Errors, Reader, Spot, cut, cut_reader, fuse, open_series
from tests.support import known
from tests.support.known import Grid, Point, petct

ANA, TOM = "Ana Ruiz", "Tom Okafor"
SMALL = (1060, 720)
SAVED = '[data-mark]:not([data-mark^="draft "])'
LIMITS = {"px": 1.0, "mm": 0.5}


def cursor_arrives(errors: Errors, reader: Reader, name: str, place: Point, what: str) -> None:
    """Note how far from a place of the patient somebody's pointer comes to rest."""
    wanted = reader.shown.of(place)
    cursor = reader.room.viewport(reader.number).locator(f'[data-cursor-of="{name}"]')
    expect(cursor, what).to_be_visible()
    with suppress(Error):  # how far it was is said below
        reader.room.page.wait_for_function(
            """([element, x, y]) => {
              const at = element.getBoundingClientRect();
              return Math.hypot(at.x - x, at.y - y) < 1;
            }""",
            arg=[cursor.element_handle(), *wanted],
            timeout=5000,
        )
    box = cursor.bounding_box()
    assert box is not None
    note(errors, reader, f"pointer {what}", (box["x"], box["y"]), wanted)


def note(errors: Errors, reader: Reader, what: str, found: Spot, wanted: Spot) -> None:
    """Keep how far two places of a screen are apart, in its pixels and in millimetres of the patient."""
    off = ((found[0] - wanted[0]) ** 2 + (found[1] - wanted[1]) ** 2) ** 0.5
    errors.note(what, "px", off, 0)
    errors.note(what, "mm", off / reader.shown.pixels_per_mm, 0)


def mark_arrives(errors: Errors, reader: Reader, places: list[Point], what: str) -> None:
    """Note how far from places of the patient the points of the one mark are drawn."""
    mark = reader.room.viewport(reader.number).locator(SAVED)
    expect(mark, what).to_have_count(1)
    line = mark.locator("path.viewer-mark-line:not(.is-end)")
    coordinates = [float(found) for found in re.findall(r"-?\d+\.\d+", line.get_attribute("d") or "")]
    spots = list(zip(coordinates[::2], coordinates[1::2], strict=True))
    assert len(spots) == len(places)
    box = reader.room.box(reader.number)
    for (x, y), place in zip(spots, places, strict=True):
        note(errors, reader, f"mark {what}", (box.x + x, box.y + y), reader.shown.of(place))


def take_away(*readers: Reader) -> None:
    """Delete the one mark, and wait until it is gone everywhere."""
    first, *_ = readers
    number = first.newest()
    first.room.select(number).get_by_role("button", name=f"Delete finding {number}", exact=True).click()
    for reader in readers:
        expect(reader.room.page.locator("[data-mark]")).to_have_count(0)


def both_ways(errors: Errors, ana: Reader, tom: Reader, places: list[Point], what: str) -> None:
    """Point and draw on Ana's screen and look on Tom's, then the other way about."""
    for one, other, name in ((ana, tom, ANA), (tom, ana, TOM)):
        for place in places:
            one.room.page.mouse.move(*one.shown.of(place))
            cursor_arrives(errors, other, name, place, f"of {name}, {what}")
        spots = [one.shown.pixel_at(one.shown.of(place)) for place in places]
        one.draw("Angle", *spots)
        expect(one.room.findings()).to_have_count(1)
        expect(one.room.findings()).not_to_contain_text("Not saved yet")
        mark_arrives(errors, one, places, f"of {name}, {what}, on their own screen")
        mark_arrives(errors, other, places, f"of {name}, {what}")
        take_away(one, other)
        one.choose("Window/Level")


def at(grid: Grid, image: int, *pixels: Spot) -> list[Point]:
    """Return the places of pixels of an image."""
    return [grid.at(*pixel, image) for pixel in pixels]


def test_in_windows_of_other_size_zoom_turn_and_side(people: People, rooms: Rooms) -> None:
    phantom = known.ct_volume_phantom()
    consult = rooms("straight", phantom.files)
    ana = Reader(people.enter(ANA, consult=consult), phantom.grid)
    tom = Reader(people.enter(TOM, consult=consult, size=SMALL), phantom.grid)
    errors = Errors()
    for reader in (ana, tom):
        reader.show(18)
    places = at(phantom.grid, 18, (42.2, 45.7), (58.9, 78.1), (35.4, 71.3))
    both_ways(errors, ana, tom, places, "another size")
    tom.zoom(2)
    both_ways(errors, ana, tom, places, "larger")
    tom.zoom(-2)
    tom.mirror()
    both_ways(errors, ana, tom, places, "mirrored")
    tom.turn()
    tom.zoom(1)
    both_ways(errors, ana, tom, places, "mirrored, turned and larger")
    ana.turn()
    ana.turn()
    both_ways(errors, ana, tom, places, "both turned")
    errors.within(**LIMITS)


@pytest.fixture(scope="module")
def pair() -> petct.PetCt:
    """PET and CT of one patient."""
    return known.pet_ct("places petct")


def test_in_another_series_of_the_frame_of_reference(people: People, rooms: Rooms, pair: petct.PetCt) -> None:
    consult = rooms("pair", [*pair.pet.files, *pair.ct.files])
    ana = open_series(people.enter(ANA, consult=consult), "petct ct", pair.ct.grid)
    tom = open_series(people.enter(TOM, consult=consult, size=SMALL), "petct pet", pair.pet.grid)
    errors = Errors()
    # 1 mm apart: nearer than half of either slice.
    ana.show(22)
    tom.show(15)
    places = at(pair.ct.grid, 22, (80.0, 48.0), (91.3, 55.7), (61.6, 70.2))
    both_ways(errors, ana, tom, places, "CT and PET")
    tom.zoom(1)
    tom.mirror()
    both_ways(errors, ana, tom, places, "CT and mirrored PET")
    errors.within(**LIMITS)


@pytest.mark.parametrize("plane", ["Coronal", "Sagittal"])
@pytest.mark.parametrize("name", ["straight", "oblique"])
def test_in_another_plane(people: People, rooms: Rooms, name: str, plane: Cut) -> None:
    phantom = known.ct_oblique() if name == "oblique" else known.ct_volume_phantom()
    consult = rooms(name, phantom.files)
    ana = Reader(people.enter(ANA, consult=consult), phantom.grid)
    tom = cut_reader(people.enter(TOM, consult=consult, size=SMALL), cut(phantom.grid, plane), plane)
    errors = Errors()
    ana.show(12)
    tom.show(52)
    along = (31.3, 68.8, 47.2)
    pixels = [(one, 52.0) if plane == "Coronal" else (52.0, one) for one in along]
    places = at(phantom.grid, 12, *pixels)
    both_ways(errors, ana, tom, places, f"axial and {plane}")
    tom.zoom(2)
    both_ways(errors, ana, tom, places, f"axial and larger {plane}")
    errors.within(**LIMITS)
    # Beside the plane nothing is shown as if it were on it, and the way there is offered.
    beside = (40.0, 60.0) if plane == "Coronal" else (60.0, 40.0)
    ana.point(*beside)
    expect(tom.room.cursor_of(ANA)).to_have_count(0)
    tom.room.page.get_by_role("button", name=f"Go to slice 61, {ANA}").click()
    cursor_arrives(errors, tom, ANA, phantom.grid.at(*beside, 12), "after going there")
    errors.within(**LIMITS)


@pytest.mark.parametrize("plane", ["axial", "Coronal"])
def test_a_series_laid_over_another_is_where_it_belongs(
    people: People, rooms: Rooms, pair: petct.PetCt, plane: str
) -> None:
    room = people.enter(ANA, consult=rooms("pair", [*pair.pet.files, *pair.ct.files]))
    ana = open_series(room, "petct ct", pair.ct.grid)
    if plane == "Coronal":
        ana = cut_reader(room, cut(pair.ct.grid, "Coronal"), "Coronal")
    ana.show(48 if plane == "Coronal" else 22)
    fuse(room, "PT · places petct pet")
    errors = Errors()
    for step in ("upright", "larger", "mirrored", "turned"):
        if step == "larger":
            ana.zoom(1)
        if step == "mirrored":
            ana.mirror()
        if step == "turned":
            ana.turn()
        note(errors, ana, f"hot ball {step}", hot_middle(room), ana.shown.of(pair.hot.centre))
    errors.within(**LIMITS)


def hot_middle(room: RoomPage) -> Spot:
    """Return the middle of what is white on the layer, once a picture was painted."""
    x, y = room.page.evaluate(
        """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
          const canvas = document.querySelector('canvas.viewer-fusion');
          const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let [count, x, y] = [0, 0, 0];
          for (let at = 0; at < data.length; at += 4) {
            if (data[at + 1] < 200 || data[at + 3] < 100) continue;
            count += 1;
            x += ((at / 4) % width) + 0.5;
            y += Math.floor(at / 4 / width) + 0.5;
          }
          const box = canvas.getBoundingClientRect();
          const ratio = width / box.width;
          resolve([box.x + x / count / ratio, box.y + y / count / ratio]);
        })))"""
    )
    return float(x), float(y)
