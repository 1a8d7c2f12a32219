"""The check of the translations sees what it is there to see."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.support import messages, messages_found
from tests.support.messages_found import Found


def catalogue(**strings: str) -> Catalog:
    """Return a catalogue of texts and their translations."""
    made = Catalog(locale="de")
    for text, string in strings.items():
        made.add(text.replace("_", " "), string)
    return made


def test_everything_in_the_repository_is_translated() -> None:
    assert list(messages.differences(writing=False)) == []


def test_what_is_missing_untranslated_or_gone_is_named() -> None:
    found = list(messages.faults(catalogue(One="", Two="", Three=""), catalogue(One="Eins", Two="", Four="Vier")))
    assert found == ["has no translation: 'Two'", "is missing: 'Three'", "is in the source no more: 'Four'"]


@pytest.mark.parametrize(
    ("text", "string", "right"),
    [
        ("%(a)s of %(b)s", "%(b)s: %(a)s", True),
        ("%(a)s of %(b)s", "%(a)s", False),
        ("%(a)s", "%(a)s %(c)s", False),
        ("none", "100%(a)s", False),
    ],
)
def test_placeholders_are_the_same(text: str, string: str, right: bool) -> None:
    made, kept = Catalog(locale="de"), Catalog(locale="de")
    made.add(text)
    kept.add(text, string)
    assert (list(messages.faults(made, kept)) == []) is right


def test_writing_keeps_translations_adds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "de.po"
    messages.write(path, "de", catalogue(One="", Two=""))
    path.write_text(path.read_text().replace('msgid "One"\nmsgstr ""', 'msgid "One"\nmsgstr "Eins"'))
    messages.write(path, "de", catalogue(One="", Three=""))
    kept = messages.read(path, "de")
    assert {one.id: one.string for one in kept if one.id} == {"One": "Eins", "Three": ""}
    assert "Date" not in path.read_text()


def test_what_a_translator_sends_fills_only_what_is_empty(tmp_path: Path) -> None:
    path, sent = tmp_path / "kept.po", tmp_path / "sent.po"
    for target, strings in ((path, {"One": "Eins", "Two": ""}), (sent, {"One": "1", "Two": "Zwei", "Gone": "Weg"})):
        messages.write(target, "de", catalogue(**strings))
    messages.write(path, "de", catalogue(One="", Two=""), [sent])
    assert {one.id: one.string for one in messages.read(path, "de") if one.id} == {"One": "Eins", "Two": "Zwei"}


def script(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Return what is found in a piece of TypeScript."""
    path = tmp_path / "x.ts"
    path.write_text(source, encoding="utf-8")
    monkeypatch.setattr(messages_found, "ROOT", tmp_path)
    found = Found()
    messages_found._take_script(found, path)
    return found


def test_texts_are_found_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "t('One'); t(\n  'It\\'s %(a)s',\n  { a }); const X = [msg(\"Two\")]; at('no'); x.t('no'); fit('no');"
    found = script(source, tmp_path, monkeypatch)
    assert [text.id for text in found.texts] == ["One", "It's %(a)s", "Two"]
    assert found.faults == []


@pytest.mark.parametrize("argument", ["label", "`a ${b}`", "ok ? 'a' : 'b'", "TABLE[x]", "f(x)"])
def test_what_cannot_be_found_is_a_fault(argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = script(f"t({argument}, {{ a }})", tmp_path, monkeypatch)
    assert [fault.split(" holds")[0] for fault in found.faults] == [f"x.ts: t({argument})"]


@pytest.mark.parametrize(
    ("domain", "text"),
    [
        ("django", "Your role does not allow this."),
        ("django", "The archive cannot be reached."),
        ("django", "The object has no pixels."),
        ("django", "Search archive"),
        ("django", "Radiologist"),
        ("djangojs", "Window/Level"),
        ("djangojs", "Mediastinum"),
        ("djangojs", "You were removed from this consult. Nothing more is shown to you."),
        ("djangojs", "This finding was deleted."),
        ("djangojs", "The metadata is not a list."),
        ("djangojs", "Participants"),
        ("djangojs", "Female"),
    ],
)
def test_each_kind_of_text_is_found(domain: str, text: str) -> None:
    assert text in [found.id for found in messages.DOMAINS[domain]().texts]
