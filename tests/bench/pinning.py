"""Keep servers on one core and load on another, so that neither takes the other's time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

SERVER_CORE = 0
GENERATOR_CORE = 1


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Start processes inside: they inherit the core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
