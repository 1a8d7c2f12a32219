"""Everybody moves a pointer, everybody sees everybody: cost and delay next to other servers."""

from __future__ import annotations

from collections.abc import Iterable

from tests.bench.goals import Goal, Outcome
from tests.bench.plan import Plan
from tests.bench.report import raw_of, table_of
from tests.bench.rounds import Runs, interleave
from tests.bench.targets import Ours, Room, colyseus, plain_ws, socket_io, y_websocket

TICK = 4


def _cost(runs: dict[str, Runs], ours: str, theirs: str, bound: float) -> Goal:
    ratio = runs[ours].median("cpu_covered") / runs[theirs].median("cpu_covered")
    return Goal(f"{ours}: CPU per covered pair, relative to {theirs}", ratio, "≤", bound)


def _outcome(scenario: str, people: int, runs: dict[str, Runs], goals: Iterable[Goal]) -> Outcome:
    title = f"{people} people in a room, 60 Hz each"
    return Outcome(scenario, title, list(goals), table_of(runs), raw_of(runs))


def fifty(plan: Plan) -> Outcome:
    """Compare all forms of ours with all rivals."""
    room = Room(50)
    names = "wire", "plain", "uvicorn"
    rivals = [y_websocket(), plain_ws(), socket_io(), colyseus(TICK)]
    runs = interleave([*[Ours(name, room) for name in names], *rivals], plan.load(50), plan.rounds)
    wire = runs["wire"]
    goals = [
        _cost(runs, "wire", "y-websocket", 0.22),
        _cost(runs, "wire", "ws", 0.35),
        _cost(runs, "wire", "socket.io", 0.35),
        _cost(runs, "wire", f"Colyseus {TICK} ms", 1.0),
        _cost(runs, "plain", "y-websocket", 0.5),
        _cost(runs, "uvicorn", "y-websocket", 0.25),
        Goal("wire: covered share", wire.median("covered_share"), "≥", 0.995),
        Goal("wire: latency p99", wire.median("latency_p99"), "≤", 20, "ms"),
        Goal("wire: staleness p95", wire.median("stale_p95"), "≤", 30, "ms"),
    ]
    return _outcome("fanout-50", 50, runs, goals)


def hundred(plan: Plan) -> Outcome:
    """Twice as many on the same core."""
    runs = interleave([Ours("wire", Room(100)), y_websocket()], plan.load(100), plan.rounds)
    covered = Goal("wire: covered share", runs["wire"].median("covered_share"), "≥", 0.98)
    return _outcome("fanout-100", 100, runs, [covered, _cost(runs, "wire", "y-websocket", 0.1)])


def _small(plan: Plan, people: int) -> Outcome:
    runs = interleave([Ours("wire", Room(people)), y_websocket()], plan.load(people), plan.rounds)
    ratio = runs["wire"].median("latency_p50") / runs["y-websocket"].median("latency_p50")
    goal = Goal("wire: latency p50, relative to y-websocket", ratio, "≤", 1.2)
    return _outcome(f"small-{people}", people, runs, [goal])


def two(plan: Plan) -> Outcome:
    """A consultation."""
    return _small(plan, 2)


def ten(plan: Plan) -> Outcome:
    """A small board."""
    return _small(plan, 10)
