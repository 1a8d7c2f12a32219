"""A member of a room who is no browser: points, shows, edits. Also `python -m tests.bench.guest`: a crowd of them,
whose pointers move at 60 Hz; it reads lines `NUMBER…`, the images they point at in turn."""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

from apps.protocol import frames
from tests.bench.editor import Editor
from tests.bench.stage import Seen, Stage
from tests.support.processes import ROOT, stop

HERTZ = 60
CIRCLE_MM = 60.0


class Guest(Editor):
    """An editor who also has a pointer and a view."""

    def __init__(self, url: str, room: str, session: str) -> None:
        super().__init__(url, room, session)
        self.tick = 0
        self.sid = 0

    async def _take_tick(self, data: bytes, socket: ClientConnection) -> None:
        _, self.tick = frames.TICK_HEADER.unpack_from(data)
        await super()._take_tick(data, socket)

    async def show(self, *parts: bytes) -> None:
        """Send live values; a line that is down loses them."""
        if self._socket is not None:
            with suppress(WebSocketException, OSError):
                await self._socket.send(frames.update(list(parts), self.tick))

    async def say(self, message: dict[str, object]) -> None:
        """Send a message that is not acknowledged."""
        if self._socket is not None:
            with suppress(WebSocketException, OSError):
                await self._socket.send(json.dumps(message))

    async def drop(self) -> None:
        """Let the line break; `stay` comes back."""
        if self._socket is not None:
            await self._socket.close()

    async def look_at(self, seen: Seen, width: float = 400.0) -> None:
        """Show an image."""
        view = frames.View(40 - width / 2, 40 + width / 2, 1.0, 0.0, 0.0, 0.0)
        await self.show(frames.part(seen.image), frames.part(view))

    async def point(self, seen: Seen, turn: float) -> None:
        """Move the pointer to a place on a circle about the middle of an image."""
        x, y, z = seen.middle
        place = (x + CIRCLE_MM * math.cos(turn), y + CIRCLE_MM * math.sin(turn), z)
        await self.show(frames.part(frames.Cursor(*place)))


async def _wander(guest: Guest, number: int, targets: list[Seen]) -> None:
    """Move the pointer for ever, at fixed times, over this person's image."""
    loop = asyncio.get_running_loop()
    start, step, shown = loop.time() + number / HERTZ / 10, 0, None
    await guest.welcomed.wait()
    while True:
        seen = targets[number % len(targets)]
        if seen is not shown:
            await guest.look_at(seen)
            shown = seen
        await guest.point(seen, number + step / 40)
        step += 1
        await asyncio.sleep(max(0.0, start + step / HERTZ - loop.time()))


async def _crowd(url: str, room: str, sessions: list[str], images: list[Seen]) -> None:
    guests = [Guest(url, room, session) for session in sessions]
    targets = [images[0]]
    tasks = [asyncio.create_task(guest.stay()) for guest in guests]
    tasks += [asyncio.create_task(_wander(guest, number, targets)) for number, guest in enumerate(guests)]
    await asyncio.gather(*(guest.welcomed.wait() for guest in guests))
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        targets[:] = [images[int(word)] for word in line.split()]
        print("ready", flush=True)
    for task in tasks:
        task.cancel()


class Crowd:
    """The running crowd."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def point_at(self, *images: int) -> None:
        """Let them point at these images, one after the other in turn."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(map(str, images)) + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the crowd has left")


@contextmanager
def crowd(stage: Stage, sessions: list[str], images: list[Seen]) -> Iterator[Crowd]:
    """Bring people into the room from a process of their own, so that they keep their pace."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.guest"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    facts = {
        "url": stage.server.url,
        "room": stage.room,
        "sessions": sessions,
        "images": [[asdict(seen.image), seen.middle] for seen in images],
    }
    process.stdin.write(json.dumps(facts) + "\n")
    process.stdin.flush()
    try:
        made = Crowd(process)
        made.point_at(0)
        yield made
    finally:
        stop(process)  # type: ignore[arg-type]


if __name__ == "__main__":
    import uvloop

    # Byte by byte: what follows the first line is for the crowd itself.
    told = json.loads(os.fdopen(0, "rb", buffering=0, closefd=False).readline())
    shown = [Seen(frames.Image(**image), tuple(middle)) for image, middle in told["images"]]
    uvloop.run(_crowd(told["url"], told["room"], told["sessions"], shown))
