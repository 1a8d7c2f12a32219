"""Drag in one browser, see it in another. Not measured yet: it needs the room's page."""

from __future__ import annotations

from tests.bench.goals import Outcome
from tests.bench.plan import Plan

TITLE = "Drag in browser A until the overlay's text changes in browser B"


def scenario(plan: Plan) -> Outcome:
    """Open the room in two browsers, drag in A, and time until B's `W … L …` has changed."""
    return Outcome("browser", TITLE, skipped="this scenario is not written yet")
