"""The short cut into Daphne: what it takes, what it leaves to Autobahn, and how it sees that a socket is gone."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from typing import Any

import pytest

from apps.live.presence import daphne_wire
from apps.protocol import frames
from apps.protocol.frames import Cursor, part
from tests.support.member import Member
from tests.support.server import Server

CURSOR_OF = (frames.CURSOR, 1)


@pytest.fixture(scope="module")
def seeded() -> Iterator[tuple[Server, dict[str, Any]]]:
    """One server and its consult."""
    server = Server("wire")
    people = server.prepare(2)
    with server:
        yield server, people


def member(seeded: tuple[Server, dict[str, Any]], number: int) -> Member:
    """Return person `number`."""
    server, people = seeded
    return Member(server.url, people["room"], people["sessions"][number])


def masked(opcode: int, payload: bytes, mask: bytes = b"\x11\x22\x33\x44") -> bytes:
    """Return a client's WebSocket frame."""
    body = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
    return bytes((0x80 | opcode, 0x80 | len(payload))) + mask + body


def live(x: float) -> bytes:
    """Return a live frame with a cursor at `x`."""
    return masked(2, frames.update([part(Cursor(x, 0, 0))]))


def test_the_private_parts_are_as_known() -> None:
    assert daphne_wire.usable()


def test_one_chunk_may_hold_live_frames_around_a_message(seeded: tuple[Server, dict[str, Any]]) -> None:
    with member(seeded, 0) as one, member(seeded, 1) as other:
        sync = masked(1, json.dumps({"type": "sync", "since": 0}).encode())
        one.socket.socket.sendall(live(1) + live(2) + sync + live(3))
        one.wait("caught")
        key = (one.sid, *CURSOR_OF)
        other.wait_until(lambda: other.values.get(key) == Cursor(3, 0, 0).encode())


def test_a_frame_may_come_in_pieces(seeded: tuple[Server, dict[str, Any]]) -> None:
    with member(seeded, 0) as one, member(seeded, 1) as other:
        frame = live(5)
        for piece in (frame[:1], frame[1:9], frame[9:] + live(6)[:7], live(6)[7:]):
            one.socket.socket.sendall(piece)
            time.sleep(0.05)
        other.wait_until(lambda: other.values.get((one.sid, *CURSOR_OF)) == Cursor(6, 0, 0).encode())


def test_a_reset_frees_the_seat(seeded: tuple[Server, dict[str, Any]]) -> None:
    with member(seeded, 0) as one, member(seeded, 1) as other:
        other.show()
        other.socket.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # The client's own thread sits in recv and would keep the connection: wake it first.
        other.socket.socket.shutdown(socket.SHUT_RD)
        other.socket.socket.close()
        one.wait_for(lambda text: text["type"] == "roster" and [who["sid"] for who in text["present"]] == [one.sid])
