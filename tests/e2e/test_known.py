"""Images whose truth is known, each in a room of its own."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.conftest import Demo, People
from tests.support import known

ANA = "Ana Ruiz"


def test_a_series_made_for_one_test_has_a_room_of_its_own(people: People, demo: Demo) -> None:
    phantom = known.ct_volume_phantom()
    ana = people.enter(ANA, consult=demo.consult_over(phantom.files))
    expect(ana.overlay(f"Image 1/{phantom.grid.slices}")).to_be_visible()
    ana.measure()
    expect(ana.findings().last.locator(".value")).to_have_text(re.compile(r"^\d+\.\d mm$"))


def test_words_in_a_file_are_shown_as_they_stand_and_never_obeyed(people: People, demo: Demo) -> None:
    markup = next(hostile for hostile in known.hostile_series() if hostile.kind == "markup")
    ana = people.enter(ANA, consult=demo.consult_over(markup.files))
    expect(ana.viewport()).to_contain_text("<img src=x onerror=")
    assert ana.page.evaluate("'hacked' in window") is False
