"""Repeat measurements in interleaved rounds and take medians."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.calm import wait_for_calm
from tests.bench.load import Load, Place, Result, run
from tests.bench.targets import Target

WAIT_LIMIT = 10.0
"""A run whose server or generator waited longer for a core (percent of the window) is repeated."""
REPEATS = 2
SATURATED = 70.0
"""A server this busy (percent of its core) waits by nature and is not measured again."""


@dataclass
class Runs:
    """All runs of one target in one scenario."""

    target: str
    results: list[Result] = field(default_factory=list)
    repeated: int = 0

    def median(self, name: str) -> float:
        """Return the median of one value over the rounds."""
        return statistics.median(result[name] for result in self.results)

    def spread(self, name: str) -> tuple[float, float]:
        """Return the least and the most."""
        values = [result[name] for result in self.results]
        return min(values), max(values)


def waited(result: Result) -> float:
    """Return how long the worse of both sides waited for a core, in percent of the window."""
    return max(result["server_wait_pct"], result["generator_wait_pct"])


def measure_once(place: Place, load: Load, runs: Runs) -> None:
    """Run once; again, at most twice, when neighbours took the core away. The calmest run counts."""
    wait_for_calm()
    result = run(place, load)
    for _ in range(REPEATS):
        if waited(result) <= WAIT_LIMIT or result["server_cpu_pct"] >= SATURATED:
            break
        runs.repeated += 1
        wait_for_calm()
        result = min(result, run(place, load), key=waited)
    runs.results.append(result)
    print(f"    {runs.target:<18} {one_line(result)}", flush=True)


def one_line(result: Result) -> str:
    """Return a run in one line."""
    return (
        f"covered {result['covered_share']:.4f}  p50 {result['latency_p50']:.2f}  p99 {result['latency_p99']:.2f} ms  "
        f"stale p95 {result['stale_p95']:.1f} ms  cpu {result['server_cpu_pct']:.0f} % "
        f"({result['cpu_covered']:.2f} µs/pair, {result['cpu_carried']:.2f} carried)  "
        f"waited {result['server_wait_pct']:.0f}/{result['generator_wait_pct']:.0f} %"
    )


def interleave(targets: Sequence[Target], load: Load, rounds: int) -> dict[str, Runs]:
    """Measure each target once per round, each time freshly started."""
    runs = {target.name: Runs(target.name) for target in targets}
    for number in range(rounds):
        print(f"  round {number + 1} of {rounds}, {load.people} people at {load.rate} Hz", flush=True)
        for target in targets:
            with target.start() as place:
                measure_once(place, load, runs[target.name])
    return runs
