"""Fold events into state. The front end's `sync/reduce.ts` does the same; shared fixtures hold them together.

Reducing never fails and never asks: an event was checked when it was taken [R20].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from apps.protocol.messages import (
    Annotation,
    AnnotationCreate,
    AnnotationDelete,
    AnnotationRestore,
    AnnotationUpdate,
    ChatLine,
    ChatPost,
    Comment,
    CommentPost,
    Event,
    KeyImageSet,
    OpenSeries,
    PresenterAsk,
    PresenterSet,
    RoomState,
    SeriesOpen,
    SpotlightSet,
)

CHAT_KEPT = 500
"""The state holds the newest chat lines; older ones stay in the events."""


def find_annotation(state: RoomState, annotation_id: str) -> Annotation | None:
    """Return the mark with this id, deleted or not."""
    return next((mark for mark in state.annotations if mark.id == annotation_id), None)


def _annotation_create(state: RoomState, event: Event, op: AnnotationCreate) -> None:
    state.annotations.append(
        Annotation(
            id=op.id,
            number=state.next_number,
            tool=op.tool,
            image=op.image,
            points=list(op.points),
            text=op.text,
            value=op.value,
            author=event.author,
            at=event.at,
            deleted=False,
            touched={"points": event.seq, "text": event.seq, "deleted": event.seq},
        )
    )
    state.next_number += 1


def _annotation_update(state: RoomState, event: Event, op: AnnotationUpdate) -> None:
    mark = find_annotation(state, op.id)
    if mark is None:
        return
    if op.changes.points is not None:
        mark.points = list(op.changes.points)
        mark.touched["points"] = event.seq
    if op.changes.text is not None:
        mark.text = op.changes.text
        mark.touched["text"] = event.seq
    if op.changes.value is not None:
        mark.value = op.changes.value
        mark.touched["value"] = event.seq
    if op.changes.editable_by is not None:
        mark.editable_by = op.changes.editable_by
        mark.touched["editable_by"] = event.seq


def _set_deleted(state: RoomState, event: Event, annotation_id: str, deleted: bool) -> None:
    mark = find_annotation(state, annotation_id)
    if mark is not None:
        mark.deleted = deleted
        mark.touched["deleted"] = event.seq


def _annotation_delete(state: RoomState, event: Event, op: AnnotationDelete) -> None:
    _set_deleted(state, event, op.id, True)


def _annotation_restore(state: RoomState, event: Event, op: AnnotationRestore) -> None:
    _set_deleted(state, event, op.id, False)


def _chat_post(state: RoomState, event: Event, op: ChatPost) -> None:
    state.chat.append(ChatLine(id=op.id, seq=event.seq, author=event.author, at=event.at, text=op.text))
    del state.chat[:-CHAT_KEPT]


def _comment_post(state: RoomState, event: Event, op: CommentPost) -> None:
    state.comments.append(
        Comment(
            id=op.id,
            seq=event.seq,
            annotation_id=op.annotation_id,
            author=event.author,
            at=event.at,
            text=op.text,
        )
    )


def _presenter_set(state: RoomState, event: Event, op: PresenterSet) -> None:
    # A call to follow is the presenter's own, and whoever presents asks no more.
    if op.person != state.presenter:
        state.spotlight = 0
    state.presenter = op.person
    state.asking = [person for person in state.asking if person != op.person]


def _presenter_ask(state: RoomState, event: Event, op: PresenterAsk) -> None:
    others = [person for person in state.asking if person != op.person]
    state.asking = [*others, op.person] if op.on else others


def _spotlight_set(state: RoomState, event: Event, op: SpotlightSet) -> None:
    state.spotlight = event.seq if op.on else 0


def _series_open(state: RoomState, event: Event, op: SeriesOpen) -> None:
    kept = [entry for entry in state.open_series if entry.viewport != op.viewport]
    kept.append(OpenSeries(viewport=op.viewport, study_uid=op.study_uid, series_uid=op.series_uid))
    state.open_series = sorted(kept, key=lambda entry: entry.viewport)


def _key_image_set(state: RoomState, event: Event, op: KeyImageSet) -> None:
    kept = [image for image in state.key_images if (image.sop_uid, image.frame) != (op.image.sop_uid, op.image.frame)]
    state.key_images = [*kept, op.image] if op.on else kept


_REDUCERS: dict[str, Callable[[RoomState, Event, Any], None]] = {
    "annotation.create": _annotation_create,
    "annotation.update": _annotation_update,
    "annotation.delete": _annotation_delete,
    "annotation.restore": _annotation_restore,
    "chat.post": _chat_post,
    "comment.post": _comment_post,
    "presenter.set": _presenter_set,
    "presenter.ask": _presenter_ask,
    "spotlight.set": _spotlight_set,
    "series.open": _series_open,
    "key_image.set": _key_image_set,
}


def apply(state: RoomState, event: Event) -> None:
    """Apply the next event to `state` in place. `event.seq` must be `state.seq + 1`."""
    if event.seq != state.seq + 1:
        raise ValueError(f"event {event.seq} cannot follow {state.seq}")
    _REDUCERS[event.op.kind](state, event, event.op)
    state.seq = event.seq


def fold(events: Iterable[Event], state: RoomState | None = None) -> RoomState:
    """Return `state` (or an empty room) with all `events` applied."""
    state = state or RoomState()
    for event in events:
        apply(state, event)
    return state
