"""What the server says on the durable lane."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.protocol.messages.base import Id, Message, Seq
from apps.protocol.messages.state import Event, RoomState


class Person(Message):
    """Somebody who belongs to the room. `colour` is the place in the palette, in join order, null before joining."""

    id: Id
    name: str
    role: str
    host: bool
    colour: int | None


class Presence(Message):
    """One open tab of a person. `sid` names it on the live lane."""

    sid: int
    person: Id
    reconnecting: bool = False


class Welcome(Message):
    """Answer to hello: who you are, who is here, and the state or the events you missed [R5]."""

    type: Literal["welcome"]
    version: int
    sid: int
    you: Id
    people: list[Person]
    present: list[Presence]
    seq: Seq
    state: RoomState | None
    events: list[Event]


class Caught(Message):
    """Answer to sync: the events after `since`, or a fresh state when they are too many."""

    type: Literal["caught"]
    seq: Seq
    state: RoomState | None
    events: list[Event]


class Ack(Message):
    """Your operation is on disk [R11]."""

    type: Literal["ack"]
    event: Event


class Refused(Message):
    """Your operation changed nothing. `code` is stable, `message` is for people [R13]."""

    type: Literal["refused"]
    op_id: Id
    code: str
    message: str


class EventMessage(Message):
    """Somebody's operation was taken."""

    type: Literal["event"]
    event: Event


class Roster(Message):
    """Who belongs to the room and who is here. Replaces what was known."""

    type: Literal["roster"]
    people: list[Person]
    present: list[Presence]


class Error(Message):
    """A frame was refused and changed nothing."""

    type: Literal["error"]
    code: str
    message: str


ServerMessage = Annotated[Welcome | Caught | Ack | Refused | EventMessage | Roster | Error, Field(discriminator="type")]
