"""Two consults over one series that grew in between: each person gets what their live consults show, exactly."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.archive.folder import FolderArchive
from apps.consults.models import Consult
from apps.consults.services import consult_invite, consult_remove
from tests.access_matrix.world import make_user
from tests.delivery.conftest import SHARED, SLICES, browser_of, share
from tests.support.phantoms import phantom_ct, uid

SERIES = f"/dicomweb/studies/{uid(f'{SHARED}/study')}/series/{uid(f'{SHARED}/series')}"


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are expected here."""
    caplog.set_level(logging.CRITICAL, "django")


@pytest.fixture
def later(host: User, archive: FolderArchive, consult: Consult) -> Consult:
    """A consult of somebody else over the series, which has one more image by then."""
    files = phantom_ct(SLICES + 1, 16, 24, name=SHARED, PatientID=SHARED, PatientName=SHARED)
    assert all(result.stored for result in archive.store(files[SLICES:]))
    return share(make_user("later host"), archive, SHARED)


@pytest.fixture
def rooms(consult: Consult, later: Consult) -> tuple[Consult, Consult]:
    """Both."""
    return consult, later


def images(browser: Client, room: object = None) -> list[str]:
    """Return which images metadata tell."""
    answer = browser.get(f"{SERIES}/metadata", {"room": str(room)} if room else {})
    return [one["00080018"]["Value"][0] for one in answer.json()] if answer.status_code == 200 else []


def new_frame(browser: Client) -> int:
    """Return how the frame is answered that only the later consult shows."""
    return browser.get(f"{SERIES}/instances/{uid(f'{SHARED}/{SLICES}')}/frames/1").status_code


EARLIER = [uid(f"{SHARED}/{number}") for number in range(SLICES)]
ALL = [*EARLIER, uid(f"{SHARED}/{SLICES}")]


def test_a_later_consult_of_others_adds_nothing(browser: Client, later: Consult) -> None:
    assert images(browser) == EARLIER
    assert new_frame(browser) == 404
    theirs = browser_of(later.created_by)
    assert (images(theirs), new_frame(theirs)) == (ALL, 200)


def test_who_is_in_both_reads_the_union_and_in_each_room_what_it_shows(
    browser: Client, host: User, rooms: tuple[Consult, Consult]
) -> None:
    first, later = rooms
    consult_invite(actor=later.created_by, consult_id=later.pk, user_id=host.pk)
    assert (images(browser), new_frame(browser)) == (ALL, 200)
    assert (images(browser, first.pk), images(browser, later.pk)) == (EARLIER, ALL)
    consult_remove(actor=later.created_by, consult_id=later.pk, user_id=host.pk)
    assert (images(browser), new_frame(browser)) == (EARLIER, 404)
    assert (images(browser, first.pk), images(browser, later.pk)) == (EARLIER, [])


def test_images_that_left_the_archives_list_stay_shared_where_they_were(
    browser: Client, archive: FolderArchive, consult: Consult, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Any = archive.list_instances
    monkeypatch.setattr(archive, "list_instances", lambda study, series: real(study, series)[1:])
    newcomer = make_user("shorter")
    share(newcomer, archive, SHARED)
    assert images(browser) == EARLIER
    assert images(browser_of(newcomer)) == EARLIER[1:]


@pytest.mark.parametrize("room", ["nonsense", uid("x"), "00000000-0000-0000-0000-000000000001", "' OR 1=1 --"])
def test_a_room_that_is_none_of_theirs_is_nothing(browser: Client, room: str) -> None:
    assert browser.get(f"{SERIES}/metadata", {"room": room}).status_code == 404
