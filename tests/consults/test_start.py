"""Starting a consult: two clicks, one patient."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.access.policy import Role
from apps.accounts.models import User
from apps.archive.errors import ArchiveUnreachable
from apps.archive.folder import FolderArchive
from apps.cases.models import StudyAccess
from apps.consults.models import Consult
from tests.access_matrix.world import make_user
from tests.support.phantoms import uid

HTML = {"accept": "text/html"}


def start(browser: Client, *names: str, **fields: Any) -> Any:
    """Send the form of the second click."""
    return browser.post("/consults/start/", {"studies": [uid(f"{name}/study") for name in names], **fields})


def test_two_clicks_from_the_search_to_the_room(browser: Client, host: User) -> None:
    prepared = browser.post("/consults/prepare/", {"study": uid("anna/study")})
    chosen = [study.study_instance_uid for study in prepared.context["studies"]]
    assert chosen == [uid("anna/study"), uid("anna-prior/study")]
    started: Any = browser.post("/consults/start/", {"studies": chosen, "title": prepared.context["title"]})
    consult = Consult.objects.get()
    assert started.url == f"/rooms/{consult.pk}/"
    assert browser.get(started.url).status_code == 200
    assert [(one.user, one.host) for one in consult.participants.all()] == [(host, True)]
    assert [study.study_uid for study in consult.studies.all()] == [uid("anna/study"), uid("anna-prior/study")]


def test_the_list_shows_it_and_leads_to_it(browser: Client) -> None:
    start(browser, "anna", title="Second opinion")
    page = browser.get("/consults/").content.decode()
    assert "KELLER, Anna" in page
    assert "Second opinion" in page
    assert f"/rooms/{Consult.objects.get().pk}/" in page


def test_a_namesake_with_the_same_id_is_not_offered(browser: Client) -> None:
    prepared = browser.post("/consults/prepare/", {"study": uid("twin/study")})
    assert [study.study_instance_uid for study in prepared.context["studies"]] == [uid("twin/study")]


@pytest.mark.parametrize("others", [("bela",), ("twin",), ("anna-prior", "hostile")])
def test_studies_of_two_patients_are_refused(browser: Client, others: tuple[str, ...]) -> None:
    answer = start(browser, "anna", *others)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "mixed_patients")
    assert not Consult.objects.exists()
    assert not StudyAccess.objects.exists()


def test_no_study_is_refused(browser: Client) -> None:
    answer = start(browser)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "nothing_to_show")


@pytest.mark.parametrize("study", ["", "../../etc/passwd", "1.2.3;drop", "1" * 65, "1.2\x00"])
@pytest.mark.parametrize("page", ["/consults/prepare/", "/consults/start/"])
def test_what_is_no_uid_is_refused(browser: Client, study: str, page: str) -> None:
    answer = browser.post(page, {"study": study, "studies": [study]})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")


@pytest.mark.parametrize("page", ["/consults/prepare/", "/consults/start/"])
def test_a_study_that_is_not_in_the_archive(browser: Client, page: str) -> None:
    answer = browser.post(page, {"study": "1.2.3", "studies": ["1.2.3"]}, headers=HTML)
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Stroke?  ", "Stroke?"),
        ("", "Consult"),
        (" ", "Consult"),
        ("x" * 500, "x" * 120),
        ("a\x00b", "ab"),
        ("\x00", "Consult"),
    ],
)
def test_the_title_is_kept_as_far_as_it_can_be(browser: Client, typed: str, kept: str) -> None:
    start(browser, "anna", title=typed)
    assert Consult.objects.get().title == kept


def test_colleagues_are_invited_at_once(browser: Client, colleague: User) -> None:
    start(browser, "anna", people=[str(colleague.pk), "not-an-id"])
    assert Consult.objects.get().participants.filter(user=colleague, host=False).exists()
    assert StudyAccess.objects.filter(user=colleague, revoked_at=None).count() == 1


@pytest.mark.parametrize("whom", ["nobody", "patient", "deactivated"])
def test_who_cannot_be_invited_stops_the_start(browser: Client, whom: str) -> None:
    pk = uuid4()
    if whom != "nobody":
        user = make_user("x", Role.PATIENT if whom == "patient" else Role.SPECIALIST)
        user.is_active = whom != "deactivated"
        user.save()
        pk = user.pk
    answer = start(browser, "anna", people=[str(pk)])
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "cannot_invite")
    assert not Consult.objects.exists()


def test_an_archive_that_fails_in_between_leaves_nothing_behind(
    browser: Client, archive: FolderArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(study: str, series: str) -> None:
        raise ArchiveUnreachable("No connection.")

    monkeypatch.setattr(archive, "list_instances", fail)
    answer = browser.post("/consults/start/", {"studies": [uid("anna/study")]}, headers=HTML)
    assert answer.status_code == 502
    assert "No connection." in answer.content.decode()
    assert not Consult.objects.exists()


@pytest.mark.parametrize("page", ["/consults/prepare/", "/consults/start/"])
def test_whose_session_ended_signs_in_and_lands_on_a_page_that_there_is(archive: FolderArchive, page: str) -> None:
    answer: Any = Client().post(page, {"study": uid("anna/study")})
    assert (answer.status_code, answer.url) == (302, "/sign-in/")
