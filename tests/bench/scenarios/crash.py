"""The server is killed twenty times while twenty people edit: what was acknowledged is there, once, in one order."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.bench.editor import Editor, create_mark
from tests.bench.goals import Goal, Outcome
from tests.bench.pinning import GENERATOR_CORE, on_core
from tests.bench.plan import Plan
from tests.bench.targets import Room
from tests.support.processes import ROOT
from tests.support.server import Server

PEOPLE = 20
KILLS = 20
PAUSE = (0.01, 0.06)
UNTIL_KILL = (0.5, 1.5)
PATIENCE = 60.0


def scenario(plan: Plan) -> Outcome:
    """Kill, restart, and compare everybody's memory with the database."""
    room = Room(PEOPLE)
    server = room.server("wire")
    kills = 4 if plan.quick else KILLS
    with server, on_core(GENERATOR_CORE):
        editors = asyncio.run(_edit_and_kill(server, room, kills))
        log = _log(server, room.id)
    found = _compare(editors, log)
    print(f"    {found}", flush=True)
    goals = [
        Goal("acknowledged operations that are lost", found.lost, "=", 0, note=f"{found.acknowledged} acknowledged"),
        Goal(
            "operations taken twice",
            found.twice,
            "=",
            0,
            note=f"{found.resent} sent again, of them {found.committed_unheard} already taken",
        ),
        Goal("people who saw another order than the database's", found.disagreeing, "=", 0, note=f"{PEOPLE} people"),
        Goal("gaps in the numbering", found.gaps, "=", 0, note=f"{found.events} events"),
    ]
    return Outcome("crash", f"{kills} × kill -9 under {PEOPLE} editing people", goals, raw=vars(found))


@dataclass
class Found:
    """What is left after all kills."""

    kills_seen: int
    events: int
    acknowledged: int
    resent: int
    committed_unheard: int
    lost: int
    twice: int
    disagreeing: int
    gaps: int


def _log(server: Server, room_id: str) -> list[tuple[int, str]]:
    command = [sys.executable, "-m", "tests.bench.dump_events", room_id]
    done = subprocess.run(command, env=server.env, cwd=ROOT, check=True, capture_output=True)
    return [(seq, op_id) for seq, op_id in json.loads(done.stdout)]


def _compare(editors: list[Editor], log: list[tuple[int, str]]) -> Found:
    by_op = {op_id: seq for seq, op_id in log}
    by_seq = dict(log)
    acked = {op_id: seq for editor in editors for op_id, seq in editor.acked.items()}
    return Found(
        kills_seen=min(editor.connects for editor in editors) - 1,
        events=len(log),
        acknowledged=len(acked),
        resent=sum(editor.resent for editor in editors),
        committed_unheard=sum(editor.unheard for editor in editors),
        lost=sum(by_op.get(op_id) != seq for op_id, seq in acked.items()),
        twice=sum(count - 1 for count in Counter(op_id for _, op_id in log).values()),
        disagreeing=sum(_disagrees(editor, by_seq) for editor in editors),
        gaps=sum(seq != place for place, (seq, _) in enumerate(log, 1)),
    )


def _disagrees(editor: Editor, by_seq: dict[int, str]) -> bool:
    return editor.conflicts > 0 or any(by_seq.get(seq) != op_id for seq, op_id in editor.seen.items())


async def _edit_and_kill(server: Server, room: Room, kills: int) -> list[Editor]:
    editors = [Editor(server.url, room.id, session) for session in room.sessions]
    stop = asyncio.Event()
    staying = [asyncio.create_task(editor.stay()) for editor in editors]
    editing = [asyncio.create_task(_edit(editor, stop)) for editor in editors]
    try:
        for number in range(kills):
            await _unless_one_fails(staying, asyncio.gather(*[editor.welcomed.wait() for editor in editors]))
            await asyncio.sleep(random.uniform(*UNTIL_KILL))
            server.kill()
            print(f"    kill {number + 1}: {sum(len(editor.acked) for editor in editors)} acknowledged", flush=True)
            await asyncio.to_thread(server.start)
        stop.set()
        await _unless_one_fails(staying, asyncio.gather(*editing))
    finally:
        for task in [*editing, *staying]:
            task.cancel()
    return editors


async def _unless_one_fails(staying: list[asyncio.Task[None]], wanted: asyncio.Future[Any]) -> None:
    """Wait for `wanted`; raise at once what ended one of those who should stay."""
    done, _ = await asyncio.wait([*staying, wanted], timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    if wanted not in done:
        wanted.cancel()
        raise TimeoutError(f"not everybody was served within {PATIENCE:.0f} s")


async def _edit(editor: Editor, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await editor.commit(create_mark())
        await asyncio.sleep(random.uniform(*PAUSE))
