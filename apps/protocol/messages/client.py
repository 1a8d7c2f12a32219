"""What a browser may say on the durable lane."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from apps.protocol.messages.base import Id, Message, Seq
from apps.protocol.messages.ops import Op


class Hello(Message):
    """First message. `since` is the last `seq` this tab has applied, null for a fresh start [R4]."""

    type: Literal["hello"]
    version: int
    tab: Id
    since: Seq | None = None


class Submit(Message):
    """An operation; sending the same `op_id` again is harmless [R12]."""

    type: Literal["op"]
    op_id: Id
    op: Op


class Sync(Message):
    """A gap was seen: ask for everything after `since` [R16]."""

    type: Literal["sync"]
    since: Seq


ClientMessage = Annotated[Hello | Submit | Sync, Field(discriminator="type")]

_CLIENT: TypeAdapter[Hello | Submit | Sync] = TypeAdapter(ClientMessage)


def parse_client(text: str) -> Hello | Submit | Sync:
    """Parse one text frame. Raises `pydantic.ValidationError` for anything that is not exactly a client message."""
    return _CLIENT.validate_json(text)
