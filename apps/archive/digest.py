"""What makes two files the same object."""

from __future__ import annotations

import hashlib


def content_digest(body: bytes) -> str:
    """Return the SHA-256 of a file without its preamble and meta information.

    Those name the writing application and change when an archive hands a file on (PS3.10 7.1); the data set
    does not.
    """
    start = 0
    if body[132:140] == b"\x02\x00\x00\x00UL\x04\x00":
        start = 144 + int.from_bytes(body[140:144], "little")
    return hashlib.sha256(memoryview(body)[start:]).hexdigest()
