"""The only way into a room on somebody's behalf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.access.policy import Action
from apps.consults import doors, selectors
from apps.consults.services import seat_colour
from apps.live.engine import Actor
from apps.live.models import Room
from apps.protocol.messages import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """What a member gets when the door opens."""

    room_id: str
    person: Person
    people: list[Person]


def enter(user_id: Any, room_id: Any) -> Entry:
    """Let a member into the room of their consult. Raises `NotFound` for anybody else."""
    seat = doors.consult_for(user_id, room_id, Action.ROOM_JOIN)
    seat_colour(participant=seat.participant)
    Room.objects.get_or_create(pk=seat.consult.pk, defaults={"consult": seat.consult})
    people = people_of(room_id)
    own = next(person for person in people if person.id == str(user_id))
    return Entry(str(seat.consult.pk), own, people)


def actor(user_id: Any, room_id: Any, here: frozenset[str] | None = None) -> Actor:
    """Return who asks, as the database says now. Raises `NotFound` when they were put out."""
    seat = doors.consult_for(user_id, room_id, Action.ROOM_JOIN)
    people = frozenset(str(pk) for pk in selectors.participants_of(room_id).values_list("user_id", flat=True))
    return Actor(person=str(user_id), role=seat.role, host=seat.participant.host, people=people, here=here)


def people_of(room_id: Any) -> list[Person]:
    """Return everybody who belongs to the room."""
    return [
        Person(
            id=str(entry.user_id),
            name=entry.user.name,
            role=entry.user.role_name,
            host=entry.host,
            colour=entry.colour,
        )
        for entry in selectors.participants_of(room_id)
    ]
