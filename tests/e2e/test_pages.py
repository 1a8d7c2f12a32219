"""Sign-in, search, starting a consult; accessibility; odd browsers and sizes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.e2e.conftest import CHROMIUM, FLAGS, SLICES, Demo, People
from tests.e2e.room import RoomPage
from tests.support.processes import ROOT

ANA = "Ana Ruiz"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 A and AA, as readable lines."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})).violations"
    )
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_from_the_search_a_consult_starts_in_two_clicks(people: People) -> None:
    page = people.sign_in(ANA)
    page.get_by_label("Patient name").fill("phantom paula")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="PHANTOM, Paula")).to_have_count(2)
    assert "paula" not in page.url.lower()
    page.get_by_role("button", name=re.compile("Start consult: PHANTOM, Paula")).first.click()
    page.get_by_role("button", name="Start consult", exact=True).click()
    room = RoomPage(page, ANA)
    room.wait_for_image()
    expect(room.overlay(f"Image 1/{SLICES}")).to_be_visible()


def test_a_search_without_a_match_says_what_to_do(people: People) -> None:
    page = people.sign_in(ANA)
    page.get_by_label("Patient ID").fill("nobody")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("No study matches.")).to_be_visible()
    expect(page.get_by_label("Patient ID")).to_have_value("nobody")


def test_a_wrong_password_keeps_what_was_typed(browser: Browser, demo: Demo) -> None:
    page = browser.new_context().new_page()
    page.goto(demo.server.url + demo.consult_path)
    page.get_by_label("E-mail address").fill("ana.ruiz@city-hospital.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail address")).to_have_value("ana.ruiz@city-hospital.example")
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/consults/"])
def test_pages_are_accessible(people: People, demo: Demo, path: str) -> None:
    page = people.sign_in(ANA)
    page.goto(demo.server.url + path)
    assert violations(page) == []


@pytest.mark.parametrize("size", [(1440, 900), (900, 700), (390, 844)])
def test_the_room_is_accessible_at_every_size(people: People, size: tuple[int, int]) -> None:
    room = people.enter(ANA, size=size)
    assert violations(room.page) == []
    assert room.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_a_phone_the_parts_of_the_room_are_tabs(people: People) -> None:
    room = people.enter(ANA, size=(390, 844), has_touch=True)
    tabs = room.page.get_by_role("navigation", name="Parts of the room")
    tabs.get_by_role("button", name="Chat").click()
    room.say("from my phone")
    expect(room.chat()).to_contain_text("from my phone")
    expect(room.viewport()).to_be_hidden()
    tabs.get_by_role("button", name="Participants").click()
    expect(room.participant(ANA)).to_be_visible()
    tabs.get_by_role("button", name="Images").click()
    expect(room.viewport()).to_be_visible()


def test_presets_keys_and_reset_change_the_window(people: People) -> None:
    room = people.enter(ANA)
    room.menu("Window preset", "Lung")
    expect(room.overlay("W 1500 L -600")).to_be_visible()
    room.viewport().focus()
    room.page.keyboard.press("5")
    expect(room.overlay("W 80 L 40")).to_be_visible()
    room.page.keyboard.press("End")
    expect(room.overlay(f"Image {SLICES}/{SLICES}")).to_be_visible()
    room.tool("Reset")
    expect(room.overlay("W 400 L 40")).to_be_visible()


@pytest.mark.parametrize("flags", [["--disable-3d-apis"], ["--disable-gpu", "--disable-software-rasterizer"]])
def test_without_webgl_the_room_says_so_and_shows_images(playwright: Playwright, demo: Demo, flags: list[str]) -> None:
    usual = [flag for flag in FLAGS if "gl" not in flag and "swiftshader" not in flag]
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=[*usual, *flags])
    people = People(launched, demo)
    room = people.enter(ANA)
    expect(room.viewport()).to_contain_text("without WebGL")
    room.drag((0.5, 0.5), (0.6, 0.5))
    expect(room.viewport()).not_to_contain_text("W 400 L 40")
    people.close()
    launched.close()


def test_a_real_chest_ct_opens_scrolls_and_is_measured(browser: Browser, real_demo: Demo) -> None:
    people = People(browser, real_demo)
    ana, tom = people.enter(ANA), people.enter("Tom Okafor")
    expect(ana.overlay("Image 1/190")).to_be_visible()
    tom.tool("Follow")
    ana.scroll(10)
    expect(tom.overlay("Image 11/190")).to_be_visible()
    ana.measure()
    expect(tom.findings()).to_have_count(1)
    people.close()
