"""From .po files to words on pages and in rooms."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from apps.common import catalogue
from apps.common.templatetags import dicom
from teleconsult.catalogues import compiled

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Bone"\nmsgstr "{word}"\n'


def write(folder: Path, word: str) -> Path:
    """Write a catalogue of one word."""
    po = folder / "xx" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_text(PO.format(word=word), encoding="utf-8")
    return po


def word(folder: Path) -> str:
    """Read it as gettext does."""
    with (folder / "xx" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext("Bone")


def test_catalogues_are_compiled_at_the_start_and_when_they_change(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    po = write(source, "Knochen")
    assert compiled(source, target) == target
    assert word(target) == "Knochen"
    mo = target / "xx" / "LC_MESSAGES" / "django.mo"
    before = mo.stat().st_mtime_ns
    compiled(source, target)
    assert mo.stat().st_mtime_ns == before
    write(source, "Bein")
    os.utime(po, ns=(before + 1, before + 1))
    compiled(source, target)
    assert word(target) == "Bein"
    assert [path.name for path in mo.parent.iterdir()] == ["django.mo"]


def test_a_room_loads_the_words_of_its_language_and_keeps_them() -> None:
    address = catalogue.address("de")
    answer = Client().get(address)
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Type"].startswith("text/javascript")
    assert '"Window/Level": "Fensterung"' in answer.content.decode()
    assert address != catalogue.address("en")
    assert "Fensterung" not in Client().get(catalogue.address("en")).content.decode()


def test_the_address_of_another_version_gives_the_words_of_today_and_they_are_not_kept() -> None:
    answer = Client().get("/i18n/de.0123456789abcdef.js")
    assert "no-store" in answer["Cache-Control"]
    assert "Fensterung" in answer.content.decode()


def test_a_language_that_is_not_offered_has_no_words() -> None:
    assert Client().get("/i18n/fr.0123456789abcdef.js").status_code == 404


@pytest.mark.parametrize(("language", "shown"), [("en", "12 Nov 2026"), ("de", "12. Nov. 2026")])
def test_days_are_written_as_the_language_does(language: str, shown: str) -> None:
    from datetime import date

    with translation.override(language):
        assert dicom.day(date(2026, 11, 12)) == shown
        assert dicom.day(None) == ""
