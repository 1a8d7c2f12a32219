"""Metadata, frames and thumbnails: exact inside the grant, nothing outside (PS3.18 section 10.4)."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from apps.accounts.models import User
from apps.archive.errors import ArchiveUnreachable
from apps.archive.folder import FolderArchive
from apps.cases.models import CaseSeries
from apps.consults.models import Consult
from apps.consults.services import consult_invite, consult_remove
from tests.access_matrix.world import make_user
from tests.delivery.conftest import BROKEN, COLUMNS, ROWS, SECRET, SHARED, SLICES, browser_of
from tests.support.phantoms import INTERCEPT, ct_volume, uid


def series_url(name: str = SHARED, series: str = "") -> str:
    """Return the root of a phantom's series."""
    return f"/dicomweb/studies/{uid(f'{name}/study')}/series/{series or uid(f'{name}/series')}"


def frame_url(slice_: int, frame: int | str = 1, name: str = SHARED) -> str:
    """Return the address of a phantom's frame."""
    return f"{series_url(name)}/instances/{uid(f'{name}/{slice_}')}/frames/{frame}"


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """Refusals are expected here."""
    caplog.set_level(logging.CRITICAL, "django")


@pytest.mark.parametrize("slice_", range(SLICES))
def test_a_frame_is_the_stored_values_to_the_bit(browser: Client, slice_: int) -> None:
    answer = browser.get(frame_url(slice_))
    stored = (ct_volume(SLICES, ROWS, COLUMNS)[slice_].astype(np.int32) - INTERCEPT).astype("<u2")
    assert answer.content == stored.tobytes()
    assert answer["Content-Type"] == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
    assert answer["Cache-Control"] == "private, max-age=86400, immutable"


def test_metadata_are_the_series_in_image_order_with_what_a_viewer_needs(browser: Client) -> None:
    answer = browser.get(f"{series_url()}/metadata")
    assert answer["Content-Type"] == "application/dicom+json"
    metadata = answer.json()
    assert [one["00080018"]["Value"] for one in metadata] == [[uid(f"{SHARED}/{n}")] for n in range(SLICES)]
    for number, one in enumerate(metadata):
        assert one["00280010"]["Value"] == [ROWS]
        assert one["00280011"]["Value"] == [COLUMNS]
        assert one["00281052"]["Value"] == [INTERCEPT]
        assert one["00200032"]["Value"] == [-12.8, -12.8, 2.0 * number]
        assert one["00200052"]["Value"] == [uid(f"{SHARED}/frame")]
        assert "InlineBinary" not in one.get("7FE00010", {})


def test_only_the_shared_instances_are_told(browser: Client) -> None:
    series = CaseSeries.objects.get(series_uid=uid(f"{SHARED}/series"))
    series.instances = series.instances[:1]
    series.save()
    assert len(browser.get(f"{series_url()}/metadata").json()) == 1
    assert browser.get(frame_url(1)).status_code == 404


def test_a_thumbnail_is_the_middle_image_upright_and_unstretched(browser: Client) -> None:
    answer = browser.get(f"{series_url()}/thumbnail")
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(BytesIO(answer.content)).convert("L")
    assert picture.size == (160, 160)
    pixels = np.asarray(picture)
    high = 160 * ROWS // COLUMNS
    top = (160 - high) // 2
    assert pixels[: top - 1].max() == pixels[-(top - 1) :].max() == 0
    # Through the file's window W 400 L 40: the bone cube is white, water is 160/399 of the way, air black.
    assert pixels[80, 80] == 255
    assert abs(int(pixels[80, 30]) - 255 * 160 / 399) <= 1
    assert pixels[80, 2] == 0


