"""`python -m tests.bench [--quick] [--only NAME…] [--rounds N] [--markdown]`."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys

from playwright.async_api import Error as BrowserError

from tests.bench import load, report
from tests.bench.goals import Outcome
from tests.bench.plan import Plan
from tests.bench.scenarios import SCENARIOS
from tests.bench.targets import install_rivals
from tests.support.processes import ROOT


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure, next to others' servers.")
    parser.add_argument("--quick", action="store_true", help="short windows and, unless told, two rounds")
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS), metavar="NAME")
    parser.add_argument("--rounds", type=int, help="how often each target is measured (5)")
    parser.add_argument("--markdown", action="store_true", help="print the report as Markdown tables")
    return parser.parse_args()


def _measure(name: str, plan: Plan) -> Outcome:
    """Run one scenario; when it breaks, the others still run."""
    try:
        return SCENARIOS[name](plan)
    except (RuntimeError, OSError, TimeoutError, subprocess.SubprocessError, BrowserError) as error:
        print(f"    failed: {error}", flush=True)
        return Outcome(name, name, failed=str(error))


def _clean_up(*, keep: bool) -> None:
    """Remove the servers' folders; after a failure they stay, for their logs."""
    for folder in load.WORK.glob(f"room-{os.getpid()}-*"):
        if keep:
            print(f"kept for its logs: {folder.relative_to(ROOT)}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Measure and report; 1 when a goal was missed."""
    arguments = _arguments()
    # Ended from outside, it still stops what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = Plan(arguments.rounds or (2 if arguments.quick else 5), arguments.quick)
    load.WORK.mkdir(parents=True, exist_ok=True)
    if not all(name.startswith("room-") for name in arguments.only):
        load.build()
        install_rivals()
    outcomes = []
    try:
        for name in arguments.only:
            print(f"{name} …", flush=True)
            outcomes.append(_measure(name, plan))
    finally:
        _clean_up(keep=any(outcome.failed for outcome in outcomes))
    print("\n" + report.text(outcomes, as_markdown=arguments.markdown))
    print(f"\nEvery run: {report.save(outcomes).relative_to(ROOT)}")
    return not all(outcome.passed for outcome in outcomes)


if __name__ == "__main__":
    sys.exit(main())
