"""Rooms of a process and its link to others, where timing matters. Redis is a stand-in that can be held."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.live import consumers
from apps.live.presence import hall as hall_module
from apps.live.presence.hall import Hall
from apps.live.presence.lane import Lane
from apps.live.presence.link import VALUES, RedisLink
from apps.live.presence.room import LiveRoom, Member, split_records
from apps.protocol.frames import SID, Cursor, part, update
from tests.support.ops import PEOPLE, new_id


class Quiet:
    """An outlet that keeps nothing."""

    plain = False

    def send(self, payload: bytes, framed: bytes) -> None: ...
    def send_text(self, text: str) -> None: ...
    def close(self, code: int) -> None: ...
    def holding(self) -> bool:
        return False


class HeldLink:
    """A link whose `open` waits until it is let go, or fails."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.failure: Exception | None = None
        self.listening: set[str] = set()

    async def open(self, room_id: str) -> None:
        self.listening.add(room_id)
        await self.go.wait()
        if self.failure:
            raise self.failure

    async def shut(self, room_id: str) -> None:
        self.listening.discard(room_id)

    def say(self, room_id: str, kind: bytes, payload: bytes) -> bool:
        return True


async def hall_with(link: HeldLink) -> Hall:
    async def all_allowed(places: Any) -> Any:
        return places

    hall = Hall(all_allowed)
    hall._link = link  # type: ignore[assignment]
    return hall


async def join(hall: Hall, tab: str = "") -> tuple[LiveRoom, Member]:
    return await hall.join(
        "room",
        known=lambda image: True,
        people=[],
        person=PEOPLE[0],
        tab=tab or new_id(),
        session_key="s",
        outlet=Quiet(),
    )


async def test_who_comes_and_goes_does_not_close_the_room_under_who_still_enters() -> None:
    link = HeldLink()
    hall = await hall_with(link)
    first = asyncio.create_task(join(hall))
    await asyncio.sleep(0)
    _, second = await join(hall)
    await hall.leave("room", second)
    link.go.set()
    live, member = await first
    assert hall.rooms["room"].live is live
    assert [presence.sid for presence in hall.present("room")] == [member.sid]
    assert link.listening == {"room"}
    await hall.leave("room", member)
    assert not hall.rooms
    assert not link.listening


async def test_a_room_whose_link_fails_is_tried_afresh_by_the_next() -> None:
    link = HeldLink()
    hall = await hall_with(link)
    link.go.set()
    link.failure = ConnectionError("away")
    with pytest.raises(ConnectionError):
        await join(hall)
    assert not hall.rooms
    link.failure = None
    _, member = await join(hall)
    assert link.listening == {"room"}
    await hall.leave("room", member)


async def test_a_slow_redis_makes_no_queue() -> None:
    sent: list[bytes] = []
    go = asyncio.Event()

    class Slow:
        async def publish(self, channel: str, message: bytes) -> None:
            await go.wait()
            sent.append(message)

    link = RedisLink("redis://127.0.0.1:1/0", listener=None)  # type: ignore[arg-type]
    link._redis = Slow()  # type: ignore[assignment]
    for x in range(1000):
        link.say("room", VALUES, SID.pack(7) + part(Cursor(x, 0, 0)) + SID.pack(8) + part(Cursor(-x, 0, 0)))
    go.set()
    while link._sending:
        await asyncio.sleep(0)
    assert len(sent) == 2
    newest = split_records(sent[1][5:])
    assert [record[8:] for record in newest.values()] == [Cursor(999, 0, 0).encode(), Cursor(-999, 0, 0).encode()]


async def test_R37_a_tab_that_comes_back_takes_the_place_of_what_is_still_held_of_it() -> None:
    link = HeldLink()
    link.go.set()
    hall = await hall_with(link)
    live, old = await join(hall, "tab")
    live.put(old, update([part(Cursor(1, 1, 1))]))
    _, new = await join(hall, "tab")
    assert [presence.sid for presence in hall.present("room")] == [new.sid]
    live.put(old, update([part(Cursor(2, 2, 2))]))
    assert live.local_values() == {}
    await hall.leave("room", old)
    assert [presence.sid for presence in hall.present("room")] == [new.sid]
    await hall.leave("room", new)
    assert not hall.rooms


async def test_R18_a_slow_answer_who_may_stay_holds_nothing_else_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall_module, "SWEEP_SECONDS", 0.0)
    answer, asked = asyncio.Event(), 0
    swept = asyncio.Event()

    async def slow(places: Any) -> Any:
        nonlocal asked
        asked += 1
        await answer.wait()
        return set()

    hall = await hall_with(HeldLink())
    hall._link = None
    hall._still_allowed = slow
    sweep_room = hall._sweep_room
    count = 0

    async def counted(*args: Any) -> None:
        nonlocal count
        count += 1
        await sweep_room(*args)
        if count >= 5:
            swept.set()

    monkeypatch.setattr(hall, "_sweep_room", counted)
    _, member = await join(hall)
    await swept.wait()
    assert asked == 1
    answer.set()
    while hall.rooms:
        await asyncio.sleep(0)
    assert member.gone


async def test_R37_who_is_silent_for_long_loses_the_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall_module, "SWEEP_SECONDS", 0.0)
    monkeypatch.setattr(hall_module, "GONE_SECONDS", -1.0)
    hall = await hall_with(HeldLink())
    hall._link = None
    await join(hall)
    while hall.rooms:
        await asyncio.sleep(0)


def test_R36_a_message_that_is_not_understood_does_not_end_the_listening() -> None:
    class Strict:
        def heard(self, room_id: str, kind: bytes, process: int, payload: bytes) -> None:
            raise ValueError("another version")

    link = RedisLink("redis://127.0.0.1:1/0", listener=Strict())
    link._hear("room", b"R" + (link.process ^ 1).to_bytes(4, "little") + b"{}")


async def test_R37_a_consumer_that_fails_frees_its_seat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Channels calls `disconnect` only at an orderly end."""
    left: list[str] = []

    class Places:
        async def leave(self, room_id: str, member: Member) -> None:
            left.append(room_id)

    class Layer:
        async def group_discard(self, group: str, channel: str) -> None:
            raise ConnectionError("away")

    async def fail(self: Any, scope: Any, receive: Any, send: Any) -> None:
        raise ConnectionError("away")

    monkeypatch.setattr(consumers, "hall", Places)
    monkeypatch.setattr("channels.consumer.AsyncConsumer.__call__", fail)
    consumer = consumers.RoomConsumer()
    consumer.member = Member(1, "person", "tab", "key", Quiet(), seen=0.0)
    consumer.lane, consumer.room_id = Lane(None), "room"  # type: ignore[arg-type]
    consumer.channel_layer, consumer.group, consumer.channel_name = Layer(), "room.room", "me"
    with pytest.raises(ConnectionError):
        await consumer({}, None, None)
    assert left == ["room"]
