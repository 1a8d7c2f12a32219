"""Why an operation is refused. Codes are part of the protocol (docs/protocol.md)."""

from __future__ import annotations

from typing import Any

from apps.common.errors import TeleconsultError

CODES = {
    "not_allowed": "You may not do this here.",
    "unknown_annotation": "This finding does not exist.",
    "annotation_deleted": "This finding was deleted.",
    "annotation_locked": "This finding is locked.",
    "bad_change": "This finding cannot be changed like that.",
    "annotation_exists": "This finding exists already.",
    "annotation_not_deleted": "This finding is not deleted.",
    "unknown_image": "This image is not in the room.",
    "unknown_person": "This person is not in the room.",
    "message_exists": "This message exists already.",
    "op_id_taken": "This operation identifier belongs to somebody else.",
    "room_full": "The room holds no more of these.",
}


class OpRefused(TeleconsultError):
    """The operation changed nothing."""

    status = 409

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(CODES[code], **data)
        self.code = code  # type: ignore[misc]
