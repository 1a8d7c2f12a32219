"""A member of a room over a real socket, speaking the protocol and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from apps.protocol import frames
from tests.support.ops import new_id

PATIENCE = 15.0


class Member:
    """`with Member(server, room, session) as member:` says hello and holds the welcome."""

    def __init__(
        self,
        url: str,
        room: str,
        session: str | None,
        *,
        origin: str | None = None,
        since: int | None = None,
        tab: str = "",
    ) -> None:
        self.url = f"{url.replace('http', 'ws')}/ws/rooms/{room}/"
        headers = {"Cookie": f"sessionid={session}"} if session else {}
        self.socket: ClientConnection = connect(
            self.url,
            additional_headers=headers,
            origin=Origin(origin or url),
            max_size=2**24,
            legacy=True,
        )
        self.tick = 0
        self.values: dict[tuple[int, int, int], bytes] = {}
        self.texts: list[dict[str, Any]] = []
        self.since = since
        self.tab = tab or new_id()
        self.welcome: dict[str, Any] = {}

    def __enter__(self) -> Member:
        self.say({"type": "hello", "version": 1, "tab": self.tab, "since": self.since})
        self.welcome = self.wait("welcome")
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()

    @property
    def sid(self) -> int:
        """Return this tab's number on the live lane."""
        return int(self.welcome["sid"])

    def say(self, message: dict[str, Any]) -> None:
        """Send a JSON message."""
        self.socket.send(json.dumps(message))

    def show(self, *parts: bytes) -> None:
        """Send live values."""
        self.socket.send(frames.update(list(parts), self.tick))

    def submit(self, op: dict[str, Any], op_id: str | None = None) -> str:
        """Send an operation and return its id."""
        op_id = op_id or new_id()
        self.say({"type": "op", "op_id": op_id, "op": op})
        return op_id

    def commit(self, op: dict[str, Any]) -> dict[str, Any]:
        """Send an operation and return its event from the acknowledgement."""
        op_id = self.submit(op)
        answer = self.wait_for(
            lambda text: (
                (text["type"] == "ack" and text["event"]["op_id"] == op_id)
                or (text["type"] == "refused" and text["op_id"] == op_id)
            )
        )
        assert answer["type"] == "ack", answer
        event: dict[str, Any] = answer["event"]
        return event

    def wait(self, kind: str) -> dict[str, Any]:
        """Return the next message of this type; the ones before it are kept."""
        return self.wait_for(lambda text: text["type"] == kind)

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first message, kept or coming, that is wanted."""
        end = time.monotonic() + PATIENCE
        while True:
            for index, text in enumerate(self.texts):
                if wanted(text):
                    return self.texts.pop(index)
            self.receive(end - time.monotonic())

    def wait_until(self, ready: Callable[[], bool]) -> None:
        """Receive until `ready`."""
        end = time.monotonic() + PATIENCE
        while not ready():
            self.receive(end - time.monotonic())

    def receive(self, seconds: float) -> None:
        """Take one frame. Raises TimeoutError or ConnectionClosed."""
        if seconds <= 0:
            raise TimeoutError("nothing of what was waited for came")
        data = self.socket.recv(timeout=seconds)
        if isinstance(data, str):
            self.texts.append(json.loads(data))
        elif data[0] == frames.TICK:
            self.tick, records = frames.decode_tick(data)
            self.values.update({record[:3]: record[3] for record in records})
        else:
            self.texts.append({"type": "pong", "nonce": frames.PONG_FRAME.unpack(data)[1]})

    def closed_with(self) -> int:
        """Receive until the server closes, and return its code."""
        end = time.monotonic() + PATIENCE
        try:
            while True:
                self.receive(end - time.monotonic())
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
