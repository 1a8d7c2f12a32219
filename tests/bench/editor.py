"""A member who edits: one operation in flight, sent again after each reconnect until it is acknowledged."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from apps.protocol import frames
from tests.support.ops import image, new_id

RETRY_SECONDS = 0.1
CONFIRM_SECONDS = 0.2
MAX_MESSAGE = 2**26

Json = dict[str, Any]


def create_mark() -> Json:
    """Return an operation that makes a length somewhere."""
    points = [[random.uniform(-200, 200) for _ in range(3)] for _ in range(2)]
    made = {"kind": "annotation.create", "id": new_id(), "tool": "length", "text": ""}
    return {**made, "image": image(random.randint(1, 20)), "points": points}


async def open_room(url: str, room: str, session: str) -> ClientConnection:
    """Connect as a browser does."""
    return await connect(
        f"{url.replace('http', 'ws')}/ws/rooms/{room}/",
        additional_headers={"Cookie": f"sessionid={session}", "Origin": url},
        compression=None,
        max_size=MAX_MESSAGE,
        ping_interval=None,
        proxy=None,
    )


class Editor:
    """One person in one tab. `seen` holds every (seq, op_id) heard of, `acked` what the server has confirmed."""

    def __init__(self, url: str, room: str, session: str) -> None:
        self.url, self.room, self.session = url, room, session
        self.seen: dict[int, str] = {}
        self.acked: dict[str, int] = {}
        self.conflicts = 0
        self.connects = 0
        self.resent = 0
        self.unheard = 0
        """Operations whose acknowledgement was lost although they had been committed."""
        self.ticks = 0
        self.in_flight: tuple[str, Json] | None = None
        self.on_event: Callable[[Json], None] = lambda event: None
        self.welcomed = asyncio.Event()
        self._applied = 0
        self._told = 0.0
        self._socket: ClientConnection | None = None
        self._free = asyncio.Event()
        self._free.set()

    async def stay(self) -> None:
        """Be in the room until cancelled, coming back whenever the socket breaks."""
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                await self._visit()
            self._socket = None
            self.welcomed.clear()
            await asyncio.sleep(RETRY_SECONDS)

    async def _visit(self) -> None:
        socket = await open_room(self.url, self.room, self.session)
        try:
            hello = {"type": "hello", "version": 1, "tab": new_id(), "since": self._applied or None}
            await socket.send(json.dumps(hello))
            async for data in socket:
                if isinstance(data, str):
                    await self._take(json.loads(data), socket)
                elif data[0] == frames.TICK:
                    await self._take_tick(data, socket)
        finally:
            await socket.close()

    async def _take_tick(self, data: bytes, socket: ClientConnection) -> None:
        """Confirm ticks often enough to be sent more, as a page does that shows nothing of its own."""
        self.ticks += 1
        now = time.monotonic()
        if now - self._told > CONFIRM_SECONDS:
            self._told = now
            _, tick = frames.TICK_HEADER.unpack_from(data)
            await socket.send(frames.PING_FRAME.pack(frames.PING, tick, 0))

    async def _take(self, message: Json, socket: ClientConnection) -> None:
        kind = message["type"]
        if kind == "welcome":
            await self._take_welcome(message, socket)
        elif kind == "event":
            self._learn(message["event"])
        elif kind == "ack":
            self._learn(message["event"])
            self._confirm(message["event"])
        elif kind == "error" and message["code"] == "try_again":
            await asyncio.sleep(RETRY_SECONDS)
            await self._send_again(socket)
        elif kind in ("refused", "error"):
            raise RuntimeError(f"the room refused an operation: {message}")

    async def _take_welcome(self, welcome: Json, socket: ClientConnection) -> None:
        self.connects += 1
        if welcome["state"] is not None:
            self._applied = max(self._applied, welcome["state"]["seq"])
        for event in welcome["events"]:
            self._learn(event)
            self.unheard += self.in_flight is not None and event["op_id"] == self.in_flight[0]
        self._socket = socket
        self.welcomed.set()
        await self._send_again(socket)

    async def _send_again(self, socket: ClientConnection) -> None:
        if self.in_flight is not None:
            self.resent += 1
            await self._send(socket, *self.in_flight)

    def _learn(self, event: Json) -> None:
        known = self.seen.setdefault(event["seq"], event["op_id"])
        self.conflicts += known != event["op_id"]
        while self._applied + 1 in self.seen:
            self._applied += 1
        self.on_event(event)

    def _confirm(self, event: Json) -> None:
        if self.acked.setdefault(event["op_id"], event["seq"]) != event["seq"]:
            self.conflicts += 1
        if self.in_flight is not None and self.in_flight[0] == event["op_id"]:
            self.in_flight = None
            self._free.set()

    async def commit(self, op: Json) -> str:
        """Hand over an operation, now or after the next reconnect; wait until it is acknowledged."""
        op_id = new_id()
        self.in_flight = (op_id, op)
        self._free.clear()
        if self._socket is not None:
            with suppress(WebSocketException, OSError):
                await self._send(self._socket, op_id, op)
        await self._free.wait()
        return op_id

    @staticmethod
    async def _send(socket: ClientConnection, op_id: str, op: Json) -> None:
        await socket.send(json.dumps({"type": "op", "op_id": op_id, "op": op}))
