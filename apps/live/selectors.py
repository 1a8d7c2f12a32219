"""Read what the live lane must know about members."""

from __future__ import annotations

from django.contrib.sessions.models import Session

from apps.access.policy import Action, Relation, allows
from apps.common import clock
from apps.consults.models import Participant
from apps.live.presence.hall import Place

_MEMBER = frozenset({Relation.ANYONE, Relation.MEMBER})


def still_allowed(places: set[Place]) -> set[Place]:
    """Return those of (room, person, session key) that may still be where they are: two queries for all."""
    seats = {
        (str(room), str(person))
        for room, person, role in Participant.objects.filter(
            consult_id__in={room for room, _, _ in places}, removed_at=None, user__is_active=True
        ).values_list("consult_id", "user_id", "user__role")
        if allows(role, _MEMBER, Action.ROOM_JOIN)
    }
    keys = {key for _, _, key in places}
    sessions = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list("session_key", flat=True)
    )
    return {place for place in places if place[:2] in seats and place[2] in sessions}
