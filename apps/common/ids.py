"""Identifiers: UUIDs for our own things, DICOM UIDs for the standard's.

DICOM PS3.5 section 9 (UIDs) and annex B.2 (UUID-derived UIDs).
"""

from __future__ import annotations

import re
import uuid

_UID_LENIENT = re.compile(r"[0-9]+(\.[0-9]+)*")


def new_id() -> uuid.UUID:
    """Return a random identifier for a thing of ours."""
    return uuid.uuid4()


def is_dicom_uid(value: str) -> bool:
    """Say whether `value` is usable as a DICOM UID: digits and dots, at most 64 characters.

    Components with leading zeros are not valid (PS3.5 9.1) but occur in real files and are taken.
    """
    return len(value) <= 64 and _UID_LENIENT.fullmatch(value) is not None


def new_dicom_uid() -> str:
    """Return a new UID under 2.25 (PS3.5 B.2)."""
    return f"2.25.{uuid.uuid4().int}"
