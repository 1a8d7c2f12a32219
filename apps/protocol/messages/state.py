"""The room's durable state and the events that make it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from apps.protocol.messages.base import Id, Label, Message, Point, Seq, Uid, Words
from apps.protocol.messages.ops import Editors, ImageRef, KnownMm, Op, Tool


class Event(Message):
    """An operation the room has taken: ordered, authored, dated. Never changes."""

    seq: Seq
    op_id: Id
    author: Id
    at: str
    """UTC, ISO 8601 with milliseconds."""
    op: Op


class _Stateful(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Annotation(_Stateful):
    """A mark in the record. `touched` holds for each property the `seq` that last wrote it."""

    id: Id
    number: int
    tool: Tool
    image: ImageRef
    points: list[Point]
    text: Label
    value: KnownMm | None = None
    editable_by: Editors = "author"
    author: Id
    at: str
    deleted: bool
    touched: dict[str, Seq]


class ChatLine(_Stateful):
    """One chat message."""

    id: Id
    seq: Seq
    author: Id
    at: str
    text: Words


class Comment(_Stateful):
    """One answer in the thread of a mark."""

    id: Id
    seq: Seq
    annotation_id: Id
    author: Id
    at: str
    text: Words


class OpenSeries(_Stateful):
    """What the presenter last opened in a viewport."""

    viewport: int
    study_uid: Uid
    series_uid: Uid


class RoomState(_Stateful):
    """Everything the durable lane knows: the fold of all events up to `seq`."""

    seq: Seq = 0
    next_number: int = 1
    presenter: Id | None = None
    asking: list[Id] = Field(default_factory=list)
    """Who asks to present, in the order they asked."""
    spotlight: Seq = 0
    """The `seq` of the presenter's call to follow, 0 when there is none."""
    annotations: list[Annotation] = Field(default_factory=list)
    comments: list[Comment] = Field(default_factory=list)
    chat: list[ChatLine] = Field(default_factory=list)
    open_series: list[OpenSeries] = Field(default_factory=list)
    key_images: list[ImageRef] = Field(default_factory=list)
