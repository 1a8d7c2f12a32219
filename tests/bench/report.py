"""Print outcomes for people and keep them for programs."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.goals import Goal, Outcome
from tests.bench.load import WORK
from tests.bench.rounds import Runs

HEAD = ["server", "covered", "p50 ms", "p95 ms", "p99 ms", "stale p95 ms", "core %", "µs per covered pair",
        "µs per carried pair", "waited % (server / generator)", "runs"]  # fmt: skip


def table_of(runs: dict[str, Runs]) -> list[list[str]]:
    """Return one row of medians per target, under a head."""
    return [HEAD, *[_row(each) for each in runs.values()]]


def _row(runs: Runs) -> list[str]:
    def mid(name: str, digits: int) -> str:
        return f"{runs.median(name):.{digits}f}"

    low, high = runs.spread("cpu_covered")
    count = f"{len(runs.results)}" + (f" (+{runs.repeated} repeated)" if runs.repeated else "")
    return [
        runs.target,
        mid("covered_share", 4),
        mid("latency_p50", 2),
        mid("latency_p95", 2),
        mid("latency_p99", 2),
        mid("stale_p95", 1),
        mid("server_cpu_pct", 0),
        f"{mid('cpu_covered', 2)} ({low:.2f}–{high:.2f})",
        mid("cpu_carried", 2),
        f"{mid('server_wait_pct', 1)} / {mid('generator_wait_pct', 1)}",
        count,
    ]


def raw_of(runs: dict[str, Runs]) -> dict[str, object]:
    """Return every run."""
    return {name: {"runs": each.results, "repeated": each.repeated} for name, each in runs.items()}


def markdown(rows: list[list[str]]) -> str:
    """Return rows as a Markdown table; the first is the head."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def aligned(rows: list[list[str]]) -> str:
    """Return rows in columns for a terminal."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def goal_rows(goals: list[Goal]) -> list[list[str]]:
    """Return the goals as rows under a head."""
    return [["what", "goal", "measured", ""], *[list(goal.cells()) for goal in goals]]


def text(outcomes: list[Outcome], *, as_markdown: bool) -> str:
    """Return the whole report."""
    draw = markdown if as_markdown else aligned
    parts = [machine()]
    for outcome in outcomes:
        parts.append(f"{'### ' if as_markdown else ''}{outcome.title}")
        if outcome.skipped:
            parts.append(f"Skipped: {outcome.skipped}")
        if outcome.failed:
            parts.append(f"Failed: {outcome.failed}")
        if outcome.table:
            parts.append(draw(outcome.table))
        if outcome.goals:
            parts.append(draw(goal_rows(outcome.goals)))
    return "\n\n".join(parts)


def machine() -> str:
    """Say where and when this was measured."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, load average at the end {load}."
    )


def save(outcomes: list[Outcome]) -> Path:
    """Write everything to var/bench/results.json."""
    path = WORK / "results.json"
    body = [
        {
            "scenario": outcome.scenario,
            "skipped": outcome.skipped,
            "failed": outcome.failed,
            "goals": [
                dict(zip(("what", "goal", "measured", "verdict"), goal.cells(), strict=True)) for goal in outcome.goals
            ],
            "raw": outcome.raw,
        }
        for outcome in outcomes
    ]
    path.write_text(json.dumps({"machine": machine(), "outcomes": body}, indent=1))
    return path
