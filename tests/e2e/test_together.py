"""Two and three people in one room: everything the main job promises, in real windows of different size."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PRIOR_SLICES, SLICES, SPACING, Demo, People
from tests.support.proxy import FaultProxy

ANA, TOM, LEILA = "Ana Ruiz", "Tom Okafor", "Leila Haddad"


def test_who_is_there_is_listed_with_role_and_colour(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    for room in (ana, tom):
        expect(room.participant(ANA)).to_contain_text("Radiologist")
        expect(room.participant(TOM)).to_contain_text("Neurosurgeon")
    expect(ana.participant(ANA)).to_contain_text("You")
    tom.page.context.close()
    people.pages.remove(tom.page)
    expect(ana.participant(TOM)).to_contain_text("not here")


def test_a_pointer_is_on_the_same_anatomy_whatever_size_zoom_and_pan(people: People) -> None:
    ana = people.enter(ANA, size=(1440, 900))
    tom = people.enter(TOM, size=(1100, 700))
    # Tom zooms about the middle: the middle stays, so a pointer there must not move, one elsewhere must by the factor.
    ana.point(0.5, 0.5)
    middle = tom.box().at(0.5, 0.5)
    x, y = tom.cursor_at(ANA)
    assert abs(x - middle[0]) <= 1.5
    assert abs(y - middle[1]) <= 1.5
    ana.point(0.55, 0.4)
    before = tom.cursor_at(ANA, away_from=middle)
    tom.viewport().focus()
    tom.page.keyboard.press("+")
    expect(tom.overlay("Zoom 125%")).to_be_visible()
    after = tom.cursor_at(ANA, away_from=before)
    for axis in (0, 1):
        assert abs((after[axis] - middle[axis]) - 1.25 * (before[axis] - middle[axis])) <= 1.5
    # In millimetres: both windows fit the same image by its height.
    ana_box, tom_box = ana.box(), tom.box()
    offset = (before[0] - middle[0], before[1] - middle[1])
    factor = min(tom_box.height / ana_box.height, 10)
    assert abs(offset[0] - (0.05 * ana_box.width) * factor) <= 2
    assert abs(offset[1] - (-0.1 * ana_box.height) * factor) <= 2


def test_a_pointer_on_another_slice_is_a_marker_that_leads_there(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.scroll(5)
    expect(ana.overlay(f"Image 6/{SLICES}")).to_be_visible()
    marker = tom.page.get_by_role("button", name=f"Go to slice 6, {ANA}")
    expect(marker).to_be_visible()
    expect(tom.cursor_of(ANA)).to_have_count(0)
    marker.click()
    expect(tom.overlay(f"Image 6/{SLICES}")).to_be_visible()
    expect(tom.cursor_of(ANA)).to_be_visible()


def test_following_copies_window_slice_zoom_and_series_and_scrolling_ends_it(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    tom.tool("Follow")
    expect(tom.status()).to_contain_text(f"Following {ANA}")
    expect(ana.participant(TOM)).to_contain_text(f"following {ANA}")
    ana.scroll(3)
    ana.drag((0.5, 0.5), (0.6, 0.4))
    window = ana.viewport().get_by_text(re.compile(r"^W \d+ L -?\d+$")).inner_text()
    assert window != "W 400 L 40"
    for text in (window, f"Image 4/{SLICES}"):
        expect(tom.overlay(text)).to_be_visible()
    ana.viewport().focus()
    ana.page.keyboard.press("+")
    expect(tom.overlay("Zoom 125%")).to_be_visible()
    ana.list("Series").get_by_role("button", name=re.compile("Thick")).click()
    expect(tom.overlay(f"Image 1/{PRIOR_SLICES}")).to_be_visible()
    tom.scroll(1)
    expect(tom.status()).to_contain_text("You look around on your own.")
    ana.scroll(4)
    expect(tom.overlay(f"Image 2/{PRIOR_SLICES}")).to_be_visible()
    tom.viewport().focus()
    tom.page.keyboard.press("f")
    expect(tom.overlay(f"Image 5/{PRIOR_SLICES}")).to_be_visible()


def test_presenting_is_seen_by_all_and_is_handed_over(people: People) -> None:
    ana, tom, leila = people.enter(ANA), people.enter(TOM), people.enter(LEILA)
    tom.tool("Present")
    expect(ana.participant(TOM)).to_contain_text("Presenting")
    expect(leila.status()).to_contain_text(f"{TOM} presents")
    leila.tool("Present")
    expect(leila.status()).to_contain_text(f"You asked {TOM} to let you present")
    expect(tom.participant(LEILA)).to_contain_text("Asks to present")
    tom.participant(LEILA).get_by_role("button", name=f"Give control to {LEILA}").click()
    expect(leila.status()).to_contain_text("You are presenting")
    expect(tom.participant(LEILA)).to_contain_text("Presenting")
    # The host takes back.
    ana.tool("Present")
    expect(leila.participant(ANA)).to_contain_text("Presenting")
    ana.tool("Present")
    expect(leila.list("Participants")).not_to_contain_text("Presenting")


def test_a_mark_appears_while_it_is_drawn_and_then_in_the_findings(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    count = tom.findings().count()
    ana.tool("Length")
    ana.drag((0.45, 0.3), (0.55, 0.3), release=False)
    expect(tom.viewport().locator("svg").get_by_text(re.compile(r"\d+\.\d mm")).last).to_be_visible()
    expect(tom.findings()).to_have_count(count)
    ana.page.mouse.up()
    for room in (ana, tom):
        expect(room.findings()).to_have_count(count + 1)
    assert tom.findings().last.locator(".value").inner_text() == ana.findings().last.locator(".value").inner_text()
    expect(tom.findings().last).to_contain_text(ANA)
    expect(ana.findings().last).to_contain_text("You")


def test_a_length_is_right_in_millimetres_on_pixels_that_are_not_square(people: People) -> None:
    ana = people.enter(ANA)
    ana.tool("Reset")
    box = ana.box()
    # 128 rows of 0.5 mm fill the height, so a share of the height is 64 mm times that share, across as well as down.
    tall = 128 * SPACING[0]
    across = 0.25 * box.height / box.width
    ana.tool("Length")
    ana.drag((0.5 - across / 2, 0.5), (0.5 + across / 2, 0.5))
    value = ana.findings().last.locator(".value")
    expect(value).to_have_text(re.compile(r"^\d+\.\d mm$"))
    assert abs(float(value.inner_text().split()[0]) - 0.25 * tall) <= 0.2


def test_an_arrow_asks_for_its_text(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.tool("Arrow")
    ana.drag((0.4, 0.8), (0.6, 0.85))
    ana.page.get_by_label("Text", exact=True).fill("<b>Läsion</b>")
    ana.tool("Add arrow")
    expect(tom.findings().last).to_contain_text("<b>Läsion</b>")
    expect(tom.viewport()).to_contain_text("<b>Läsion</b>")


def test_findings_are_renamed_jumped_to_and_deleted_and_undo_undoes_only_ones_own(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    tom.scroll(7)
    tom.measure((0.45, 0.6), (0.55, 0.6))
    row = ana.findings().last
    expect(row).to_contain_text(TOM)
    number = int(row.get_attribute("data-finding") or 0)
    ana.finding(number).get_by_role("button", name=re.compile(f"^Finding {number}:")).click()
    expect(ana.overlay(f"Image 8/{SLICES}")).to_be_visible()
    tom.select(number).get_by_role("button", name=f"Rename finding {number}").click()
    tom.page.get_by_label(f"Name of finding {number}").fill("Hilar node")
    tom.page.keyboard.press("Enter")
    expect(ana.finding(number)).to_contain_text("Hilar node")
    ana.page.get_by_role("button", name=f"Delete finding {number}").click()
    expect(tom.finding(number)).to_have_count(0)
    tom.page.keyboard.press("Control+z")
    ana.page.keyboard.press("Control+z")
    expect(tom.finding(number)).to_have_count(1)


def test_chat_reaches_everybody_as_text(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.say("CRP 212 <script>alert(1)</script>")
    expect(tom.chat()).to_contain_text("CRP 212 <script>alert(1)</script>")
    expect(tom.chat()).to_contain_text(ANA)


@pytest.mark.parametrize(("fault", "height"), [("stall", 0.7), ("cut", 0.9)])
def test_offline_is_said_within_seconds_and_edits_are_saved_in_order_once(
    people: People, proxy: FaultProxy, fault: str, height: float
) -> None:
    ana = people.enter(ANA)
    tom = people.enter(TOM, url=proxy.url)
    count = ana.findings().count()
    tom.point(0.5, 0.5)
    expect(ana.cursor_of(TOM)).to_be_visible()
    getattr(proxy, fault)()
    expect(tom.page.get_by_role("alert")).to_contain_text("You are offline", timeout=4000)
    tom.measure((0.4, height), (0.5, height))
    tom.say("first")
    tom.say("second")
    expect(tom.page.get_by_role("alert")).to_contain_text("3 edits are not saved yet")
    expect(tom.findings().last).to_contain_text("Not saved yet")
    expect(tom.cursor_of(ANA)).to_have_count(0)
    expect(ana.findings()).to_have_count(count)
    expect(tom.page.get_by_role("button", name="Present", exact=True)).to_have_attribute("aria-disabled", "true")
    proxy.mend()
    expect(tom.status()).to_contain_text("Back online. All 3 edits are saved.", timeout=20_000)
    expect(ana.findings()).to_have_count(count + 1)
    expect(ana.chat()).to_contain_text(re.compile("first.*second", re.DOTALL))
    assert tom.chat().inner_text().count("first") == ana.chat().inner_text().count("first")
    tom.page.reload()
    tom.wait_for_image()
    assert tom.chat().inner_text().count("second") == ana.chat().inner_text().count("second")


def test_who_follows_goes_along_again_after_a_short_drop_of_the_others_line(people: People, proxy: FaultProxy) -> None:
    ana, tom = people.enter(ANA, url=proxy.url), people.enter(TOM)
    tom.tool("Follow")
    expect(tom.status()).to_contain_text(f"Following {ANA}")
    proxy.cut()
    expect(tom.status()).to_contain_text("They are not here just now")
    expect(ana.page.get_by_role("alert")).to_contain_text("You are offline")
    proxy.mend()
    expect(ana.status()).to_contain_text("Back online", timeout=20_000)
    ana.scroll(4)
    expect(tom.overlay(f"Image 5/{SLICES}")).to_be_visible()


def test_the_host_invites_and_removes(people: People, demo: Demo) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.participant(TOM).hover()
    ana.participant(TOM).get_by_role("button", name=f"Remove {TOM}").click()
    expect(tom.page.get_by_role("alert")).to_contain_text("You were removed from this consult")
    tom.page.goto(demo.server.url + demo.consult_path)
    expect(tom.page.get_by_role("heading")).to_contain_text("nothing here for you")
    ana.tool("Invite")
    ana.page.get_by_role("button", name=f"Invite {TOM}").click()
    expect(ana.page.get_by_text("Everyone is invited already.")).to_be_visible()
    tom.page.goto(demo.server.url + demo.consult_path)
    tom.wait_for_image()
    expect(ana.participant(TOM)).to_be_visible()


def test_two_viewports_show_current_and_prior_and_a_pointer_reaches_the_other_study(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    tom.layout("1 × 2")
    tom.wait_for_image(2)
    expect(tom.viewport(1)).to_contain_text("CURRENT")
    expect(tom.viewport(2)).to_contain_text("PRIOR")
    # One frame of reference: Ana's pointer in the current study is on the same place of the prior's slice.
    ana.point(0.5, 0.5)
    expect(tom.viewport(1).locator(f'[data-cursor-of="{ANA}"]')).to_be_visible()
    expect(tom.viewport(2).locator(f'[data-cursor-of="{ANA}"]')).to_be_visible()
