"""The only ways to a consult on somebody's behalf: load, find the relation, ask the policy, else "not found"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.access.policy import ANYONE, Action, Relation, allows
from apps.accounts.models import User
from apps.common.errors import NotAllowed, NotFound
from apps.consults.models import Consult, Participant


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a consult at this moment."""

    consult: Consult
    participant: Participant
    role: str


def demand(user: User, action: Action) -> None:
    """Ask the policy for an act that concerns no particular object. Raises `NotAllowed`."""
    if not (user.is_active and allows(user.role, ANYONE, action)):
        raise NotAllowed("Your role does not allow this.")


def consult_for(user_id: Any, consult_id: Any, action: Action) -> Seat:
    """Return the seat of a person who may do `action` in this consult.

    Raises `NotFound` alike for a consult that does not exist and for one they do not belong to; `NotAllowed` where
    they belong to it but may not do this.
    """
    participant = (
        Participant.objects.filter(consult_id=consult_id, user_id=user_id, removed_at=None, user__is_active=True)
        .select_related("consult__case", "user")
        .first()
    )
    if participant is None:
        raise NotFound
    relations = {Relation.ANYONE, Relation.MEMBER} | ({Relation.HOST} if participant.host else set())
    if not allows(participant.user.role, frozenset(relations), action):
        raise NotAllowed("Your role in this consult does not allow this.")
    return Seat(participant.consult, participant, participant.user.role)
