"""The rooms of this process: who is in them, here and on other processes."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from apps.live.presence.link import QUESTION, ROSTER, VALUES, RedisLink
from apps.live.presence.outlet import Outlet
from apps.live.presence.room import LiveRoom, Member, split_records
from apps.protocol.frames import ImageKnown
from apps.protocol.messages import Person, Presence, Roster

logger = logging.getLogger(__name__)

SWEEP_SECONDS = 1.0
QUIET_SECONDS = 5.0
"""Without a sign of life for so long a member is shown as reconnecting."""
GONE_SECONDS = 90.0
"""And after this its socket is closed. Browsers wake a hidden tab only once a minute."""
ROSTER_SECONDS = 2.0
"""A process repeats its roster to the others this often; one that stays silent three times as long is gone."""
SETTLE_SECONDS = 0.03
"""Arrivals and departures this close together make one roster message."""

STALE_SECONDS = 2.0
"""A tab that another process has too and that was silent here for so long is there now."""
ASK_SECONDS = 10.0
REPLACED = 4000
"""Close code of a socket whose tab has opened another one."""

Place = tuple[str, str, str]
"""(room, person, session key)."""
StillAllowed = Callable[[set[Place]], Awaitable[set[Place]]]


@dataclass(eq=False)
class Occupied:
    """A room with members in this process."""

    live: LiveRoom
    people: list[Person] = field(default_factory=list)
    others: dict[int, tuple[float, list[Presence]]] = field(default_factory=dict)
    announcing: asyncio.TimerHandle | None = None
    joining: int = 0
    """Members on their way in; the room stays for them."""

    def local(self) -> list[Presence]:
        """Return the members this process serves."""
        return [
            Presence(sid=member.sid, person=member.person, reconnecting=member.quiet)
            for member in self.live.members.values()
        ]

    def present(self) -> list[Presence]:
        """Return everybody who is here, on any process."""
        far = [presence for _, roster in self.others.values() for presence in roster]
        return sorted(self.local() + far, key=lambda presence: presence.sid)


class Hall:
    """All rooms of this process. Lives on the event loop's thread; only `StillAllowed` touches the database."""

    def __init__(self, still_allowed: StillAllowed, redis_url: str = "") -> None:
        self.rooms: dict[str, Occupied] = {}
        self._loop = asyncio.get_running_loop()
        self._still_allowed = still_allowed
        self._link = RedisLink(redis_url, self) if redis_url else None
        self._sweeper: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._spoke = 0.0

    async def join(
        self,
        room_id: str,
        *,
        known: ImageKnown,
        people: list[Person],
        person: str,
        tab: str,
        session_key: str,
        outlet: Outlet,
    ) -> tuple[LiveRoom, Member]:
        """Seat a new member. The caller attaches its lane.

        A tab that comes back after its line broke takes the place of what the server still holds of it.
        """
        room = await self._open(room_id, known)
        room.people = people
        for old in list(room.live.members.values()):
            if (old.person, old.tab) == (person, tab):
                old.outlet.close(REPLACED)
                room.live.remove(old)
        member = Member(self._new_sid(), person, tab, session_key, outlet, seen=self._loop.time())
        room.live.add(member)
        self.announce(room_id)
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweep())
        return room.live, member

    async def _open(self, room_id: str, known: ImageKnown) -> Occupied:
        room = self.rooms.get(room_id)
        if room is not None:
            return room
        room = self.rooms[room_id] = Occupied(LiveRoom(room_id, known, self._loop))
        if self._link is not None:
            # Others may come and go meanwhile: neither may close the room under the one who waits here.
            room.joining += 1
            try:
                await self._link.open(room_id)
            except BaseException:
                room.joining -= 1
                await self._close_if_empty(room_id, room)
                raise
            room.joining -= 1
        return room

    async def _close_if_empty(self, room_id: str, room: Occupied) -> None:
        if room.live.members or room.joining or self.rooms.get(room_id) is not room:
            return
        self._announce_now(room_id)
        room.live.close()
        del self.rooms[room_id]
        if self._link is not None:
            await self._link.shut(room_id)

    async def leave(self, room_id: str, member: Member) -> None:
        """Take a member's seat away; the last one closes the room."""
        room = self.rooms.get(room_id)
        if room is None or member.sid not in room.live.members:
            return
        room.live.remove(member)
        self.announce(room_id)
        await self._close_if_empty(room_id, room)

    def present(self, room_id: str) -> list[Presence]:
        """Return who is in the room."""
        room = self.rooms.get(room_id)
        return room.present() if room else []

    def announce(self, room_id: str, people: list[Person] | None = None) -> None:
        """Tell everybody who is here, in a moment."""
        room = self.rooms.get(room_id)
        if room is None:
            return
        if people is not None:
            room.people = people
        if room.announcing is None:
            room.announcing = self._loop.call_later(SETTLE_SECONDS, self._announce_now, room_id)

    def _announce_now(self, room_id: str) -> None:
        room = self.rooms.get(room_id)
        if room is None:
            return
        if room.announcing is not None:
            room.announcing.cancel()
            room.announcing = None
        self._tell_members(room)
        self._tell_processes(room_id, room)

    def _tell_members(self, room: Occupied) -> None:
        roster = Roster(type="roster", people=room.people, present=room.present())
        room.live.broadcast_text(roster.model_dump_json())

    def _tell_processes(self, room_id: str, room: Occupied) -> None:
        if self._link is not None:
            tabs = [member.tab for member in room.live.members.values()]
            body = {"present": [presence.model_dump() for presence in room.local()], "tabs": tabs}
            self._link.say(room_id, ROSTER, json.dumps(body).encode())

    # --- other processes -----------------------------------------------------------------------------

    def heard(self, room_id: str, kind: bytes, process: int, payload: bytes) -> None:
        """Take a message of another process."""
        room = self.rooms.get(room_id)
        if room is None:
            return
        if kind == VALUES:
            room.live.merge(split_records(payload))
        elif kind == QUESTION:
            self._tell_processes(room_id, room)
        elif kind == ROSTER:
            body = json.loads(payload)
            self._take_roster(room_id, room, process, [Presence(**entry) for entry in body["present"]])
            self._give_up_tabs(room_id, room, set(body["tabs"]))

    def _take_roster(self, room_id: str, room: Occupied, process: int, roster: list[Presence]) -> None:
        _, before = room.others.get(process, (0.0, []))
        if roster:
            room.others[process] = (self._loop.time(), roster)
        else:
            room.others.pop(process, None)
        room.live.forget({old.sid for old in before} - {new.sid for new in roster})
        self._publish_if_others(room_id, room, fresh=bool(roster) and not before)
        if roster != before:
            self._tell_members(room)

    def _give_up_tabs(self, room_id: str, room: Occupied, tabs: set[str]) -> None:
        now = self._loop.time()
        stale = [
            member for member in room.live.members.values() if member.tab in tabs and now - member.seen > STALE_SECONDS
        ]
        for member in stale:
            member.outlet.close(REPLACED)
            room.live.remove(member)
        if stale:
            self.announce(room_id)

    def _publish_if_others(self, room_id: str, room: Occupied, *, fresh: bool) -> None:
        link = self._link
        if link is None or not room.others:
            room.live.publish = None
            return
        room.live.publish = lambda batch: (link.say(room_id, VALUES, batch), None)[1]
        if fresh:
            link.say(room_id, VALUES, b"".join(room.live.local_values().values()))

    # --- once a second -------------------------------------------------------------------------------

    async def _sweep(self) -> None:
        while self.rooms:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                for room_id, room in list(self.rooms.items()):
                    await self._sweep_room(room_id, room)
            except Exception:
                logger.exception("sweep failed; it is tried again")
            # Apart, so that a slow database holds nothing else up.
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask_who_may_stay())

    async def _ask_who_may_stay(self) -> None:
        try:
            async with asyncio.timeout(ASK_SECONDS):
                await self._put_out_revoked()
        except Exception:
            logger.exception("nobody could be asked who may stay; it is tried again")

    async def _sweep_room(self, room_id: str, room: Occupied) -> None:
        now = self._loop.time()
        changed = False
        for member in list(room.live.members.values()):
            quiet = now - member.seen > QUIET_SECONDS
            changed |= quiet != member.quiet
            member.quiet = quiet
            if now - member.seen > GONE_SECONDS:
                member.outlet.close(4408)
                await self.leave(room_id, member)
        for process, (heard, _) in list(room.others.items()):
            if now - heard > 3 * ROSTER_SECONDS:
                self._take_roster(room_id, room, process, [])
        if changed:
            self.announce(room_id)
        if self._link is not None and now - self._spoke > ROSTER_SECONDS:
            self._spoke = now
            for each_id, each in self.rooms.items():
                self._tell_processes(each_id, each)

    async def _put_out_revoked(self) -> None:
        seats = {
            (room_id, member.person, member.session_key): member
            for room_id, room in self.rooms.items()
            for member in room.live.members.values()
        }
        allowed = await self._still_allowed(set(seats))
        for place in set(seats) - allowed:
            for member in list(self.rooms[place[0]].live.members.values()) if place[0] in self.rooms else []:
                if (member.person, member.session_key) == place[1:]:
                    member.outlet.close(4403)
                    await self.leave(place[0], member)

    def _new_sid(self) -> int:
        """Return a number for a tab: random, so that processes need not agree; 0 means nobody."""
        return secrets.randbelow(2**32 - 1) + 1
