"""What people do with one another in a room: point, ask, call together, answer, lock, hide."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import SLICES, People
from tests.e2e.room import RoomPage

ANA, TOM, LEILA = "Ana Ruiz", "Tom Okafor", "Leila Haddad"


def stop_presenting(*rooms: RoomPage) -> None:
    """Leave nobody presenting."""
    for room in rooms:
        button = room.page.get_by_role("button", name="Present", exact=True)
        if button.get_attribute("aria-pressed") == "true":
            button.click()
            expect(button).to_have_attribute("aria-pressed", "false")


def test_pointing_shows_a_ring_here_and_a_marker_elsewhere(people: People) -> None:
    ana, tom, leila = people.enter(ANA), people.enter(TOM), people.enter(LEILA)
    leila.scroll(4)
    ana.viewport().focus()
    ana.point(0.5, 0.5)
    ana.page.keyboard.press("p")
    expect(tom.cursor_of(ANA)).to_have_attribute("data-pointing", "true")
    expect(leila.page.get_by_text(f"{ANA} points on slice 1")).to_be_visible()
    expect(tom.page.get_by_text(f"{ANA} points here")).to_be_attached()
    expect(tom.cursor_of(ANA)).to_have_attribute("data-pointing", "false")


def test_a_laser_leaves_a_trail_that_fades(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.menu("More tools", "Laser")
    ana.drag((0.4, 0.4), (0.6, 0.6), release=False)
    expect(tom.viewport().locator(".guide-trail line").first).to_be_attached()
    expect(ana.viewport().locator(".guide-trail line").first).to_be_attached()
    ana.page.mouse.up()
    expect(tom.viewport().locator(".guide-trail line")).to_have_count(0)


def test_the_presenter_calls_all_together_and_each_may_decline(people: People) -> None:
    ana, tom, leila = people.enter(ANA), people.enter(TOM), people.enter(LEILA)
    ana.tool("Present")
    ana.scroll(3)
    ana.tool("Ask all to follow")
    for room in (tom, leila):
        expect(room.page.get_by_role("alert")).to_contain_text(f"{ANA} asks all to follow")
    tom.tool("Go along")
    leila.tool("Not now")
    expect(tom.overlay(f"Image 4/{SLICES}")).to_be_visible()
    expect(leila.overlay(f"Image 1/{SLICES}")).to_be_visible()
    expect(leila.status()).to_contain_text("You look around on your own")
    expect(ana.status()).to_contain_text("1 follows you")
    expect(leila.page.get_by_text(f"1 follow {ANA}")).to_be_visible()
    tom.scroll(1)
    expect(ana.status()).to_contain_text("0 follow you")
    stop_presenting(ana)
    expect(leila.page.get_by_role("alert")).to_have_count(0)


def test_who_asks_to_present_is_turned_down_or_given_it(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.tool("Present")
    expect(tom.status()).to_contain_text(f"{ANA} presents")
    tom.tool("Present")
    ana.page.get_by_role("button", name=f"Not now, {TOM}").click()
    expect(ana.participant(TOM)).not_to_contain_text("Asks to present")
    tom.tool("Present")
    ana.page.get_by_role("button", name=f"Give control to {TOM}").click()
    expect(tom.status()).to_contain_text("You are presenting")
    # The host takes back.
    ana.tool("Present")
    expect(ana.status()).to_contain_text("You are presenting")
    stop_presenting(ana)


def test_marks_of_others_are_locked_until_their_author_opens_them(people: People) -> None:
    ana, tom, leila = people.enter(ANA), people.enter(TOM), people.enter(LEILA)
    tom.measure((0.4, 0.25), (0.6, 0.25))
    number = int(tom.findings().last.get_attribute("data-finding") or 0)
    expect(leila.finding(number)).to_be_visible()
    rename = f"Rename finding {number}"
    for room in (ana, tom, leila):
        room.select(number)
    expect(leila.page.get_by_role("button", name=rename)).to_have_count(0)
    expect(ana.page.get_by_role("button", name=rename)).to_have_count(1)
    tom.page.get_by_role("button", name=f"Let everyone change finding {number}").click()
    expect(leila.page.get_by_role("button", name=rename)).to_have_count(1)
    tom.page.get_by_role("button", name=f"Lock finding {number}").click()
    for room in (ana, tom, leila):
        expect(room.finding(number)).to_contain_text("Locked")
        expect(room.page.get_by_role("button", name=rename)).to_have_count(0)
    tom.page.get_by_role("button", name=f"Unlock finding {number}").click()
    expect(tom.page.get_by_role("button", name=rename)).to_have_count(1)


def test_a_locked_line_is_not_dragged(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.measure((0.35, 0.76), (0.65, 0.76))
    value = tom.findings().last.locator(".value")
    text = ana.findings().last.locator(".value").inner_text()
    expect(value).to_have_text(text)
    tom.tool("Pan")
    start = (0.5 + 0.15 * ana.box().width / tom.box().width, 0.76)
    tom.drag(start, (0.9, 0.72))
    expect(value).to_have_text(text)
    expect(ana.findings().last.locator(".value")).to_have_text(text)


def test_comments_are_pinned_to_anatomy_and_answered_in_a_thread(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.menu("More tools", "Comment")
    ana.page.mouse.click(*ana.box().at(0.7, 0.64))
    ana.page.get_by_label("Text", exact=True).fill("Is this new?")
    ana.tool("Add comment")
    row = tom.findings().last
    expect(row).to_contain_text("Is this new?")
    number = int(row.get_attribute("data-finding") or 0)
    tom.select(number).get_by_role("button", name=f"Comments on finding {number}").click()
    field = tom.page.get_by_label(f"Answer about finding {number}")
    field.fill("Yes, since October")
    field.press("Enter")
    ana.finding(number).get_by_role("button", name="1 comments").click()
    expect(ana.page.get_by_role("list", name=f"Comments on finding {number}")).to_contain_text("Yes, since October")


def test_chat_mentions_people_and_links_to_findings_and_images(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    tom.scroll(5)
    tom.measure((0.4, 0.47), (0.6, 0.47))
    number = int(tom.findings().last.get_attribute("data-finding") or 0)
    field = tom.page.get_by_label("Write to everyone")
    field.press_sequentially("@Ana")
    tom.page.get_by_role("button", name=f"@{ANA}").click()
    expect(field).to_have_value(f"@{ANA} ")
    field.press_sequentially(f"see finding {number} and image 3")
    field.press("Enter")
    expect(ana.chat().locator(".mention.is-me")).to_contain_text(f"@{ANA}")
    ana.chat().get_by_role("button", name=f"finding {number}").last.click()
    expect(ana.overlay(f"Image 6/{SLICES}")).to_be_visible()
    ana.chat().get_by_role("button", name="image 3").last.click()
    expect(ana.overlay(f"Image 3/{SLICES}")).to_be_visible()


def test_a_raised_hand_a_hidden_cursor_and_being_away_are_seen_by_all(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    tom.tool("Raise hand")
    expect(ana.participant(TOM)).to_contain_text("Hand raised")
    tom.tool("Raise hand")
    expect(ana.participant(TOM)).not_to_contain_text("Hand raised")
    tom.point(0.5, 0.5)
    expect(ana.cursor_of(TOM)).to_be_visible()
    tom.participant(TOM).hover()
    tom.tool("Hide my cursor")
    expect(ana.participant(TOM)).to_contain_text("Cursor hidden")
    expect(ana.cursor_of(TOM)).to_have_count(0)
    tom.tool("Show my cursor")
    tom.tool("Away")
    expect(ana.participant(TOM)).to_contain_text("Away")


def test_findings_are_hidden_by_author_and_kind_for_oneself_only(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.measure((0.3, 0.15), (0.45, 0.15))
    mark = '[data-mark-tool="length"]'
    expect(tom.viewport().locator(mark).first).to_be_visible()
    shown = tom.viewport().locator(mark).count()
    tom.tool("Show and hide")
    tom.page.get_by_role("checkbox", name=ANA).uncheck()
    expect(tom.page.locator(".side-panel")).to_contain_text(re.compile(r"\d+ hidden"))
    expect(tom.viewport().locator(mark)).not_to_have_count(shown)
    expect(ana.viewport().locator(mark)).to_have_count(shown)
    tom.tool("Show all")
    expect(tom.viewport().locator(mark)).to_have_count(shown)


def test_a_key_image_is_marked_for_all(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    ana.measure((0.35, 0.65), (0.45, 0.65))
    expect(tom.findings().last).to_contain_text(ANA)
    ana.tool("Key image")
    expect(tom.findings().last).to_contain_text("Key image")
    tom.tool("Key image")
    expect(ana.findings().last).not_to_contain_text("Key image")


def test_ones_own_layout_disturbs_nobody_who_does_not_follow(people: People) -> None:
    ana, tom, leila = people.enter(ANA), people.enter(TOM), people.enter(LEILA)
    tom.participant(ANA).hover()
    tom.participant(ANA).get_by_role("button", name=f"Follow {ANA}").click()
    ana.layout("2 × 1")
    ana.wait_for_image(2)
    tom.wait_for_image(2)
    assert tom.box(2).y > tom.box(1).y
    expect(leila.viewport(2)).to_have_count(0)
    ana.menu("Planes", "Coronal")
    expect(tom.viewport(1)).to_contain_text("Coronal")
    expect(leila.viewport(1)).not_to_contain_text("Coronal")


def test_two_tabs_of_one_person_are_one_row_and_undo_their_own(people: People) -> None:
    ana, tom = people.enter(ANA), people.enter(TOM)
    other = RoomPage(ana.page.context.new_page(), ANA)
    other.page.goto(ana.page.url)
    other.wait_for_image()
    expect(tom.participant(ANA)).to_have_count(1)
    count = tom.findings().count()
    ana.measure((0.3, 0.55), (0.4, 0.55))
    expect(tom.findings()).to_have_count(count + 1)
    other.page.keyboard.press("Control+z")
    expect(tom.findings()).to_have_count(count + 1)
    ana.page.keyboard.press("Control+z")
    expect(tom.findings()).to_have_count(count)
