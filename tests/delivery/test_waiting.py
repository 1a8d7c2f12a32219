"""Views that wait for images hold no database connection, and refuse what would be too much."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.archive.folder import FolderArchive
from apps.audit.models import AuditEvent
from apps.common.sandbox import SandboxBusy, shared
from apps.delivery.api import views
from apps.imaging import services as imaging
from apps.imaging.errors import Busy
from apps.imaging.turns import Turns
from tests.delivery.test_images import every

KINDS = range(3)  # metadata, thumbnail, frame


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are expected here."""
    caplog.set_level(logging.CRITICAL, "django")


def watch(patch: pytest.MonkeyPatch, owner: Any, name: str, look: Callable[[], None]) -> None:
    """Call `look` whenever `owner.name` is called."""
    real = getattr(owner, name)

    def watched(*args: Any, **kwargs: Any) -> Any:
        look()
        return real(*args, **kwargs)

    patch.setattr(owner, name, watched)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", KINDS)
def test_no_connection_is_held_while_the_archive_or_a_decoder_works(
    browser: Client, archive: FolderArchive, monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    held: list[bool] = []
    for owner, name in ((archive, "series_metadata"), (archive, "fetch_instance"), (shared, "run")):
        watch(monkeypatch, owner, name, lambda: held.append(connection.connection is not None))
    # The request signals of the test client leave connections open, so this is what the view did.
    assert browser.get(every()[kind]).status_code == 200
    assert held
    assert not any(held)
    assert AuditEvent.objects.filter(action="image.read").count() == (1 if kind == 0 else 0)


@pytest.mark.parametrize("kind", KINDS)
def test_inside_a_transaction_the_connection_stays(browser: Client, kind: int) -> None:
    assert connection.in_atomic_block
    before = connection.connection
    assert browser.get(every()[kind]).status_code == 200
    assert connection.connection is before


@pytest.mark.parametrize("kind", KINDS)
def test_too_many_at_once_are_told_to_come_back(browser: Client, monkeypatch: pytest.MonkeyPatch, kind: int) -> None:
    turns = Turns(1, seconds=0)
    monkeypatch.setattr(imaging, "FETCHES", turns)
    monkeypatch.setattr(views, "FETCHES", turns)
    with turns.turn():
        answer = browser.get(every()[kind])
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "busy")
    assert answer["Retry-After"] == "2"
    assert "no-store" in answer["Cache-Control"]
    assert browser.get(every()[kind]).status_code == 200


@pytest.mark.parametrize("kind", [1, 2])
def test_decoders_have_turns_of_their_own_and_what_is_cached_needs_none(
    browser: Client, monkeypatch: pytest.MonkeyPatch, kind: int
) -> None:
    turns = Turns(1, seconds=0)
    monkeypatch.setattr(imaging, "DECODES", turns)
    with turns.turn():
        assert browser.get(every()[kind]).status_code == 503
    assert browser.get(every()[kind]).status_code == 200
    with turns.turn():
        assert browser.get(every()[kind]).status_code == 200


def test_workers_that_never_came_free_are_the_same_busy(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise SandboxBusy("The image workers are busy.")

    monkeypatch.setattr(shared, "run", busy)
    answer = browser.get(every()[2])
    assert (answer.status_code, answer.json()["error"]["code"], answer["Retry-After"]) == (503, "busy", "2")


def test_a_turn_is_given_back_after_a_failure() -> None:
    turns = Turns(1, seconds=0)
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    with turns.turn(), pytest.raises(Busy), turns.turn():
        pass
