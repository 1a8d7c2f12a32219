"""Rooms of a process and its link to others, where timing matters. Redis is a stand-in that can be held."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from apps.live.presence.hall import Hall
from apps.live.presence.link import VALUES, RedisLink
from apps.live.presence.room import LiveRoom, Member, split_records
from apps.protocol.frames import SID, Cursor, part
from tests.support.ops import PEOPLE


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


async def join(hall: Hall) -> tuple[LiveRoom, Member]:
    return await hall.join(
        "room", known=lambda image: True, people=[], person=PEOPLE[0], session_key="s", outlet=Quiet()
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
