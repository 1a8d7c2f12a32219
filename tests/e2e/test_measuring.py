"""Every measuring tool, drawn with the mouse on images whose truth is known, says the truth."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.e2e import truths
from tests.e2e.conftest import People, Rooms
from tests.e2e.screen import Cut, Errors, Reader, cut, cut_reader, fuse, numbers, open_series, pixel
from tests.e2e.truths import Values, stack_of
from tests.support import known
from tests.support.known import Grid, petct

ANA, TOM = "Ana Ruiz", "Tom Okafor"
CT_LIMITS = {"mm": 0.1, "degree": 0.1, "mm2": 0.1, "HU": 0.5}


VOLUMES = {"straight": known.ct_volume_phantom, "oblique": known.ct_oblique}


@pytest.mark.parametrize("name", VOLUMES)
def test_on_images_as_they_were_taken(people: People, rooms: Rooms, name: str) -> None:
    phantom = VOLUMES[name]()
    ana = Reader(people.enter(ANA, consult=rooms(name, phantom.files)), phantom.grid)
    errors = Errors()
    rods, plates = phantom.lengths["rods"], phantom.angles["plates"]
    ana.show(plates.image)
    (length,) = ana.measure("Length", pixel(phantom.grid, rods.start), pixel(phantom.grid, rods.end))
    errors.note("rods", "mm", numbers(length)[0], rods.mm)
    vertex, *ends = [pixel(phantom.grid, at) for at in (plates.vertex, *plates.ends)]
    (angle,) = ana.measure("Angle", ends[0], vertex, ends[1])
    errors.note("plates", "degree", numbers(angle)[0], plates.degrees)
    (cobb,) = ana.measure("Cobb angle", vertex, ends[0], vertex, ends[1])
    errors.note("plates as of Cobb", "degree", numbers(cobb)[0], plates.degrees)
    truths.geometry(ana, errors, plates.image)
    values = Values(stack_of(phantom.files)[plates.image], "HU")
    for region in ("half a plate", "water"):
        (left, right), (top, bottom) = phantom.regions[region].columns, phantom.regions[region].rows
        truths.rectangle(ana, errors, values, (left, top, right, bottom))
    truths.ellipse(ana, errors, values, (34.3, 104.1), (6.4, 5.3))
    truths.freehand(ana, errors, values, (68, 20, 84, 38), (78, 29))
    truths.probe(ana, errors, values, (76, 30), (0, 0), (60, 60), (30, 105))
    errors.within(**CT_LIMITS)


@pytest.mark.parametrize("plane", ["Coronal", "Sagittal"])
@pytest.mark.parametrize("name", VOLUMES)
def test_on_planes_cut_out_of_a_series(people: People, rooms: Rooms, name: str, plane: Cut) -> None:
    phantom = VOLUMES[name]()
    room = people.enter(ANA, consult=rooms(name, phantom.files))
    grid = cut(phantom.grid, plane)
    ana = cut_reader(room, grid, plane)
    errors = Errors()
    # The plane through the axis of a rod that stands upright on the images.
    rod, image, middle = phantom.rods["first"], *((30, 76) if plane == "Coronal" else (76, 30))
    ana.show(image)
    (length,) = ana.measure("Length", pixel(grid, rod.start), pixel(grid, rod.end))
    errors.note("rod", "mm", numbers(length)[0], float(np.linalg.norm(np.subtract(rod.end, rod.start))))
    truths.geometry(ana, errors, image)
    stack = stack_of(phantom.files)[::-1]
    values = Values(stack[:, image, :] if plane == "Coronal" else stack[:, :, image], "HU")
    truths.rectangle(ana, errors, values, (middle - 6, 9, middle + 4, 16))
    truths.ellipse(ana, errors, values, (middle + 2.3, 15.3), (8.3, 3.2))
    truths.freehand(ana, errors, values, (middle - 8, 1, middle + 7, 7), (middle + 1, 5))
    truths.probe(ana, errors, values, (middle, 4), (middle, 3), (middle + 9, 20), (0, 0))
    errors.within(**CT_LIMITS)


@pytest.fixture(scope="module")
def pair() -> petct.PetCt:
    """PET and CT of one patient."""
    return known.pet_ct()


def hot_pet(image: int) -> Values:
    """Return the SUV of an image of the PET."""
    picture = np.zeros((petct.PET_GRID.rows, petct.PET_GRID.columns))
    picture[3:-3, 3:-3] = petct.SUV_BODY
    picture[petct.HOT.holds(petct.PET_GRID.centres()[image])] = petct.SUV_HOT
    return Values(picture, "SUV")


def test_on_pet_in_suv(people: People, rooms: Rooms, pair: petct.PetCt) -> None:
    ana = open_series(
        people.enter(ANA, consult=rooms("pair", [*pair.pet.files, *pair.ct.files])), "petct pet", pair.pet.grid
    )
    errors = Errors()
    ana.show(15)
    suv_marks(ana, errors)
    truths.geometry(ana, errors, 15)
    errors.within(mm=0.1, degree=0.1, mm2=0.1, SUV=0.01)


def suv_marks(ana: Reader, errors: Errors) -> None:
    """Measure the hot ball, wholly and over its edge."""
    values = hot_pet(15)
    truths.rectangle(ana, errors, values, (20, 11, 22, 13))
    truths.ellipse(ana, errors, values, (22.3, 13.1), (4.2, 3.1))
    truths.freehand(ana, errors, values, (18, 10, 24, 15), (22, 12))
    truths.probe(ana, errors, values, (21, 12), (10, 20), (1, 1))


def hu_marks(ana: Reader, errors: Errors, values: Values, ball: tuple[int, int]) -> None:
    """Measure the ball on the CT, wholly and over its edge."""
    x, y = ball
    truths.rectangle(ana, errors, values, (x - 5, y - 2, x + 5, y + 3))
    truths.ellipse(ana, errors, values, (x + 8.3, y + 2.1), (9.2, 4.1))
    truths.freehand(ana, errors, values, (x - 14, y - 3, x + 2, y + 4), (x - 1, y + 1))
    truths.probe(ana, errors, values, (x, y), (0, 0))


def test_over_fused_pet_and_ct_the_values_are_those_of_the_image_below(
    people: People, rooms: Rooms, pair: petct.PetCt
) -> None:
    room = people.enter(ANA, consult=rooms("pair", [*pair.pet.files, *pair.ct.files]))
    errors = Errors()
    stack = stack_of(pair.ct.files)
    ana = open_series(room, "petct ct", pair.ct.grid)
    ana.show(22)
    fuse(room, "PT · known petct pet")
    truths.geometry(ana, errors, 22)
    hu_marks(ana, errors, Values(stack[22], "HU"), (80, 48))
    ana = open_series(room, "petct pet", pair.pet.grid)
    ana.show(15)
    fuse(room, "CT · known petct ct")
    suv_marks(ana, errors)
    ana = open_series(room, "petct ct", pair.ct.grid)
    grid = cut(pair.ct.grid, "Coronal")
    ana = cut_reader(room, grid, "Coronal")
    ana.show(48)
    fuse(room, "PT · known petct pet")
    hu_marks(ana, errors, Values(stack[::-1, 48, :], "HU"), (80, 14))
    errors.within(**CT_LIMITS, SUV=0.01)


def test_on_a_radiograph_in_millimetres_of_the_detector(people: People, rooms: Rooms) -> None:
    flat = known.detector_radiograph()
    grid = Grid(1, flat.rows, flat.columns, (0.2, 0.25), (0, 0, 0), (0, 0, 1))
    ana = Reader(people.enter(ANA, consult=rooms("cr", flat.files)), grid)
    errors = Errors()
    left, top, right, bottom = flat.box
    for what, ends, truth in (
        ("width", ((left - 0.5, 60), (right + 0.5, 60)), flat.width_mm),
        ("height", ((90, top - 0.5), (90, bottom + 0.5)), flat.height_mm),
    ):
        (line,) = ana.measure("Length", *ends)
        assert "(detector)" in line
        errors.note(what, "mm", numbers(line)[0], truth or 0)
    truths.geometry(ana, errors, 0)
    picture = np.zeros((flat.rows, flat.columns))
    picture[top : bottom + 1, left : right + 1] = flat.value
    values = Values(picture, "value")
    truths.rectangle(ana, errors, values, (left - 10, top + 5, left + 9, bottom))
    truths.ellipse(ana, errors, values, (left + 3.37, 66.13), (20.23, 14.19))
    truths.freehand(ana, errors, values, (right - 9, 55, right + 10, 84), (right - 1, 70))
    truths.probe(ana, errors, values, (left, top), (left - 1, top))
    errors.within(mm=0.1, degree=0.1, mm2=0.1, value=0.5)


@pytest.mark.parametrize("stretched", [False, True])
def test_on_ultrasound_in_pixels_until_somebody_says_how_long_something_is(
    people: People, rooms: Rooms, stretched: bool
) -> None:
    flat = known.ultrasound_stretched() if stretched else known.ultrasound_plain()
    grid = Grid(1, flat.rows, flat.columns, (flat.aspect, 1), (0, 0, 0), (0, 0, 1))
    consult = rooms(f"us {flat.aspect}", flat.files)
    ana = Reader(people.enter(ANA, consult=consult), grid)
    tom = people.enter(TOM, consult=consult, size=(1100, 700))
    errors = Errors()
    truths.geometry(ana, errors, 0, unit="px")
    left, top, right, bottom = flat.box
    kept = ana.measure("Length", (90, top - 0.5), (90, bottom + 0.5), keep=True)
    errors.note("height", "px", numbers(kept[0])[0], 50 * flat.aspect)
    length = ana.newest()
    # Half a millimetre for each pixel's width.
    ana.draw("Calibration", (left - 0.5, bottom + 10), (right + 0.5, bottom + 10))
    ana.room.page.get_by_label("Length in mm").fill("40")
    ana.room.tool("Calibrate")
    expect(ana.room.findings()).to_have_count(2)
    assert ana.label(ana.newest()) == ["40.0 mm by definition"]
    (line,) = ana.label(length)
    assert line.endswith("mm (calibrated by hand)")
    errors.note("height", "mm", numbers(line)[0], 25 * flat.aspect)
    for room in (ana.room, tom):
        expect(room.finding(length).locator(".value")).to_have_text(line)
    truths.geometry(ana, errors, 0, mm_per_unit=0.5)
    errors.within(px=0.1, mm=0.1, degree=0.1)


def test_every_window_shows_the_same_number(people: People, rooms: Rooms) -> None:
    phantom = known.ct_volume_phantom()
    consult = rooms("straight", phantom.files)
    ana = Reader(people.enter(ANA, consult=consult), phantom.grid)
    tom = Reader(people.enter(TOM, consult=consult, size=(1100, 760)), phantom.grid)
    ana.show(18)
    tom.show(18)
    tom.mirror()
    tom.turn()
    tom.zoom(2)
    drawn = {
        "Length": ((76, 30), (48, 78)),
        "Angle": ((52, 85.5), (42, 85.5), (40, 69.5)),
        "Cobb angle": ((42, 40), (60, 44), (42, 50), (61, 49)),
        "Bidirectional": ((40, 60), (62, 64), (50, 57)),
        "Ellipse": ((44.6, 42.3), (58.2, 51.9)),
        "Rectangle": ((30.5, 55.5), (44.5, 61.5)),
        "Freehand": ((45.3, 70.2), (60.4, 71.3), (63.2, 80.4), (50.3, 84.2)),
        "Probe": ((50, 77),),
    }
    here = {}
    for tool, places in drawn.items():
        lines = ana.measure(tool, *places, keep=True)
        number = ana.newest()
        assert tom.label(number) == lines
        value = ana.room.finding(number).locator(".value").inner_text()
        expect(tom.room.finding(number).locator(".value")).to_have_text(value)
        here[tool] = lines
        ana.room.page.get_by_role("button", name=f"Delete finding {number}", exact=True).click()
        expect(tom.room.finding(number)).to_have_count(0)
    # What is drawn where it is seen mirrored, turned and larger is as long as what is drawn here.
    for tool in ("Length", "Angle", "Cobb angle", "Bidirectional", "Freehand", "Probe"):
        assert tom.measure(tool, *drawn[tool]) == here[tool]


REFUSED = {
    "tilted": "The gantry was tilted.",
    "gap": "Images are missing, or their distances differ.",
    "orientations": "The images have different orientations or sizes.",
    "doubled": "Several images lie at one position.",
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_series_that_is_no_regular_volume_says_why_no_plane_is_cut_out_of_it(
    people: People, rooms: Rooms, why: str
) -> None:
    phantom = known.refused_for_mpr()[why]
    ana = people.enter(ANA, consult=rooms(why, phantom.files))
    ana.page.get_by_role("button", name="Planes", exact=True).click()
    menu = ana.page.get_by_role("group", name="Planes", exact=True)
    for plane in ("Axial", "Coronal", "Sagittal", "Three planes"):
        item = menu.get_by_role("button", name=plane, exact=True)
        expect(item).to_contain_text(REFUSED[why])
        expect(item).to_have_attribute("aria-disabled", "true")
        item.click(force=True)
    expect(ana.overlay(f"Image 1/{len(phantom.files)}")).to_be_visible()
