"""One of fifty stops reading its socket: the others must not notice, and memory must not grow."""

from __future__ import annotations

from tests.bench.goals import Goal, Outcome
from tests.bench.plan import Plan
from tests.bench.report import raw_of, table_of
from tests.bench.rounds import Runs, measure_once
from tests.bench.targets import Ours, Room

PEOPLE = 50


def scenario(plan: Plan) -> Outcome:
    """Measure with and without, alternately."""
    target = Ours("wire", Room(PEOPLE))
    runs = {name: Runs(name) for name in ("all read", "one stalled")}
    for number in range(plan.rounds):
        print(f"  round {number + 1} of {plan.rounds}", flush=True)
        for name, each in runs.items():
            with target.start() as place:
                measure_once(place, plan.load(PEOPLE, stalled=name == "one stalled"), each)
    without, stalled = runs.values()
    ratio = stalled.median("latency_p99") / without.median("latency_p99")
    grown = max(result["memory_peak_mb"] - result["memory_first_mb"] for result in stalled.results)
    goals = [
        Goal("others' latency p99, relative to the run without", ratio, "≤", 1.2),
        Goal("growth of the server's memory, worst run", grown, "≤", 32, "MB"),
    ]
    return Outcome("stalled", "One stalled reader among 50, 60 Hz each", goals, table_of(runs), raw_of(runs))