OUTSIDE = {
    "another's study": series_url(SECRET),
    "nothing": series_url("nothing"),
    "another's series in the shared study": series_url(SHARED, uid(f"{SECRET}/series")),
    "the shared series in another's study": series_url(SECRET, uid(f"{SHARED}/series")),
    "a path": series_url(SHARED, "..%5C..%5Cetc%5Cpasswd"),
    "dots": series_url(SHARED, "1..2"),
    "a wildcard": series_url(SHARED, "*"),
    "a percent": series_url(SHARED, "%25"),
    "a nul": series_url(SHARED, "1.2%00"),
    "a quote": series_url(SHARED, "1.2'%20OR%201=1--"),
    "too long": series_url(SHARED, "1." * 32 + "1"),
    "a list": series_url(SHARED, f"{uid(f'{SHARED}/series')},{uid(f'{SECRET}/series')}"),
    "with a space": series_url(SHARED, f"{uid(f'{SHARED}/series')}%20"),
    "with a newline": series_url(SHARED, f"{uid(f'{SHARED}/series')}%0A"),
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_outside_the_grant_everything_is_the_same_nothing(browser: Client, what: str) -> None:
    root = OUTSIDE[what]
    instance = f"{root}/instances/{uid(f'{SECRET}/0')}/frames/1"
    answers = [browser.get(url) for url in (f"{root}/metadata", f"{root}/thumbnail", instance)]
    nothing = browser.get(f"{series_url('nothing')}/metadata")
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, nothing.content)}
    assert {str(sorted(answer.items())) for answer in answers} == {str(sorted(nothing.items()))}


@pytest.mark.parametrize("path", ["..%2F..%2Fetc%2Fpasswd", "../../../etc/passwd", "..;/x"])
def test_paths_lead_nowhere(browser: Client, path: str) -> None:
    assert browser.get(f"{series_url(SHARED, path)}/metadata").status_code == 404


@pytest.mark.parametrize("instance", [uid(f"{SECRET}/0"), "1.2.3", "..", "*", f"{uid(f'{SHARED}/0')}x"])
def test_instances_that_are_not_in_the_series_are_nothing(browser: Client, instance: str) -> None:
    answer = browser.get(f"{series_url()}/instances/{instance}/frames/1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("number", [0, 2, 10**30, "-1", "1.5", "01x", "1,2", "all"])
def test_frames_that_there_are_not(browser: Client, number: int | str) -> None:
    assert browser.get(frame_url(0, number)).status_code == 404


@pytest.mark.parametrize("url", [frame_url(0, name=BROKEN), f"{series_url(BROKEN)}/thumbnail"])
def test_what_cannot_be_decoded_says_why_for_the_tile(browser: Client, url: str) -> None:
    answer = browser.get(url)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/json"
    assert set(answer.json()["error"]) == {"code", "message"}
    assert answer.json()["error"]["code"] == "undecodable"
    assert "no-store" in answer["Cache-Control"]


def test_an_archive_that_fails_is_said_and_not_kept(
    browser: Client, archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*uids: str) -> None:
        raise ArchiveUnreachable("No connection.")

    monkeypatch.setattr(archive, "fetch_instance", fail)
    answer = browser.get(frame_url(0))
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "archive_unreachable")
    assert "no-store" in answer["Cache-Control"]


def every(name: str = SHARED) -> list[str]:
    """Return one address of each kind."""
    return [f"{series_url(name)}/metadata", f"{series_url(name)}/thumbnail", frame_url(0, name=name)]


def statuses(browser: Client) -> set[int]:
    """Return how those are answered."""
    answers: list[Any] = [browser.get(url) for url in every()]
    return {answer.status_code for answer in answers}


def test_access_begins_with_the_invitation_and_ends_with_the_removal_also_for_what_is_cached(
    browser: Client, host: User, consult: Consult
) -> None:
    colleague = make_user("colleague")
    theirs = browser_of(colleague)
    assert statuses(browser) == {200}
    assert statuses(theirs) == {404}
    consult_invite(actor=host, consult_id=consult.pk, user_id=colleague.pk)
    assert statuses(theirs) == {200}
    consult_remove(actor=host, consult_id=consult.pk, user_id=colleague.pk)
    assert statuses(theirs) == {404}


def test_a_role_without_images_and_a_deactivated_person_see_nothing(browser: Client, host: User) -> None:
    assert statuses(browser) == {200}
    host.role = "patient"
    host.save()
    assert statuses(browser) == {404}
    host.role, host.is_active = "radiologist", False
    host.save()
    assert statuses(browser) == {404}
