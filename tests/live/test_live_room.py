"""The live lane's room: merging, credit, errors. Time is a variable, sockets are lists."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

import pytest

from apps.live.presence.room import (
    CREDIT_SECONDS,
    FRAMES_PER_SECOND,
    LiveRoom,
    Member,
    split_records,
    websocket_frame,
)
from apps.live.presence.tick import DUTY, interval
from apps.protocol import frames
from apps.protocol.frames import Cursor, Draft, FrameError, Image, Status, View, decode_tick, part, update

IMAGE = Image("1.2", "1.2.3", "1.2.3.4", 1, "1.2.9")


class Loop:
    """An event loop whose time only moves when told."""

    def __init__(self) -> None:
        self.now = 100.0
        self.calls: list[tuple[float, Callable[..., Any], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, call: Callable[..., Any], *args: Any) -> Any:
        return self.call_later(0, call, *args)

    def call_later(self, delay: float, call: Callable[..., Any], *args: Any) -> Any:
        entry = (self.now + delay, call, args)
        self.calls.append(entry)
        loop = self

        class Handle:
            def cancel(self) -> None:
                if entry in loop.calls:
                    loop.calls.remove(entry)

        return Handle()

    def run(self, seconds: float = 0.0) -> None:
        end = self.now + seconds
        while due := [entry for entry in self.calls if entry[0] <= end + 1e-9]:
            entry = min(due, key=lambda one: one[0])
            self.calls.remove(entry)
            self.now = max(self.now, entry[0])
            entry[1](*entry[2])
        self.now = end


class Sink:
    """An outlet that keeps what it was given."""

    plain = False

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.texts: list[str] = []
        self.stuck = False

    def send(self, payload: bytes, framed: bytes) -> None:
        assert framed == websocket_frame(payload)
        self.frames.append(payload)

    def send_text(self, text: str) -> None:
        self.texts.append(text)

    def holding(self) -> bool:
        return self.stuck

    def close(self, code: int) -> None:
        self.texts.append(str(code))

    def values(self) -> dict[tuple[int, int, int], bytes]:
        """Return the newest value of each (sid, kind, viewport) as this member knows it."""
        known = {}
        for frame in self.frames:
            if frame[0] == frames.TICK:
                known.update({record[:3]: record[3] for record in decode_tick(frame)[1]})
        return known


class Room:
    """A room with helpers."""

    def __init__(self, people: int = 3) -> None:
        self.loop = Loop()
        self.live = LiveRoom("room", lambda image: image == IMAGE, self.loop)  # type: ignore[arg-type]
        self.members = [self.join(number + 1) for number in range(people)]
        self.loop.run(1)
        for member in self.members:
            self.live.put(member, update([], member.sent))
            self.sink(member).frames.clear()

    def join(self, sid: int) -> Member:
        member = Member(sid, f"person {sid}", f"tab {sid}", "key", Sink(), seen=self.loop.now)
        self.live.add(member)
        return member

    def sink(self, member: Member) -> Sink:
        assert isinstance(member.outlet, Sink)
        return member.outlet

    def put(self, member: Member, *parts: bytes, ack: int = 0) -> None:
        self.live.put(member, update(list(parts), ack))


@pytest.fixture
def room() -> Room:
    return Room()


def test_R31_one_frame_with_the_newest_values_goes_to_everybody(room: Room) -> None:
    first, second, third = room.members
    for x in range(10):
        room.put(first, part(Cursor(x, 0, 0)))
    room.put(second, part(Cursor(5, 5, 5), viewport=2))
    room.loop.run()
    for member in room.members:
        assert len(room.sink(member).frames) == 1
    tick, records = decode_tick(room.sink(third).frames[0])
    assert tick == room.live.tick
    assert records == [
        (1, frames.CURSOR, 1, Cursor(9, 0, 0).encode()),
        (2, frames.CURSOR, 2, Cursor(5, 5, 5).encode()),
    ]


def test_R32_a_late_member_gets_the_newest_value_of_everybody(room: Room) -> None:
    room.put(room.members[0], part(IMAGE), part(View(0, 100, 1, 0, 0, 0)), part(Cursor(1, 2, 3)))
    room.put(room.members[1], part(Status(following=1)))
    room.loop.run(1)
    late = room.join(9)
    room.loop.run(1)
    assert room.sink(late).values() == room.sink(room.members[2]).values()
    assert len(room.sink(late).values()) == 4


def test_R33_after_a_random_storm_everybody_knows_the_last_value_of_everybody() -> None:
    for seed in range(10):
        rng = random.Random(seed)
        room = Room(people=12)
        last: dict[tuple[int, int, int], bytes] = {}
        for _ in range(600):
            member = rng.choice(room.members)
            sink = room.sink(member)
            if rng.random() < 0.05:
                sink.stuck = not sink.stuck
            value = Cursor(rng.uniform(-100, 100), 0, 0)
            viewport = rng.randint(1, 2)
            member.frames = 0
            room.put(member, part(value, viewport), ack=member.sent)
            last[member.sid, frames.CURSOR, viewport] = value.encode()
            room.loop.run(rng.choice([0, 0, 0.001, 0.01]))
        for member in room.members:
            room.sink(member).stuck = False
        room.loop.run(1)
        for member in room.members:
            assert room.sink(member).values() == last, f"seed {seed}"


def test_R34_a_member_that_confirms_nothing_is_skipped_and_caught_up_with_one_merged_frame(room: Room) -> None:
    mover, stalled, good = room.members
    for step in range(400):
        room.loop.run(0.01)
        good_ack = good.sent
        room.put(good, ack=good_ack)
        mover.frames = good.frames = 0
        room.put(mover, part(Cursor(step, 0, 0)), ack=mover.sent)
    received = len(room.sink(stalled).frames)
    assert received <= CREDIT_SECONDS / 0.01 + 2
    assert len(room.sink(good).frames) >= 399
    room.put(stalled, ack=stalled.sent)
    room.loop.run(0.1)
    assert len(room.sink(stalled).frames) == received + 1
    assert room.sink(stalled).values() == room.sink(good).values()


def test_R34_a_member_whose_socket_still_holds_bytes_is_skipped(room: Room) -> None:
    mover, stuck, _ = room.members
    room.sink(stuck).stuck = True
    for step in range(50):
        room.put(mover, part(Cursor(step, 0, 0)))
        room.loop.run(0.01)
    assert room.sink(stuck).frames == []
    room.sink(stuck).stuck = False
    room.loop.run(0.1)
    assert room.sink(stuck).values() == {(1, frames.CURSOR, 1): Cursor(49, 0, 0).encode()}


BAD = {
    "not_finite": [part(Cursor(float("nan"), 0, 0)), part(Cursor(0, float("inf"), 0)),
                   part(View(0, float("nan"), 1, 0, 0, 0)), part(Draft(1, IMAGE, ((0, 0, float("-inf")),)))],
    "unknown_image": [part(Image("1.2", "1.2.3", "1.2.3.5", 1)), part(Draft(1, Image("9", "9", "9", 1), ((0, 0, 0),)))],
    "bad_part": [b"\x01\x01\x02\x00ab", b"\x02\x01\x01\x00a", b"\x03\x01\x00\x00", b"\x05\x01\x01\x00a",
                 b"\x04\x01\x03\x00\x07\x01a", part(Cursor(0, 0, 0), viewport=17), part(Cursor(0, 0, 0), viewport=0),
                 part(View(5, 5, 1, 0, 0, 0)), part(View(0, 1, 0, 0, 0, 0)),
                 part(Image("1.2/../..", "1", "1", 1)), part(Image("1.2", "1.2.3", "1.2.3.4", 0))],
    "unknown_kind": [b"\x63\x01\x00\x00"],
    "bad_frame": [b"\x01", b"\x01\x01\xff\xffa"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "bad"), [(code, bad) for code, many in BAD.items() for bad in many])
def test_R35_a_bad_part_refuses_the_whole_frame_and_changes_nothing(room: Room, code: str, bad: bytes) -> None:
    with pytest.raises(FrameError) as refusal:
        room.put(room.members[0], part(Cursor(1, 1, 1)), bad)
    assert refusal.value.code == code
    room.loop.run(1)
    assert room.sink(room.members[1]).frames == []


def test_R35_random_bytes_never_do_anything_but_refuse(room: Room) -> None:
    rng = random.Random(1)
    member = room.members[0]
    for _ in range(5000):
        member.frames = 0
        frame = bytes([rng.choice([1, 3, 7])]) + rng.randbytes(rng.randrange(0, 60))
        with contextlib.suppress(FrameError):
            room.live.put(member, frame)
    for x in range(3000):
        member.frames = 0
        good = bytearray(update([part(IMAGE), part(Cursor(x, 0, 0)), part(Draft(1, IMAGE, ((0, 0, 0), (1, 1, 1))))]))
        good[rng.randrange(1, len(good))] ^= 1 << rng.randrange(8)
        with contextlib.suppress(FrameError):
            room.live.put(member, bytes(good))


def test_R35_a_frame_that_is_too_large_and_a_flood_are_refused(room: Room) -> None:
    member = room.members[0]
    with pytest.raises(FrameError):
        room.live.put(member, update([part(Cursor(0, 0, 0))] * 2000))
    with pytest.raises(FrameError) as refusal:
        for _ in range(FRAMES_PER_SECOND + 1):
            room.put(member, part(Cursor(0, 0, 0)))
    assert refusal.value.code == "too_fast"


def test_R37_who_leaves_takes_their_values_along(room: Room) -> None:
    room.put(room.members[0], part(Cursor(1, 1, 1)))
    room.loop.run(1)
    room.live.remove(room.members[0])
    late = room.join(9)
    room.loop.run(1)
    assert room.sink(late).values() == {}


def test_R36_another_processs_values_are_merged_and_not_sent_back(room: Room) -> None:
    published: list[bytes] = []
    room.live.publish = published.append
    room.put(room.members[0], part(Cursor(1, 0, 0)), part(Cursor(2, 0, 0), viewport=2))
    room.loop.run()
    other = Room(people=1)
    other.live.merge(split_records(published[0]))
    other.loop.run(1)
    assert len(other.sink(other.members[0]).values()) == 2
    assert other.live.local_values() == {}
    other.live.forget({1})
    late = other.join(9)
    other.loop.run(1)
    assert other.sink(late).values() == {}


def test_R31_the_tick_grows_with_the_room_and_with_the_load() -> None:
    assert interval(2, 0.0, plain=False) == 0
    assert interval(8, 1.0, plain=False) == 0
    sizes = [interval(members, 0.0, plain=False) for members in (9, 50, 51, 100, 150, 300)]
    assert sizes == sorted(sizes)
    assert interval(50, 0.01, plain=False) == 0.01 / DUTY
    assert interval(50, 0.0, plain=True) > interval(50, 0.0, plain=False)


def test_R38_ping_is_answered_with_its_nonce(room: Room) -> None:
    room.live.put(room.members[0], frames.PING_FRAME.pack(frames.PING, 0, 77))
    assert room.sink(room.members[0]).frames == [frames.PONG_FRAME.pack(frames.PONG, 77)]


async def test_R34_a_plain_outlet_that_must_wait_holds_and_then_goes_on() -> None:
    from apps.live.presence.outlet import PlainOutlet

    gate = asyncio.Event()
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        if not sent:
            await gate.wait()
        sent.append(message)

    outlet = PlainOutlet(send)
    outlet.send(b"1", b"")
    assert outlet.holding()
    outlet.send_text("second")
    gate.set()
    while outlet.holding():
        await asyncio.sleep(0)
    assert [message.get("bytes") or message.get("text") for message in sent] == [b"1", "second"]
