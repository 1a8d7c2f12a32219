"""Inviting, putting out, and colours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.access.policy import Role
from apps.accounts.models import User
from apps.archive.folder import FolderArchive
from apps.audit.models import AuditEvent
from apps.cases.models import StudyAccess
from apps.cases.selectors import readable_studies
from apps.common.errors import NotAllowed, NotFound
from apps.consults import services
from apps.consults.errors import CannotInvite, HostStays
from apps.consults.models import Consult
from apps.consults.selectors import consults_of, participants_of
from tests.access_matrix.world import make_user, seat
from tests.support.phantoms import uid


@pytest.fixture
def consult(host: User, archive: FolderArchive) -> Consult:
    """A consult with its host alone."""
    return make_consult(host, archive)


def make_consult(host: User, archive: FolderArchive, *names: str) -> Consult:
    """Start a consult over a study."""
    studies = [archive.find_study(uid(f"{name}/study")) for name in names or ("anna",)]
    return services.consult_create(actor=host, archive=archive, studies=studies, title="t")


def invite(consult: Consult, actor: User, user: User) -> Any:
    """Invite somebody."""
    return services.consult_invite(actor=actor, consult_id=consult.pk, user_id=user.pk)


def remove(consult: Consult, actor: User, user: User) -> None:
    """Put somebody out."""
    services.consult_remove(actor=actor, consult_id=consult.pk, user_id=user.pk)


def inside(consult: Consult) -> set[User]:
    """Return who belongs to it."""
    return {one.user for one in participants_of(consult.pk)}


def test_inviting_gives_seat_list_and_images_and_is_recorded(consult: Consult, host: User, colleague: User) -> None:
    invite(consult, host, colleague)
    assert inside(consult) == {host, colleague}
    assert list(consults_of(colleague.pk)) == [consult]
    assert {study.study_uid for study in readable_studies(colleague.pk)} == {uid("anna/study")}
    row = AuditEvent.objects.get(action="consult.invite")
    assert (row.actor, row.object_id, row.detail) == (host, str(consult.pk), {"user": str(colleague.pk)})


def test_putting_out_takes_all_of_it_and_is_recorded(consult: Consult, host: User, colleague: User) -> None:
    invite(consult, host, colleague)
    remove(consult, host, colleague)
    assert inside(consult) == {host}
    assert not consults_of(colleague.pk).exists()
    assert not readable_studies(colleague.pk).exists()
    row = AuditEvent.objects.get(action="consult.remove")
    assert (row.actor, row.object_id, row.detail) == (host, str(consult.pk), {"user": str(colleague.pk)})


def test_who_is_put_out_of_one_consult_keeps_the_images_of_another(
    consult: Consult, host: User, colleague: User, archive: FolderArchive
) -> None:
    other = make_consult(host, archive)
    invite(consult, host, colleague)
    invite(other, host, colleague)
    remove(consult, host, colleague)
    assert readable_studies(colleague.pk).exists()
    remove(other, host, colleague)
    assert not readable_studies(colleague.pk).exists()


def test_a_consult_shows_only_its_own_studies_of_the_patient(
    consult: Consult, host: User, colleague: User, archive: FolderArchive
) -> None:
    make_consult(host, archive, "anna", "anna-prior")
    invite(consult, host, colleague)
    assert {study.study_uid for study in readable_studies(colleague.pk)} == {uid("anna/study")}


def test_who_comes_back_keeps_the_colour(consult: Consult, host: User, colleague: User) -> None:
    participant = invite(consult, host, colleague)
    colour = services.seat_colour(participant=participant)
    remove(consult, host, colleague)
    again = invite(consult, host, colleague)
    assert services.seat_colour(participant=again) == colour
    assert readable_studies(colleague.pk).exists()


def test_colours_are_given_in_the_order_of_joining(consult: Consult, host: User) -> None:
    invited = [invite(consult, host, make_user(f"person {number}")) for number in range(4)]
    order = [invited[2], invited[0], consult.participants.get(user=host), invited[3]]
    assert [services.seat_colour(participant=one) for one in order] == [0, 1, 2, 3]
    assert [services.seat_colour(participant=one) for one in order] == [0, 1, 2, 3]


def test_inviting_twice_changes_nothing(consult: Consult, host: User, colleague: User) -> None:
    assert invite(consult, host, colleague) == invite(consult, host, colleague)
    assert inside(consult) == {host, colleague}
    assert StudyAccess.objects.filter(user=colleague).count() == 1


def test_inviting_the_host_leaves_them_host(consult: Consult, host: User) -> None:
    invite(consult, host, host)
    assert consult.participants.get().host


def test_patients_and_deactivated_people_cannot_be_invited(consult: Consult, host: User, colleague: User) -> None:
    colleague.is_active = False
    colleague.save()
    for user in (colleague, make_user("Erik", Role.PATIENT)):
        with pytest.raises(CannotInvite):
            invite(consult, host, user)
    assert inside(consult) == {host}


def test_the_host_stays_and_strangers_cannot_be_put_out(consult: Consult, host: User, colleague: User) -> None:
    with pytest.raises(HostStays):
        remove(consult, host, host)
    with pytest.raises(CannotInvite):
        remove(consult, host, colleague)


def test_members_neither_invite_nor_put_out_and_outsiders_find_nothing(
    consult: Consult, host: User, colleague: User
) -> None:
    third = make_user("third")
    with pytest.raises(NotFound):
        invite(consult, colleague, third)
    invite(consult, host, colleague)
    with pytest.raises(NotAllowed):
        invite(consult, colleague, third)
    with pytest.raises(NotAllowed):
        remove(consult, colleague, host)
    assert inside(consult) == {host, colleague}


def test_a_removed_host_who_was_seated_otherwise_is_nothing_any_more(consult: Consult, colleague: User) -> None:
    seat(consult, colleague, host=True, removed=True)
    with pytest.raises(NotFound):
        invite(consult, colleague, make_user("third"))


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"user_id": null}', '{"user_id": "x"}', '{"user_id": [1]}', "{"]
)
def test_a_malformed_invitation_is_refused_in_the_one_shape(browser: Client, consult: Consult, body: str) -> None:
    answer = browser.post(f"/api/rooms/{consult.pk}/people/", body, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()["error"]) >= {"code", "message"}


def test_a_lost_channel_layer_does_not_undo_an_invitation(
    browser: Client,
    consult: Consult,
    colleague: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def lost() -> None:
        raise ConnectionError

    monkeypatch.setattr("apps.live.events.get_channel_layer", lost)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(
            f"/api/rooms/{consult.pk}/people/", {"user_id": str(colleague.pk)}, content_type="application/json"
        )
    assert answer.status_code == 204
    assert colleague in inside(consult)
