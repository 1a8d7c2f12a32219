"""Write consults. Each act and its audit row are one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from apps.access.policy import Action, Role
from apps.accounts.models import User
from apps.archive.interface import Archive, Study
from apps.audit.services import record
from apps.cases.services import case_from_archive, grant_access, revoke_access
from apps.common import clock
from apps.consults import doors
from apps.consults.errors import CannotInvite, HostStays, MixedPatients, NothingToShow
from apps.consults.models import Consult, Participant

INVITABLE = (Role.RADIOLOGIST, Role.SPECIALIST, Role.REFERRING, Role.COORDINATOR)


def consult_create(
    *, actor: User, archive: Archive, studies: Sequence[Study], title: str, invite: Iterable[Any] = ()
) -> Consult:
    """Start a consult over studies of one patient. The actor is its host."""
    doors.demand(actor, Action.CONSULT_CREATE)
    if not studies:
        raise NothingToShow("Choose at least one study.")
    if len({(study.patient_id, study.patient_name) for study in studies}) > 1:
        raise MixedPatients("A consult shows one patient. These studies belong to two.")
    case, case_studies = case_from_archive(archive=archive, studies=studies)
    with transaction.atomic():
        consult = Consult(case=case, title=_one_line(title) or "Consult", created_by=actor)
        consult.full_clean()
        consult.save()
        consult.studies.set(case_studies)
        _add(consult, actor, host=True)
        record(action="consult.create", actor_id=actor.pk, object_type="consult", object_id=str(consult.pk))
        for user_id in invite:
            _invite(actor, consult, user_id)
    return consult


def _one_line(title: str) -> str:
    """Return what a title may hold: no control characters, of which PostgreSQL refuses one altogether."""
    return "".join(letter for letter in title if letter.isprintable()).strip()[:120]


@transaction.atomic
def consult_invite(*, actor: User, consult_id: Any, user_id: Any) -> Participant:
    """Let one more person in."""
    seat = doors.consult_for(actor.pk, consult_id, Action.CONSULT_INVITE)
    return _invite(actor, seat.consult, user_id)


@transaction.atomic
def consult_remove(*, actor: User, consult_id: Any, user_id: Any) -> None:
    """Put a person out. Their sockets close and their images answer "not found" from now on."""
    seat = doors.consult_for(actor.pk, consult_id, Action.CONSULT_REMOVE)
    participant = Participant.objects.filter(consult=seat.consult, user_id=user_id, removed_at=None).first()
    if participant is None:
        raise CannotInvite("This person is not in the consult.")
    if participant.host:
        raise HostStays("The host cannot be removed.")
    participant.removed_at = clock.now()
    participant.save(update_fields=["removed_at"])
    revoke_access(user_id=user_id, source=consult_id)
    record(
        action="consult.remove",
        actor_id=actor.pk,
        object_type="consult",
        object_id=str(consult_id),
        detail={"user": str(user_id)},
    )


@transaction.atomic
def seat_colour(*, participant: Participant) -> int:
    """Return the person's place in the palette, given in join order at the first call and kept."""
    Consult.objects.select_for_update().get(pk=participant.consult_id)
    participant.refresh_from_db(fields=["colour"])
    if participant.colour is None:
        taken = Participant.objects.filter(consult_id=participant.consult_id).aggregate(Max("colour"))["colour__max"]
        participant.colour = 0 if taken is None else taken + 1
        participant.save(update_fields=["colour"])
    return participant.colour


def _invite(actor: User, consult: Consult, user_id: Any) -> Participant:
    user = User.objects.filter(pk=user_id, is_active=True, role__in=INVITABLE).first()
    if user is None:
        raise CannotInvite("This person cannot be invited.")
    participant = _add(consult, user, host=False)
    record(
        action="consult.invite",
        actor_id=actor.pk,
        object_type="consult",
        object_id=str(consult.pk),
        detail={"user": str(user.pk)},
    )
    return participant


def _add(consult: Consult, user: User, *, host: bool) -> Participant:
    participant, created = Participant.objects.get_or_create(consult=consult, user=user, defaults={"host": host})
    if not created and participant.removed_at is not None:
        participant.removed_at = None
        participant.save(update_fields=["removed_at"])
    grant_access(studies=consult.studies.all(), user_id=user.pk, source=consult.pk)
    return participant
