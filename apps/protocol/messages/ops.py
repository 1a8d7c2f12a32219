"""Operations of the durable lane: what a member asks the room to do."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from apps.protocol.messages.base import Id, Label, Message, Point, Uid, Words

Tool = Literal[
    "length",
    "arrow",
    "angle",
    "cobb",
    "bidirectional",
    "ellipse",
    "rectangle",
    "freehand",
    "probe",
    "calibration",
    "comment",
]
MAX_POINTS = 255
POINTS_OF: dict[str, tuple[int, int]] = {
    "length": (2, 2),
    "arrow": (2, 2),
    "angle": (3, 3),
    "cobb": (4, 4),
    "bidirectional": (4, 4),
    "ellipse": (4, 4),
    "rectangle": (4, 4),
    "freehand": (3, MAX_POINTS),
    "probe": (1, 1),
    "calibration": (2, 2),
    "comment": (1, 1),
}
"""Fewest and most points. Arrow: tip, tail. Angle: end, vertex, end. Cobb: two lines. Bidirectional: long axis, short
axis. Ellipse: ends of its two axes, as in PS3.3 C.10.5.1.2. Rectangle: its corners in turn. Freehand: a closed line."""

Points = Annotated[list[Point], Field(min_length=1, max_length=MAX_POINTS)]

Editors = Literal["author", "everyone", "nobody"]
"""Who may change a mark: its author and the host, every clinician of the room, or nobody until it is unlocked."""

KnownMm = Annotated[float, Field(ge=0.1, le=5000, allow_inf_nan=False)]
"""The real length of a calibration line in millimetres."""


class Reformat(Message):
    """A plane cut out of a series, named by where it lies in the stack of such planes (docs/protocol.md, [R23])."""

    plane: Literal["axial", "coronal", "sagittal"]
    mode: Literal["average", "mip", "minip"]
    slab_mm: Annotated[float, Field(ge=0, le=500, allow_inf_nan=False)]
    index: Annotated[int, Field(ge=0, le=65_535)]


class ImageRef(Message):
    """One frame of one image, and the frame of reference its millimetres belong to (null without geometry)."""

    study_uid: Uid
    series_uid: Uid
    sop_uid: Uid
    frame: Annotated[int, Field(ge=1, le=100_000)]
    frame_of_reference_uid: Uid | None
    reformat: Reformat | None = None
    """Set when the plane was cut out of the series; the image is then the series' first."""


class AnnotationCreate(Message):
    """Put a mark on an image. `points` are LPS millimetres; an arrow's first point is its tip."""

    kind: Literal["annotation.create"]
    id: Id
    tool: Tool
    image: ImageRef
    points: Points
    text: Label
    value: KnownMm | None = None
    """The length a calibration line has in truth; for no other tool."""

    @model_validator(mode="after")
    def _fits_tool(self) -> Self:
        fewest, most = POINTS_OF[self.tool]
        if not fewest <= len(self.points) <= most:
            raise ValueError(f"{self.tool} has {fewest} to {most} points")
        if (self.value is not None) != (self.tool == "calibration"):
            raise ValueError("a calibration line has a known length, and nothing else has")
        return self


class AnnotationChanges(Message):
    """Properties to change; those left out stay. Each merges by itself, last write wins [R21]."""

    points: Points | None = None
    text: Label | None = None
    value: KnownMm | None = None
    editable_by: Editors | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if all(value is None for value in (self.points, self.text, self.value, self.editable_by)):
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


class CommentPost(Message):
    """Answer in the thread of a mark."""

    kind: Literal["comment.post"]
    id: Id
    annotation_id: Id
    text: Words


class PresenterSet(Message):
    """Present, hand over to `person`, or stop presenting (null)."""

    kind: Literal["presenter.set"]
    person: Id | None


class PresenterAsk(Message):
    """Ask to present (`on`, for oneself), or take the question back or turn it down (off)."""

    kind: Literal["presenter.ask"]
    person: Id
    on: bool


class SpotlightSet(Message):
    """The presenter asks all to follow, or no longer. Each may decline."""

    kind: Literal["spotlight.set"]
    on: bool


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
    | CommentPost
    | PresenterSet
    | PresenterAsk
    | SpotlightSet
    | SeriesOpen
    | KeyImageSet,
    Field(discriminator="kind"),
]

_OP: TypeAdapter[Op] = TypeAdapter(Op)


def parse_op(data: Any) -> Op:
    """Turn stored JSON back into an operation. Raises `pydantic.ValidationError`."""
    return _OP.validate_python(data)
