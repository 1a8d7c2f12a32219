"""What the room takes: permission and sense of each operation, asked before it is ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from apps.access.policy import Action, Relation, allows
from apps.live.engine.errors import OpRefused
from apps.live.engine.reduce import find_annotation
from apps.protocol.messages import (
    POINTS_OF,
    Annotation,
    AnnotationChanges,
    AnnotationCreate,
    AnnotationDelete,
    AnnotationRestore,
    AnnotationUpdate,
    ChatPost,
    CommentPost,
    KeyImageSet,
    Op,
    PresenterAsk,
    PresenterSet,
    RoomState,
    SeriesOpen,
    SpotlightSet,
)

MAX_ANNOTATIONS = 5_000
MAX_COMMENTS = 5_000
MAX_KEY_IMAGES = 500


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as the database says at this moment.

    `people` are all who belong to the room, `here` those who are in it, where that is known.
    """

    person: str
    role: str
    host: bool
    people: frozenset[str] = field(default_factory=frozenset)
    here: frozenset[str] | None = None

    def nobody_presents(self, state: RoomState) -> bool:
        """Say whether presenting is free: a presenter who has left holds nothing."""
        return state.presenter is None or (self.here is not None and state.presenter not in self.here)

    def may(self, action: Action, state: RoomState, mark: Annotation | None = None) -> bool:
        """Ask the policy with this actor's relations to the room and to `mark`."""
        relations = {Relation.MEMBER}
        if self.host:
            relations.add(Relation.HOST)
        # With nobody presenting, everyone is as free as the presenter.
        if state.presenter == self.person or self.nobody_presents(state):
            relations.add(Relation.PRESENTER)
        if mark is not None and mark.author == self.person:
            relations.add(Relation.AUTHOR)
        if mark is not None and mark.editable_by == "everyone":
            relations.add(Relation.EDITOR)
        return allows(self.role, frozenset(relations), action)


def _demand(allowed: bool) -> None:
    if not allowed:
        raise OpRefused("not_allowed")


def _existing(state: RoomState, annotation_id: str) -> Annotation:
    mark = find_annotation(state, annotation_id)
    if mark is None:
        raise OpRefused("unknown_annotation", id=annotation_id)
    return mark


def _annotation_create(state: RoomState, actor: Actor, op: AnnotationCreate) -> None:
    _demand(actor.may(Action.ANNOTATION_CREATE, state))
    if find_annotation(state, op.id) is not None:
        raise OpRefused("annotation_exists", id=op.id)
    if len(state.annotations) >= MAX_ANNOTATIONS:
        raise OpRefused("room_full")


def _annotation_update(state: RoomState, actor: Actor, op: AnnotationUpdate) -> None:
    mark = _existing(state, op.id)
    _demand(actor.may(Action.ANNOTATION_UPDATE, state, mark))
    if mark.deleted:
        raise OpRefused("annotation_deleted", id=op.id)
    changes = op.changes
    if changes.editable_by is not None:
        _demand(actor.may(Action.ANNOTATION_LOCK, state, mark))
    if changes.points is None and changes.text is None and changes.value is None:
        return
    if mark.editable_by == "nobody":
        raise OpRefused("annotation_locked", id=op.id)
    _fits(mark, changes)


def _fits(mark: Annotation, changes: AnnotationChanges) -> None:
    """Refuse a change that the mark's tool has no place for. Only an outline may get more points or fewer."""
    count = len(mark.points) if changes.points is None else len(changes.points)
    if count != len(mark.points) and (mark.tool != "freehand" or count < POINTS_OF["freehand"][0]):
        raise OpRefused("bad_change", id=mark.id)
    if changes.value is not None and mark.tool != "calibration":
        raise OpRefused("bad_change", id=mark.id)


def _annotation_delete(state: RoomState, actor: Actor, op: AnnotationDelete) -> None:
    mark = _existing(state, op.id)
    _demand(actor.may(Action.ANNOTATION_DELETE, state, mark))
    if mark.deleted:
        raise OpRefused("annotation_deleted", id=op.id)
    if mark.editable_by == "nobody":
        raise OpRefused("annotation_locked", id=op.id)


def _annotation_restore(state: RoomState, actor: Actor, op: AnnotationRestore) -> None:
    mark = _existing(state, op.id)
    _demand(actor.may(Action.ANNOTATION_RESTORE, state, mark))
    if not mark.deleted:
        raise OpRefused("annotation_not_deleted", id=op.id)


def _chat_post(state: RoomState, actor: Actor, op: ChatPost) -> None:
    _demand(actor.may(Action.CHAT_POST, state))
    if any(line.id == op.id for line in state.chat):
        raise OpRefused("message_exists", id=op.id)


def _comment_post(state: RoomState, actor: Actor, op: CommentPost) -> None:
    mark = _existing(state, op.annotation_id)
    _demand(actor.may(Action.COMMENT_POST, state, mark))
    if mark.deleted:
        raise OpRefused("annotation_deleted", id=op.annotation_id)
    if any(comment.id == op.id for comment in state.comments):
        raise OpRefused("message_exists", id=op.id)
    if len(state.comments) >= MAX_COMMENTS:
        raise OpRefused("room_full")


def _presenter_set(state: RoomState, actor: Actor, op: PresenterSet) -> None:
    own = op.person == actor.person
    action = Action.PRESENTER_TAKE if own and actor.nobody_presents(state) else Action.PRESENTER_HAND_OVER
    _demand(actor.may(action, state))
    if op.person is not None and op.person not in actor.people:
        raise OpRefused("unknown_person", id=op.person)


def _presenter_ask(state: RoomState, actor: Actor, op: PresenterAsk) -> None:
    if op.person == actor.person:
        _demand(actor.may(Action.PRESENTER_ASK, state))
    elif op.on:
        raise OpRefused("not_allowed")
    else:
        _demand(actor.may(Action.PRESENTER_HAND_OVER, state))


def _spotlight_set(state: RoomState, actor: Actor, op: SpotlightSet) -> None:
    # Whoever asks all to follow must be seen by them, also where everyone is as free as a presenter.
    _demand(state.presenter == actor.person and actor.may(Action.SPOTLIGHT_SET, state))


def _series_open(state: RoomState, actor: Actor, op: SeriesOpen) -> None:
    _demand(actor.may(Action.SERIES_OPEN, state))


def _key_image_set(state: RoomState, actor: Actor, op: KeyImageSet) -> None:
    _demand(actor.may(Action.KEY_IMAGE_SET, state))
    if op.on and len(state.key_images) >= MAX_KEY_IMAGES:
        raise OpRefused("room_full")


_RULES: dict[str, Callable[[RoomState, Actor, Any], None]] = {
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


def check(state: RoomState, actor: Actor, op: Op) -> None:
    """Raise `OpRefused` where `actor` may not do `op` in `state`, or it makes no sense there."""
    _RULES[op.kind](state, actor, op)
