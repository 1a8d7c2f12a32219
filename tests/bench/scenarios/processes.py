"""One room on two server processes, joined over Redis."""

from __future__ import annotations

from tests.bench.goals import Goal, Outcome
from tests.bench.plan import Plan
from tests.bench.report import raw_of, table_of
from tests.bench.rounds import interleave
from tests.bench.targets import OursOverRedis, Room

PEOPLE = 50


def scenario(plan: Plan) -> Outcome:
    """Half of the people on each process; servers and Redis share one core."""
    target = OursOverRedis(Room(PEOPLE))
    runs = interleave([target], plan.load(PEOPLE), plan.rounds)
    ours = runs[target.name]
    goals = [
        Goal("latency p99, all pairs", ours.median("latency_p99"), "≤", 40, "ms"),
        Goal("latency p99, pairs across processes", ours.median("across_p99"), "≤", 40, "ms"),
    ]
    title = "25 people on each of two processes over Redis, 60 Hz each"
    return Outcome("processes", title, goals, table_of(runs), raw_of(runs))
