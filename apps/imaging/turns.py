"""How much work on images this process does at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apps.imaging.errors import Busy

SECONDS = 20.0


class Turns:
    """At most `count` at a time; who gets no turn within `seconds` is told to come back later."""

    def __init__(self, count: int, seconds: float = SECONDS) -> None:
        self._free, self._seconds = threading.BoundedSemaphore(count), seconds

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a turn; raises `Busy`."""
        if not self._free.acquire(timeout=self._seconds):
            raise Busy
        try:
            yield
        finally:
            self._free.release()


FETCHES = Turns(16)
"""Waiting for the archive."""
DECODES = Turns(8)
"""Being decoded or waiting for a worker. Apart from the fetches, so that a slow archive holds up no cached file."""
