"""Jobs that misbehave on purpose: the test suite proves with them that the fence holds."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from apps.common.sandbox.contract import JobRefused, Reply


def echo(body: bytes, values: dict[str, Any]) -> Reply:
    """Return what came in."""
    return Reply({**values, "worker": os.getpid()}, body)


def refuse(body: bytes, values: dict[str, Any]) -> Reply:
    """Refuse the input."""
    raise JobRefused("refused_here", "It is refused.")


def fail(body: bytes, values: dict[str, Any]) -> Reply:
    """Raise what no job should."""
    raise ZeroDivisionError


def hang(body: bytes, values: dict[str, Any]) -> Reply:
    """Never return."""
    while True:
        signal.pause()


def grow(body: bytes, values: dict[str, Any]) -> Reply:
    """Take memory without end."""
    held = []
    while True:
        held.append(bytearray(2**24))


def die(body: bytes, values: dict[str, Any]) -> Reply:
    """End the worker as a crash in a decoder would."""
    os.kill(os.getpid(), signal.SIGKILL)
    return Reply({}, b"")


def write_file(body: bytes, values: dict[str, Any]) -> Reply:
    """Try to write to the file `values["path"]`; the reply says whether it worked."""
    try:
        Path(values["path"]).write_bytes(b"x")
    except OSError:
        return Reply({"wrote": False}, b"")
    return Reply({"wrote": True}, b"")


def chatter(body: bytes, values: dict[str, Any]) -> Reply:
    """Print, as decoders do."""
    os.write(1, b"a decoder's remark\n")
    return Reply({}, body)


def environment(body: bytes, values: dict[str, Any]) -> Reply:
    """Return the names in the worker's environment, and whether Django was loaded."""
    import sys

    return Reply({"names": sorted(os.environ), "django": "django" in sys.modules}, b"")  # noqa: TID251 - it shows that there is nothing to read
