"""A commits an operation, B receives the event, while ten others move their pointers."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import time
from contextlib import ExitStack

from tests.bench.editor import Editor, Json, create_mark
from tests.bench.goals import Goal, Outcome
from tests.bench.load import Load, command
from tests.bench.pinning import GENERATOR_CORE, SERVER_CORE, on_core
from tests.bench.plan import Plan
from tests.bench.targets import Ours, Room
from tests.support.postgres import Postgres

MOVING = 10
EVERY_SECONDS = 0.05
JOIN_SECONDS = 2.5

Times = list[float]


def scenario(plan: Plan) -> Outcome:
    """Measure on both databases, alternately."""
    seconds = 3.0 if plan.quick else 10.0
    times: dict[str, list[Times]] = {"SQLite": [], "PostgreSQL": []}
    with ExitStack() as stack:
        with on_core(SERVER_CORE):
            postgres = stack.enter_context(Postgres())
        rooms = {"SQLite": Room(MOVING + 2), "PostgreSQL": Room(MOVING + 2, DATABASE_URL=postgres.url)}
        for number in range(plan.rounds):
            print(f"  round {number + 1} of {plan.rounds}", flush=True)
            for name, room in rooms.items():
                times[name].append(_measure(room, seconds))
                p50, p95, count = _at(times[name][-1], 50), _at(times[name][-1], 95), len(times[name][-1])
                print(f"    {name:<11} p50 {p50:.1f}  p95 {p95:.1f} ms of {count} operations", flush=True)
    goals = [
        Goal(f"{name}: commit by A until event at B, p95", _median(rounds, 95), "≤", 150, "ms",
             f"p50 {_median(rounds, 50):.1f} ms, {sum(map(len, rounds))} operations")
        for name, rounds in times.items()
    ]  # fmt: skip
    title = f"An operation on its way, while {MOVING} people move their pointers"
    return Outcome("durable", title, goals, raw={"milliseconds": times})


def _at(times: Times, percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


def _median(rounds: list[Times], percent: int) -> float:
    return statistics.median(_at(times, percent) for times in rounds)


def _measure(room: Room, seconds: float) -> Times:
    with Ours("wire", room).start() as place:
        url = f"http://127.0.0.1:{place.ports[0]}"
        line = command(place, Load(MOVING, 60, JOIN_SECONDS, seconds + JOIN_SECONDS))
        moving = subprocess.Popen(line, stdout=subprocess.DEVNULL)
        try:
            with on_core(GENERATOR_CORE):
                times = asyncio.run(_edit(url, room, seconds))
            if moving.poll() is not None:
                raise RuntimeError("the people who move their pointers left too early")
        finally:
            moving.terminate()
            moving.wait()
    return times


async def _edit(url: str, room: Room, seconds: float) -> Times:
    """Let A commit at an even pace; return milliseconds until B has each event."""
    one, other = (Editor(url, room.id, session) for session in room.sessions[MOVING:])
    arrived: dict[str, float] = {}

    def note(event: Json) -> None:
        arrived.setdefault(event["op"]["id"], time.perf_counter())

    other.on_event = note
    staying = [asyncio.create_task(editor.stay()) for editor in (one, other)]
    try:
        await asyncio.gather(one.welcomed.wait(), other.welcomed.wait())
        await asyncio.sleep(JOIN_SECONDS)
        ticks = other.ticks
        sent = await _commit_for(one, seconds)
        await asyncio.sleep(0.5)
    finally:
        for task in staying:
            task.cancel()
    if other.ticks - ticks < 10 * seconds:
        raise RuntimeError("the pointers did not move meanwhile")
    return [1000 * (arrived[mark] - at) for mark, at in sent.items()]


async def _commit_for(editor: Editor, seconds: float) -> dict[str, float]:
    sent: dict[str, float] = {}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        op = create_mark()
        at = sent[op["id"]] = time.perf_counter()
        await editor.commit(op)
        await asyncio.sleep(max(0.0, at + EVERY_SECONDS - time.perf_counter()))
    return sent
