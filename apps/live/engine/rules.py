"""What the room takes: permission and sense of each operation, asked before it is ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from apps.access.policy import Action, Relation, allows
from apps.live.engine.errors import OpRefused
from apps.live.engine.reduce import find_annotation
from apps.protocol.messages import (
    Annotation,
    AnnotationCreate,
    AnnotationDelete,
    AnnotationRestore,
    AnnotationUpdate,
    ChatPost,
    KeyImageSet,
    Op,
    PresenterSet,
    RoomState,
    SeriesOpen,
)

MAX_ANNOTATIONS = 5_000
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
    if op.changes.points is not None and len(op.changes.points) != len(mark.points):
        raise OpRefused("not_allowed", id=op.id)


def _annotation_delete(state: RoomState, actor: Actor, op: AnnotationDelete) -> None:
    mark = _existing(state, op.id)
    _demand(actor.may(Action.ANNOTATION_DELETE, state, mark))
    if mark.deleted:
        raise OpRefused("annotation_deleted", id=op.id)


def _annotation_restore(state: RoomState, actor: Actor, op: AnnotationRestore) -> None:
    mark = _existing(state, op.id)
    _demand(actor.may(Action.ANNOTATION_RESTORE, state, mark))
    if not mark.deleted:
        raise OpRefused("annotation_not_deleted", id=op.id)


def _chat_post(state: RoomState, actor: Actor, op: ChatPost) -> None:
    _demand(actor.may(Action.CHAT_POST, state))
    if any(line.id == op.id for line in state.chat):
        raise OpRefused("message_exists", id=op.id)


def _presenter_set(state: RoomState, actor: Actor, op: PresenterSet) -> None:
    own = op.person == actor.person
    action = Action.PRESENTER_TAKE if own and actor.nobody_presents(state) else Action.PRESENTER_HAND_OVER
    _demand(actor.may(action, state))
    if op.person is not None and op.person not in actor.people:
        raise OpRefused("unknown_person", id=op.person)


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
    "presenter.set": _presenter_set,
    "series.open": _series_open,
    "key_image.set": _key_image_set,
}


def check(state: RoomState, actor: Actor, op: Op) -> None:
    """Raise `OpRefused` where `actor` may not do `op` in `state`, or it makes no sense there."""
    _RULES[op.kind](state, actor, op)
