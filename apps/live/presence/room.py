"""One room in this process: merge what members send, give each one frame per tick [R31].

`put` keeps the newest bytes of each (member, kind, viewport); a flush joins what changed since the last into one
frame, the same bytes for all. Cost grows with members, not with members squared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from apps.live.presence.outlet import Outlet
from apps.live.presence.tick import interval
from apps.protocol.frames import (
    MAX_FRAME,
    PING,
    PING_FRAME,
    PONG,
    PONG_FRAME,
    SID,
    TICK,
    TICK_HEADER,
    UPDATE,
    UPDATE_HEADER,
    FrameError,
    ImageKnown,
    iter_parts,
)

CREDIT_SECONDS = 1.5
"""A member that has confirmed nothing for so long, with frames outstanding, is skipped until it does [R34]."""
RETRY_SECONDS = 0.05
FRAMES_PER_SECOND = 240
KEYS_PER_MEMBER = 40


def websocket_frame(payload: bytes) -> bytes:
    """Return `payload` as an unmasked, unfragmented binary WebSocket frame (RFC 6455 section 5.2)."""
    size = len(payload)
    if size < 126:
        return bytes((0x82, size)) + payload
    if size < 65536:
        return b"\x82\x7e" + size.to_bytes(2, "big") + payload
    return b"\x82\x7f" + size.to_bytes(8, "big") + payload


@dataclass(eq=False)
class Member:
    """One open tab in this process."""

    sid: int
    person: str
    tab: str
    session_key: str
    outlet: Outlet
    seen: float
    sent: int = 0
    acked: int = 0
    progress: float = 0.0
    behind: bool = False
    quiet: bool = False
    frames: int = 0
    counting_since: float = 0.0
    gone: bool = False
    told: float = 0.0
    prefix: bytes = b""
    keys: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.prefix = SID.pack(self.sid)

    def ready(self, now: float) -> bool:
        """Say whether this member may be sent another frame."""
        if self.acked < self.sent and now - self.progress > CREDIT_SECONDS:
            return False
        return not self.outlet.holding()


class LiveRoom:
    """The newest values of everybody in a room, and the members of it that this process serves."""

    def __init__(self, room_id: str, known: ImageKnown, loop: asyncio.AbstractEventLoop) -> None:
        self.room_id = room_id
        self.members: dict[int, Member] = {}
        self.tick = 0
        self.publish: Callable[[bytes], None] | None = None
        """Set while another process has members of this room: hands it what changed here."""
        self._known = known
        self._loop = loop
        self._current: dict[int, bytes] = {}
        self._dirty: dict[int, bytes] = {}
        self._outbox: dict[int, bytes] = {}
        self._timer: asyncio.Handle | None = None
        self._retry: asyncio.Handle | None = None
        self._flushed = 0.0
        self._cost = 0.0
        self._plain = False

    # --- what comes in -------------------------------------------------------------------------------

    def put(self, member: Member, frame: bytes) -> None:
        """Take one live frame of a member. Raises `FrameError`; then nothing of it was taken."""
        now = member.seen = self._loop.time()
        opcode = frame[0]
        if member.gone:
            return
        if len(frame) > MAX_FRAME:
            raise FrameError("too_large", f"A live frame has at most {MAX_FRAME} bytes.")
        if len(frame) < 5:
            raise FrameError("bad_frame", "A live frame is cut.")
        if now - member.counting_since >= 1.0:
            member.counting_since, member.frames = now, 0
        member.frames += 1
        if member.frames > FRAMES_PER_SECOND:
            raise FrameError("too_fast", f"At most {FRAMES_PER_SECOND} live frames a second.")
        if opcode == PING and len(frame) == PING_FRAME.size:
            _, ack, nonce = PING_FRAME.unpack(frame)
            pong = PONG_FRAME.pack(PONG, nonce)
            if not member.outlet.holding():
                member.outlet.send(pong, websocket_frame(pong))
        elif opcode == UPDATE:
            _, ack = UPDATE_HEADER.unpack_from(frame)
            self._take(member, list(iter_parts(frame, UPDATE_HEADER.size, self._known)))
        else:
            raise FrameError("bad_frame", "This is not a live frame.")
        self._confirm(member, ack, now)

    def _take(self, member: Member, parts: list[tuple[int, bytes]]) -> None:
        base = member.sid << 16
        fresh = [base | key for key, _ in parts if base | key not in member.keys]
        if len(member.keys) + len(fresh) > KEYS_PER_MEMBER:
            raise FrameError("too_many", "Too many viewports.")
        member.keys.update(fresh)
        for place, part in parts:
            key = base | place
            record = member.prefix + part
            self._current[key] = record
            self._dirty[key] = record
            if self.publish is not None:
                self._outbox[key] = record
        if parts and self._timer is None:
            self._schedule()

    def merge(self, records: dict[int, bytes]) -> None:
        """Take what another process published."""
        self._current.update(records)
        self._dirty.update(records)
        if self._dirty and self._timer is None:
            self._schedule()

    def _confirm(self, member: Member, ack: int, now: float) -> None:
        if member.acked < ack <= member.sent:
            member.acked = ack
            member.progress = now
            if member.behind and self._timer is None:
                # Its credit is back: the merged frame need not wait for the next retry.
                self._schedule()

    # --- who is here ---------------------------------------------------------------------------------

    def add(self, member: Member) -> None:
        """Serve a member; what is known goes out with the next tick at the latest."""
        self.members[member.sid] = member
        member.progress = self._loop.time()
        member.behind = True
        self._plain = any(other.outlet.plain for other in self.members.values())
        if self._timer is None:
            self._schedule()

    def remove(self, member: Member) -> None:
        """Forget a member and its values; the roster tells the others. Nothing more of it is taken."""
        member.gone = True
        self.members.pop(member.sid, None)
        for key in member.keys:
            for values in (self._current, self._dirty, self._outbox):
                values.pop(key, None)
        self._plain = any(other.outlet.plain for other in self.members.values())

    def forget(self, sids: set[int]) -> None:
        """Drop values of members of other processes that are gone."""
        for key in [key for key in self._current if key >> 16 in sids]:
            self._current.pop(key, None)
            self._dirty.pop(key, None)

    def local_values(self) -> dict[int, bytes]:
        """Return the newest values of this process's own members."""
        return {key: self._current[key] for member in self.members.values() for key in member.keys}

    # --- what goes out -------------------------------------------------------------------------------

    def _schedule(self) -> None:
        wait = self._flushed + interval(len(self.members), self._cost, self._plain) - self._loop.time()
        self._timer = self._loop.call_later(wait, self._flush) if wait > 0 else self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._timer = self._cancel(self._timer)
        self._retry = self._cancel(self._retry)
        started = perf_counter()
        now = self._loop.time()
        self._flushed = now
        dirty, self._dirty = self._dirty, {}
        self.tick = (self.tick + 1) & 0xFFFFFFFF
        header = TICK_HEADER.pack(TICK, self.tick)
        payload = header + b"".join(dirty.values())
        framed = websocket_frame(payload)
        whole: tuple[bytes, bytes] | None = None
        waiting = False
        for member in self.members.values():
            if not member.ready(now):
                member.behind = waiting = True
                continue
            if member.behind:
                if whole is None:
                    content = header + b"".join(self._current.values())
                    whole = content, websocket_frame(content)
                member.behind = False
                self._deliver(member, now, *whole)
            elif dirty:
                self._deliver(member, now, payload, framed)
        if self._outbox and self.publish is not None:
            outbox, self._outbox = self._outbox, {}
            self.publish(b"".join(outbox.values()))
        self._cost += 0.1 * (perf_counter() - started - self._cost)
        if waiting:
            # Nobody new need speak for a skipped member to get the last values.
            self._retry = self._loop.call_later(RETRY_SECONDS, self._flush)

    def _deliver(self, member: Member, now: float, payload: bytes, framed: bytes) -> None:
        if member.acked == member.sent:
            member.progress = now
        member.sent = self.tick
        member.outlet.send(payload, framed)

    def broadcast_text(self, text: str) -> None:
        """Send one durable-lane message to every member of this process."""
        for member in list(self.members.values()):
            member.outlet.send_text(text)

    def close(self) -> None:
        """Stop the timer; nobody is here."""
        self._timer = self._cancel(self._timer)
        self._retry = self._cancel(self._retry)

    @staticmethod
    def _cancel(handle: asyncio.Handle | None) -> None:
        if handle is not None:
            handle.cancel()


def split_records(data: bytes) -> dict[int, bytes]:
    """Return the records of a published batch by (sid << 16 | kind << 8 | viewport)."""
    records: dict[int, bytes] = {}
    at = 0
    while at + 8 <= len(data):
        sid = int.from_bytes(data[at : at + 4], "little")
        stop = at + 8 + int.from_bytes(data[at + 6 : at + 8], "little")
        records[sid << 16 | data[at + 4] << 8 | data[at + 5]] = data[at:stop]
        at = stop
    return records
