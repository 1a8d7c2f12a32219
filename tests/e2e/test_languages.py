"""German, and a right-to-left language: nothing overflows, nothing in a viewport is mirrored, axe finds nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Demo, People
from tests.e2e.room import RoomPage
from tests.e2e.test_pages import violations

ANA, SOFIA = "Ana Ruiz", "Sofia Lund"
SIZES = [(1440, 900), (390, 844)]
LANGUAGES = [("de", "ltr"), ("ar", "rtl")]
everywhere = pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
in_each = pytest.mark.parametrize(("language", "direction"), LANGUAGES)


def demand_order(page: Page, language: str, direction: str) -> None:
    """Hold language and direction, width and accessibility of a page against what they must be."""
    root = page.locator("html")
    expect(root).to_have_attribute("lang", language)
    expect(root).to_have_attribute("dir", direction)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []


@everywhere
@in_each
def test_sign_in(browser: Browser, demo: Demo, size: tuple[int, int], language: str, direction: str) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale=language)
    page = context.new_page()
    page.goto(demo.server.url + "/sign-in/")
    demand_order(page, language, direction)
    brand = page.locator(".brand").bounding_box()
    assert brand is not None
    assert (brand["x"] < size[0] / 2) is (direction == "ltr")
    context.close()


@everywhere
@in_each
@pytest.mark.parametrize("path", ["/", "/consults/", "/hanging-protocols/", "/hanging-protocols/new/"])
def test_pages(people: People, demo: Demo, path: str, size: tuple[int, int], language: str, direction: str) -> None:
    page = people.sign_in(SOFIA, size=size, locale=language)
    page.goto(demo.server.url + path)
    demand_order(page, language, direction)


@everywhere
@in_each
def test_the_room(people: People, size: tuple[int, int], language: str, direction: str) -> None:
    room = people.enter(ANA, size=size, locale=language)
    demand_order(room.page, language, direction)
    expect(room.viewport()).to_have_css("direction", "ltr")
    # The contract texts are the same in every language, and where they always are: left of the middle.
    box = room.box()
    for text in (re.compile(r"^W \d+ L -?\d+$"), "Zoom 100%"):
        found = room.viewport().get_by_text(text, exact=True).bounding_box()
        assert found is not None
        assert found["x"] + found["width"] < box.x + box.width / 2
    right, left = (room.viewport().get_by_text(letter, exact=True).bounding_box() for letter in "RL")
    assert right is not None
    assert left is not None
    assert right["x"] < left["x"]  # as the patient faces the reader
    name = room.page.locator(".room-banner .patient strong").bounding_box()
    assert name is not None
    assert (name["x"] + name["width"] / 2 < size[0] / 2) is (direction == "ltr")


def test_the_room_is_german(people: People) -> None:
    room = people.enter(ANA, locale="de")
    for tool in ("Fensterung", "Blättern", "Länge", "Folgen", "Präsentieren"):
        expect(room.page.get_by_role("button", name=tool, exact=True)).to_be_visible()
    expect(room.list("Teilnehmende")).to_contain_text("Radiologe/-in")
    expect(room.viewport()).to_contain_text(re.compile("AKTUELL.*12. Nov. 2026.*Verlustfrei", re.DOTALL))
    room.tool("Fenster wählen")
    expect(room.page.get_by_text("Lunge")).to_be_visible()


def test_a_language_is_chosen_on_a_page_and_stays(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(demo.server.url + "/sign-in/")
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()


def test_the_words_are_loaded_once(people: People, demo: Demo) -> None:
    page = people.sign_in(ANA, locale="de")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    for _ in range(2):
        page.goto(demo.server.url + demo.consult_path)
        RoomPage(page, ANA).wait_for_image()
    words = [url for url in loaded if "/i18n/" in url]
    assert len(set(words)) == 1
    entries = page.evaluate("performance.getEntriesByType('resource').map((one) => [one.name, one.transferSize])")
    assert [size for name, size in entries if "/i18n/" in name] == [0]
