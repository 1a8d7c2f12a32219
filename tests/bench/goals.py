"""What is demanded of a measurement, and whether it was met."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_COMPARE: dict[str, Callable[[float, float], bool]] = {"≤": operator.le, "≥": operator.ge, "=": operator.eq}


@dataclass(frozen=True)
class Goal:
    """One line of the table: `measured` must be `sign` `bound`."""

    what: str
    measured: float
    sign: str
    bound: float
    unit: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        """Say whether it was met."""
        return _COMPARE[self.sign](self.measured, self.bound)

    def cells(self) -> tuple[str, str, str, str]:
        """Return what, goal, measured, verdict."""
        unit = f" {self.unit}" if self.unit else ""
        measured = f"{_short(self.measured)}{unit}" + (f" ({self.note})" if self.note else "")
        return self.what, f"{self.sign} {_short(self.bound)}{unit}", measured, "pass" if self.passed else "miss"


def _short(value: float) -> str:
    return f"{value:.0f}" if value == int(value) and abs(value) >= 1 else f"{value:.4g}"


@dataclass
class Outcome:
    """What one scenario gives: goals, lines for people, and everything raw for the JSON file."""

    scenario: str
    title: str
    goals: list[Goal] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    raw: dict[str, Any] = field(default_factory=dict)
    skipped: str = ""
    failed: str = ""

    @property
    def passed(self) -> bool:
        """Say whether it ran, or was left out, and no goal was missed."""
        return not self.failed and all(goal.passed for goal in self.goals)
