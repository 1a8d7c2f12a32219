"""The servers that are compared: ours in its three forms, and others'. All are pinned to the server core."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from tests.bench.load import WORK, Place
from tests.bench.pinning import SERVER_CORE, on_core
from tests.support.processes import ROOT, free_port, listening, stop, wait_until
from tests.support.redis import RedisServer
from tests.support.server import Server

RIVALS = Path(__file__).parent / "rivals"
WITH_NODE = str(ROOT / "frontend" / "with-node")


class Target(Protocol):
    """A server that can be started afresh for each run."""

    name: str

    def start(self) -> AbstractContextManager[Place]:
        """Start it; ends when the context does."""
        ...


class Room:
    """A seeded consult whose folder all of our servers share, one after another."""

    def __init__(self, people: int, **settings: str) -> None:
        self.people = people
        self.settings = settings
        WORK.mkdir(parents=True, exist_ok=True)
        self.var = Path(tempfile.mkdtemp(prefix=f"room-{os.getpid()}-", dir=WORK))
        seeded = self.server("wire").prepare(people)
        self.id: str = seeded["room"]
        self.sessions: list[str] = seeded["sessions"]
        self.cookies = self.var / "sessions"
        self.cookies.write_text("\n".join(self.sessions) + "\n")

    def server(self, kind: str, **settings: str) -> Server:
        """Return one of our servers over this room, not started."""
        return Server(kind, var=self.var, cores=str(SERVER_CORE), **{**self.settings, **settings})

    def place(self, *servers: Server, others: tuple[int, ...] = ()) -> Place:
        """Return where load goes for these servers; `others` are further processes whose time counts."""
        pids = [server.process.pid for server in servers if server.process is not None]
        return Place("ours", [server.port for server in servers], [*pids, *others], self.id, self.cookies)


class Ours:
    """One process of ours: `wire`, `plain` or `uvicorn`."""

    def __init__(self, kind: str, room: Room) -> None:
        self.name = kind
        self._room = room

    @contextmanager
    def start(self) -> Iterator[Place]:
        """Start it."""
        with self._room.server(self.name) as server:
            yield self._room.place(server)


class OursOverRedis:
    """Several processes of ours that share a room over Redis, all on the one server core."""

    def __init__(self, room: Room, processes: int = 2) -> None:
        self.name = "wire over redis"
        self._room = room
        self._processes = processes

    @contextmanager
    def start(self) -> Iterator[Place]:
        """Start Redis and the processes."""
        with ExitStack() as stack:
            with on_core(SERVER_CORE):
                redis = stack.enter_context(RedisServer())
            servers = [self._room.server("wire", REDIS_URL=redis.url) for _ in range(self._processes)]
            for server in servers:
                stack.enter_context(server)
            yield self._room.place(*servers, others=(redis.process.pid,))


class Rival:
    """Somebody else's server, from `rivals/`."""

    def __init__(self, name: str, adapter: str, script: str, *arguments: str) -> None:
        self.name = name
        self._adapter = adapter
        self._script = script
        self._arguments = arguments

    @contextmanager
    def start(self) -> Iterator[Place]:
        """Start it."""
        port = free_port()
        command = [WITH_NODE, "node", self._script, str(port), *self._arguments]
        with (WORK / f"{self.name}.log").open("ab") as log, on_core(SERVER_CORE):
            process = subprocess.Popen(
                command, cwd=RIVALS, stdout=log, stderr=log, env={**os.environ, "NODE_ENV": "production"}
            )
        try:
            wait_until(lambda: listening(port), process, self.name)
            yield Place(self._adapter, [port], [process.pid])
        finally:
            stop(process)


def y_websocket() -> Rival:
    """Return y-websocket's server, awareness only."""
    return Rival("y-websocket", "yjs", "y-websocket.mjs")


def plain_ws() -> Rival:
    """Return a bare broadcast server."""
    return Rival("ws", "ws", "ws.mjs")


def socket_io() -> Rival:
    """Return socket.io."""
    return Rival("socket.io", "socketio", "socketio.mjs")


def colyseus(tick: int) -> Rival:
    """Return Colyseus with a patch rate of `tick` milliseconds."""
    return Rival(f"Colyseus {tick} ms", "colyseus", "colyseus.mjs", str(tick))


def install_rivals() -> None:
    """Install exactly the locked packages, once."""
    mark = RIVALS / "node_modules" / ".ready"
    lock = RIVALS / "package-lock.json"
    if mark.exists() and mark.stat().st_mtime > lock.stat().st_mtime:
        return
    print("Installing the servers to compare with …", flush=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([WITH_NODE, "npm", "ci", *quiet], cwd=RIVALS, check=True)
    mark.touch()
