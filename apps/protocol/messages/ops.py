"""Operations of the durable lane: what a member asks the room to do."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from apps.protocol.messages.base import Id, Label, Message, Point, Uid, Words

Tool = Literal["length", "arrow"]
POINTS_OF = {"length": 2, "arrow": 2}


class ImageRef(Message):
    """One frame of one image, and the frame of reference its millimetres belong to (null without geometry)."""

    study_uid: Uid
    series_uid: Uid
    sop_uid: Uid
    frame: Annotated[int, Field(ge=1, le=100_000)]
    frame_of_reference_uid: Uid | None


class AnnotationCreate(Message):
    """Put a mark on an image. `points` are LPS millimetres; an arrow's first point is its tip."""

    kind: Literal["annotation.create"]
    id: Id
    tool: Tool
    image: ImageRef
    points: Annotated[list[Point], Field(min_length=1, max_length=64)]
    text: Label

    @model_validator(mode="after")
    def _points_fit_tool(self) -> Self:
        if len(self.points) != POINTS_OF[self.tool]:
            raise ValueError(f"{self.tool} has {POINTS_OF[self.tool]} points")
        return self


class AnnotationChanges(Message):
    """Properties to change; those left out stay. Each merges by itself, last write wins [R21]."""

    points: Annotated[list[Point], Field(min_length=1, max_length=64)] | None = None
    text: Label | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.points is None and self.text is None:
            raise ValueError("nothing to change")
        return self


class AnnotationUpdate(Message):
    """Change some properties of a mark."""

    kind: Literal["annotation.update"]
    id: Id
    changes: AnnotationChanges


class AnnotationDelete(Message):
    """Take a mark away. It stays in the record and can be restored."""

    kind: Literal["annotation.delete"]
    id: Id


class AnnotationRestore(Message):
    """Bring a deleted mark back, as it was, with its number."""

    kind: Literal["annotation.restore"]
    id: Id


class ChatPost(Message):
    """Say something to everyone in the room."""

    kind: Literal["chat.post"]
    id: Id
    text: Words


class PresenterSet(Message):
    """Present, hand over to `person`, or stop presenting (null)."""

    kind: Literal["presenter.set"]
    person: Id | None


class SeriesOpen(Message):
    """The presenter puts a series into a viewport; who joins later starts there."""

    kind: Literal["series.open"]
    viewport: Annotated[int, Field(ge=1, le=16)]
    study_uid: Uid
    series_uid: Uid


class KeyImageSet(Message):
    """Mark an image as a key image, or take the mark away."""

    kind: Literal["key_image.set"]
    image: ImageRef
    on: bool


Op = Annotated[
    AnnotationCreate
    | AnnotationUpdate
    | AnnotationDelete
    | AnnotationRestore
    | ChatPost
    | PresenterSet
    | SeriesOpen
    | KeyImageSet,
    Field(discriminator="kind"),
]

_OP: TypeAdapter[Op] = TypeAdapter(Op)


def parse_op(data: Any) -> Op:
    """Turn stored JSON back into an operation. Raises `pydantic.ValidationError`."""
    return _OP.validate_python(data)
