"""What passes between the server and a worker: one JSON head and one block of bytes each way.

Nothing is pickled: a worker that hostile input has taken over can answer wrongly, but cannot make the
server run anything. This module and `worker` import neither Django nor a library.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple

from apps.common.errors import TeleconsultError

_HEAD = struct.Struct(">IQ")
MAX_HEAD = 64 * 1024 * 1024
MAX_BODY = 1024 * 1024 * 1024


class Reply(NamedTuple):
    """What a job gives back: values that JSON can hold, and bytes."""

    values: dict[str, Any]
    body: bytes


Job = Callable[[bytes, dict[str, Any]], Reply]
"""A job: a pure function of bytes and JSON values, found by the name `package.module:function`."""


class JobRefused(Exception):
    """Raised inside a job to refuse its input; `code` is stable, `reason` a short sentence without health data."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class SandboxFailed(TeleconsultError):
    """The worker died or ran out of memory on this input."""

    code = "sandbox_failed"
    status = 422


class SandboxTimeout(SandboxFailed):
    """The worker did not finish in time and was ended."""

    code = "sandbox_timeout"


class SandboxBusy(TeleconsultError):
    """No worker came free in time."""

    code = "sandbox_busy"
    status = 503


def send(stream: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    """Write one message and flush it."""
    text = json.dumps(head, separators=(",", ":")).encode()
    stream.write(_HEAD.pack(len(text), len(body)))
    stream.write(text)
    stream.write(body)
    stream.flush()


def receive(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Read one message; raise EOFError when the other side is gone, ValueError when it talks nonsense."""
    head_size, body_size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if head_size > MAX_HEAD or body_size > MAX_BODY:
        raise ValueError("message too large")
    head = json.loads(_exactly(stream, head_size))
    if not isinstance(head, dict):
        raise ValueError("message head is no object")
    return head, _exactly(stream, body_size)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
