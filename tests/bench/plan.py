"""How long and how often to measure."""

from __future__ import annotations

from dataclasses import dataclass

from tests.bench.load import Load


@dataclass(frozen=True)
class Plan:
    """`quick` shortens windows; `rounds` is how often each target is measured."""

    rounds: int = 5
    quick: bool = False

    def load(self, people: int, *, stalled: bool = False) -> Load:
        """Return 60 Hz of `people`."""
        window, warmup = (2.0, 1.0) if self.quick else (5.0, 1.5)
        return Load(people, 60, warmup, window, stalled)
