"""Read and write multipart/related bodies (RFC 2387, PS3.18 8.6.1.2)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from email.message import Message

from apps.archive.errors import ArchiveNonsense

_MAX_PARTS = 10_000


def read_parts(content_type: str, body: bytes) -> list[bytes]:
    """Return the contents of the parts of `body`; raise ArchiveNonsense when it is no multipart body."""
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_param("boundary")
    if message.get_content_type() != "multipart/related" or not isinstance(boundary, str) or not boundary:
        raise ArchiveNonsense("The archive did not answer with a multipart body.")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1", "replace"), _MAX_PARTS)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ArchiveNonsense("The archive's multipart body has no end.")
    parts = []
    for piece in pieces[1:-1]:
        # The head ends at the first empty line; a part without headers begins with one.
        head, found, content = piece.partition(b"\r\n\r\n")
        if not found or len(head) > 8192:
            raise ArchiveNonsense("The archive's multipart body is malformed.")
        parts.append(content)
    return parts


def write_parts(files: Iterable[bytes]) -> tuple[str, bytes]:
    """Return the content type and the body of a STOW-RS request with `files` (PS3.18 10.5.1)."""
    boundary = f"teleconsult-{secrets.token_hex(16)}"
    pieces = []
    for data in files:
        pieces += [f"--{boundary}\r\nContent-Type: application/dicom\r\n\r\n".encode(), data, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return f'multipart/related; type="application/dicom"; boundary={boundary}', b"".join(pieces)
