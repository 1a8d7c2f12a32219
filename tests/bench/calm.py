"""Wait for a moment in which neighbours leave both cores alone."""

from __future__ import annotations

import time
from pathlib import Path

from tests.bench.pinning import GENERATOR_CORE, SERVER_CORE

LOOK_SECONDS = 0.5
QUIET = 0.15
"""Cores that are busy for less than this share are calm."""
PATIENCE = 20.0


def _busy_and_total() -> tuple[int, int]:
    """Return jiffies of both cores: busy, and all."""
    busy = total = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *values = line.split()
        if name in (f"cpu{SERVER_CORE}", f"cpu{GENERATOR_CORE}"):
            numbers = [int(value) for value in values[:8]]
            total += sum(numbers)
            busy += sum(numbers) - numbers[3] - numbers[4]
    return busy, total


def wait_for_calm(patience: float = PATIENCE) -> bool:
    """Return True once both cores are nearly idle, False when that did not happen in time."""
    end = time.monotonic() + patience
    while True:
        busy, total = _busy_and_total()
        time.sleep(LOOK_SECONDS)
        busy_after, total_after = _busy_and_total()
        if busy_after - busy < QUIET * (total_after - total):
            return True
        if time.monotonic() > end:
            return False
