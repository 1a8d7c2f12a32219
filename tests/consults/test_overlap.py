"""Consults over the same studies: none changes what another shows, whatever the archive tells by then."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.archive.folder import FolderArchive
from apps.cases.models import CaseStudy
from apps.consults import services
from apps.consults.models import Consult
from apps.live.images import RoomImages
from apps.protocol.messages import ImageRef
from tests.consults.conftest import PATIENTS
from tests.support.phantoms import phantom_ct, uid


def start(host: User, archive: FolderArchive, *names: str) -> Consult:
    """Start a consult over studies."""
    studies = [archive.find_study(uid(f"{name}/study")) for name in names]
    return services.consult_create(actor=host, archive=archive, studies=studies, title="t")


def grow(archive: FolderArchive, **tags: Any) -> None:
    """Add a second image to `anna`."""
    files = phantom_ct(2, 8, 8, name="anna", **{**PATIENTS["anna"], **tags})
    assert all(result.stored for result in archive.store(files[1:]))


def told(browser: Client, consult: Consult) -> dict[str, Any]:
    """Return the room's studies by UID, as its page is told them."""
    return {study["study_uid"]: study for study in browser.get(f"/api/rooms/{consult.pk}/").json()["studies"]}


def holds(consult: Consult, image: int) -> bool:
    """Say whether the room takes marks on an image of `anna`."""
    uids = uid("anna/study"), uid("anna/series"), uid(f"anna/{image}")
    names = ("study_uid", "series_uid", "sop_uid")
    wanted = ImageRef(**dict(zip(names, uids, strict=True)), frame=1, frame_of_reference_uid=uid("anna/frame"))
    return RoomImages.load(consult.pk).knows(wanted)


def test_what_is_prior_depends_on_the_consults_own_studies(browser: Client, host: User, archive: FolderArchive) -> None:
    both = start(host, archive, "anna", "anna-prior")
    before = told(browser, both)
    alone = start(host, archive, "anna-prior")
    assert {study: one["prior"] for study, one in before.items()} == {
        uid("anna/study"): False,
        uid("anna-prior/study"): True,
    }
    assert told(browser, both) == before
    assert told(browser, alone)[uid("anna-prior/study")]["prior"] is False


@pytest.mark.parametrize(("date", "prior"), [("20251225", False), ("20251224", True), ("", False)])
def test_a_prior_is_more_than_seven_days_older(
    browser: Client, host: User, archive: FolderArchive, date: str, prior: bool
) -> None:
    archive.store(phantom_ct(1, 8, 8, name="old", **{**PATIENTS["anna"], "StudyDate": date}))
    assert told(browser, start(host, archive, "anna", "old"))[uid("old/study")]["prior"] is prior


def test_a_running_room_keeps_its_images_when_another_starts_over_a_changed_archive(
    browser: Client, host: User, archive: FolderArchive
) -> None:
    first = start(host, archive, "anna")
    before = told(browser, first)
    grow(archive)
    second = start(host, archive, "anna", "anna-prior")
    assert told(browser, first) == before
    assert (before[uid("anna/study")]["series"][0]["image_count"], holds(first, 0), holds(first, 1)) == (1, True, False)
    assert told(browser, second)[uid("anna/study")]["series"][0]["image_count"] == 2
    assert (holds(second, 0), holds(second, 1)) == (True, True)


def test_words_that_the_archive_changed_are_the_next_consults(
    browser: Client, host: User, archive: FolderArchive
) -> None:
    first = start(host, archive, "anna")
    before = told(browser, first)
    study = archive.find_study(uid("anna/study"))
    renamed = type(study)(**{**vars(study), "description": "Corrected"})
    second = services.consult_create(actor=host, archive=archive, studies=[renamed], title="t")
    assert told(browser, first) == before
    assert told(browser, second)[uid("anna/study")]["description"] == "Corrected"


def test_an_unchanged_study_is_noted_once(host: User, archive: FolderArchive) -> None:
    consults = [start(host, archive, "anna"), start(host, archive, "anna-prior", "anna"), start(host, archive, "anna")]
    assert CaseStudy.objects.count() == 2
    grow(archive)
    consults.append(start(host, archive, "anna"))
    versions = [consult.studies.get(study_uid=uid("anna/study")).version for consult in consults]
    assert versions == [1, 1, 1, 2]
