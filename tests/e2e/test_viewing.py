"""One person and their images: layouts, planes, fusion, cine, and what hides what."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import PRIOR_SLICES, SLICES, Demo, People
from tests.e2e.room import RoomPage
from tests.support import known

ANA = "Ana Ruiz"


def index_of(room: RoomPage, number: int = 1) -> int:
    """Return the number of the image that a viewport shows."""
    text = room.viewport(number).get_by_text(re.compile(r"^Image \d+/\d+$")).inner_text()
    return int(text.removeprefix("Image ").split("/")[0])


def test_layouts_fill_with_what_is_not_shown_yet_and_series_are_dragged_into_viewports(people: People) -> None:
    room = people.enter(ANA)
    room.layout("2 × 1")
    room.wait_for_image(2)
    one, two = room.box(1), room.box(2)
    assert two.y > one.y
    assert abs(one.x - two.x) < 2
    expect(room.viewport(2)).to_contain_text("Thick")
    room.layout("2 × 2")
    expect(room.viewport(4)).to_contain_text("Choose a series")
    room.page.drag_and_drop('.series:has-text("Thick")', ".stage-cell:nth-of-type(3)")
    room.wait_for_image(3)
    expect(room.viewport(3)).to_contain_text("PRIOR")
    room.layout("1 × 1")
    expect(room.viewport(2)).to_have_count(0)


def test_prior_and_current_scroll_together_by_position_when_linked(people: People) -> None:
    room = people.enter(ANA)
    room.layout("1 × 2")
    room.wait_for_image(2)
    room.tool("Link scroll")
    # 2 mm and 4 mm apart in one frame of reference: ten images here are five there.
    room.scroll(10)
    expect(room.overlay(f"Image 11/{SLICES}", 1)).to_be_visible()
    expect(room.overlay(f"Image 6/{PRIOR_SLICES}", 2)).to_be_visible()
    room.tool("Link scroll")
    room.scroll(2)
    expect(room.overlay(f"Image 13/{SLICES}", 1)).to_be_visible()
    expect(room.overlay(f"Image 6/{PRIOR_SLICES}", 2)).to_be_visible()


def test_three_planes_are_cut_meet_in_the_cross_hair_and_show_each_other_as_lines(people: People, demo: Demo) -> None:
    phantom = known.ct_volume_phantom("three planes")
    room = people.enter(ANA, consult=demo.consult_over(phantom.files))
    room.menu("Planes", "Three planes")
    for number, name in ((1, "Axial"), (2, "Coronal"), (3, "Sagittal"), (4, "Coronal MIP 40 mm")):
        room.wait_for_image(number)
        expect(room.viewport(number)).to_contain_text(name)
    grid = phantom.grid
    for number, count in ((1, grid.slices), (2, grid.rows), (3, grid.columns)):
        expect(room.viewport(number)).to_contain_text(f"/{count}")
    expect(room.viewport(1).locator("[data-reference]")).not_to_have_count(0)
    before = [index_of(room, number) for number in (1, 2, 3)]
    room.page.mouse.click(*room.box(1).at(0.42, 0.4))
    expect(room.viewport(2).locator('[data-crosshair="me"]')).to_be_visible()
    expect(room.viewport(3).locator('[data-crosshair="me"]')).to_be_visible()
    after = [index_of(room, number) for number in (1, 2, 3)]
    assert after[0] == before[0]
    assert after[1] < before[1], "the place lies more to the front"
    assert after[2] < before[2], "and more to the right of the body"


def test_a_plane_that_cannot_be_cut_says_why(people: People, demo: Demo) -> None:
    room = people.enter(ANA, consult=demo.consult_over(known.refused_for_mpr()["tilted"].files))
    room.tool("Planes")
    coronal = room.page.get_by_role("button", name="Coronal", exact=True)
    expect(coronal).to_have_attribute("aria-disabled", "true")
    expect(coronal).to_contain_text("The gantry was tilted.")


def test_a_pet_is_laid_over_its_ct_in_suv_and_taken_away_again(people: People, demo: Demo) -> None:
    pair = known.pet_ct("fused")
    room = people.enter(ANA, consult=demo.consult_over([*pair.ct.files, *pair.pet.files]))
    room.layout("1 × 1")
    room.page.locator('.series[data-modality="CT"]').click()
    room.wait_for_image()
    # The PET begins higher than the CT: on its first images there is nothing to lay over.
    room.scroll(12)
    room.tool("Planes")
    choice = room.page.get_by_role("group", name="Planes").get_by_role("button", name=re.compile("^PT"))
    choice.click()
    expect(choice).to_have_attribute("aria-pressed", "true")
    fusion = room.viewport().locator(".viewer-fusion")
    expect(fusion).to_be_visible()
    choice.click()
    expect(fusion).to_be_hidden()


def test_cine_plays_at_the_chosen_rate_and_stops_at_a_scroll(people: People) -> None:
    room = people.enter(ANA)
    room.viewport().focus()
    room.page.keyboard.press(" ")
    room.page.wait_for_function("() => document.querySelector('[data-slot=image]').textContent !== 'Image 1/24'")
    room.tool("Cine")
    expect(room.page.get_by_role("button", name="Stop", exact=True)).to_be_visible()
    room.page.keyboard.press("Escape")
    room.scroll(1)
    stopped = index_of(room)
    room.tool("Cine")
    expect(room.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert index_of(room) == stopped


def test_one_key_hides_everything_but_the_images_and_esc_brings_it_back(people: People) -> None:
    room = people.enter(ANA)
    room.viewport().focus()
    room.page.keyboard.press("h")
    for part in (".room-toolbar", ".side-panel", ".series-rail", ".room-banner"):
        expect(room.page.locator(part)).to_be_hidden()
    # Whose image it is stays on it.
    expect(room.viewport()).to_contain_text("PHANTOM, Paula")
    room.page.keyboard.press("Escape")
    expect(room.page.locator(".room-toolbar")).to_be_visible()


def test_overlays_are_full_short_or_off_and_never_without_the_patient(people: People) -> None:
    room = people.enter(ANA)
    room.viewport().focus()
    place = room.viewport().locator('[data-slot="location"]')
    window = room.viewport().locator('[data-slot="window"]')
    patient = room.viewport().get_by_text("PHANTOM, Paula")
    room.page.keyboard.press("o")
    expect(place).to_be_hidden()
    expect(window).to_be_visible()
    room.page.keyboard.press("o")
    expect(window).to_be_hidden()
    expect(patient).to_be_visible()
    expect(window).to_be_visible(timeout=7000)


def test_all_keys_are_shown_and_letters_do_nothing_while_words_are_written(people: People) -> None:
    room = people.enter(ANA)
    room.viewport().focus()
    room.page.keyboard.press("?")
    sheet = room.page.get_by_role("dialog", name="Keys")
    expect(sheet).to_contain_text("point here")
    sheet.get_by_role("button", name="Close").click()
    room.page.get_by_label("Write to everyone").fill("lung")
    expect(room.page.get_by_role("button", name="Length", exact=True)).to_have_attribute("aria-pressed", "false")


def test_a_mark_is_drawn_by_keyboard_alone(people: People) -> None:
    room = people.enter(ANA)
    count = room.findings().count()
    room.viewport().focus()
    room.page.keyboard.press("l")
    for key in ("ArrowDown", "Enter", *["Shift+ArrowRight"] * 2, "Enter"):
        room.page.keyboard.press(key)
    expect(room.findings()).to_have_count(count + 1)
    expect(room.findings().last.locator(".value")).to_have_text("16.0 mm")
    # It lies in the middle, where other tests drag.
    room.tool("Undo")
    expect(room.findings()).to_have_count(count)


def test_a_finding_is_copied_to_another_image(people: People) -> None:
    room = people.enter(ANA)
    room.measure((0.45, 0.2), (0.55, 0.2))
    row = room.findings().last
    value = row.locator(".value").inner_text()
    count = room.findings().count()
    row.get_by_role("button", name=re.compile("^Finding")).click()
    room.viewport().focus()
    room.page.keyboard.press("Control+c")
    room.scroll(3)
    room.viewport().focus()
    room.page.keyboard.press("Control+v")
    expect(room.findings()).to_have_count(count + 1)
    expect(room.findings().last.locator(".value")).to_have_text(value)
    expect(room.findings().last).to_contain_text(f"image {index_of(room)}")


def test_the_sites_protocol_hangs_a_head_ct_in_two_windows_linked(people: People, demo: Demo) -> None:
    head = known.ct_volume_phantom("hung", StudyDescription="CT head", BodyPartExamined="HEAD")
    room = people.enter(ANA, consult=demo.consult_over(head.files))
    room.wait_for_image(2)
    expect(room.overlay("W 80 L 40", 1)).to_be_visible()
    expect(room.overlay("W 2500 L 480", 2)).to_be_visible()
    room.scroll(2)
    assert index_of(room, 1) == 3
    expect(room.viewport(2).get_by_text(re.compile(r"^Image 3/"))).to_be_visible()
