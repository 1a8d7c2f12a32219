"""The access policy: one pure table over (role, relation, action), deny by default.

A door asks `allows` with the actor's role and its relations to the object, freshly read. Nothing else decides.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the hospital."""

    RADIOLOGIST = "radiologist"
    SPECIALIST = "specialist"
    REFERRING = "referring"
    COORDINATOR = "coordinator"
    PATIENT = "patient"


class Relation(StrEnum):
    """What a person is to the object in question."""

    ANYONE = "anyone"
    MEMBER = "member"
    HOST = "host"
    PRESENTER = "presenter"
    AUTHOR = "author"
    EDITOR = "editor"


class Action(StrEnum):
    """What a person wants to do."""

    ARCHIVE_SEARCH = "archive.search"
    CONSULT_LIST = "consult.list"
    CONSULT_CREATE = "consult.create"
    CONSULT_VIEW = "consult.view"
    CONSULT_INVITE = "consult.invite"
    CONSULT_REMOVE = "consult.remove"
    ROOM_JOIN = "room.join"
    IMAGE_READ = "image.read"
    ANNOTATION_CREATE = "annotation.create"
    ANNOTATION_UPDATE = "annotation.update"
    ANNOTATION_DELETE = "annotation.delete"
    ANNOTATION_RESTORE = "annotation.restore"
    ANNOTATION_LOCK = "annotation.lock"
    COMMENT_POST = "comment.post"
    CHAT_POST = "chat.post"
    PRESENTER_TAKE = "presenter.take"
    PRESENTER_HAND_OVER = "presenter.hand_over"
    PRESENTER_ASK = "presenter.ask"
    SPOTLIGHT_SET = "spotlight.set"
    SERIES_OPEN = "series.open"
    KEY_IMAGE_SET = "key_image.set"
    HANGING_MANAGE = "hanging.manage"


_CLINICIANS = frozenset({Role.RADIOLOGIST, Role.SPECIALIST, Role.REFERRING})
_STAFF = _CLINICIANS | {Role.COORDINATOR}
_ALL = frozenset(Role)

_TABLE: dict[Action, tuple[tuple[frozenset[Role], Relation], ...]] = {
    Action.ARCHIVE_SEARCH: ((_STAFF, Relation.ANYONE),),
    Action.CONSULT_LIST: ((_STAFF, Relation.ANYONE),),
    Action.CONSULT_CREATE: ((_STAFF, Relation.ANYONE),),
    Action.CONSULT_VIEW: ((_STAFF, Relation.MEMBER),),
    Action.CONSULT_INVITE: ((_STAFF, Relation.HOST),),
    Action.CONSULT_REMOVE: ((_STAFF, Relation.HOST),),
    Action.ROOM_JOIN: ((_STAFF, Relation.MEMBER),),
    Action.IMAGE_READ: ((_STAFF, Relation.MEMBER),),
    Action.ANNOTATION_CREATE: ((_CLINICIANS, Relation.MEMBER),),
    # A mark is its author's; others correct it where the author or the host has allowed it.
    Action.ANNOTATION_UPDATE: (
        (_CLINICIANS, Relation.AUTHOR),
        (_CLINICIANS, Relation.HOST),
        (_CLINICIANS, Relation.EDITOR),
    ),
    Action.ANNOTATION_LOCK: ((_CLINICIANS, Relation.AUTHOR), (_CLINICIANS, Relation.HOST)),
    Action.ANNOTATION_DELETE: ((_CLINICIANS, Relation.AUTHOR), (_CLINICIANS, Relation.HOST)),
    Action.ANNOTATION_RESTORE: ((_CLINICIANS, Relation.AUTHOR), (_CLINICIANS, Relation.HOST)),
    Action.COMMENT_POST: ((_STAFF, Relation.MEMBER),),
    Action.CHAT_POST: ((_STAFF, Relation.MEMBER),),
    Action.PRESENTER_TAKE: ((_STAFF, Relation.MEMBER),),
    Action.PRESENTER_HAND_OVER: ((_STAFF, Relation.PRESENTER), (_STAFF, Relation.HOST)),
    Action.PRESENTER_ASK: ((_STAFF, Relation.MEMBER),),
    Action.SPOTLIGHT_SET: ((_STAFF, Relation.PRESENTER),),
    Action.SERIES_OPEN: ((_STAFF, Relation.PRESENTER), (_STAFF, Relation.HOST)),
    Action.KEY_IMAGE_SET: ((_CLINICIANS, Relation.MEMBER),),
    # How studies are hung holds for the whole site.
    Action.HANGING_MANAGE: ((frozenset({Role.COORDINATOR}), Relation.ANYONE),),
}


def allows(role: str, relations: frozenset[Relation], action: Action) -> bool:
    """Say whether somebody of `role` with `relations` to the object may do `action`. Unknown means no."""
    if role not in _ALL:
        return False
    return any(role in roles and needed in relations for roles, needed in _TABLE.get(action, ()))


ANYONE = frozenset({Relation.ANYONE})
