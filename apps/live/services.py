"""Write to rooms: the one engine of this process over the database."""

from __future__ import annotations

from typing import Any

from apps.common import clock
from apps.live import doors
from apps.live.engine import Actor, CatchUp, RoomEngine
from apps.live.images import RoomImages
from apps.live.stores.database import DatabaseStore
from apps.protocol.messages import Event, Submit

engine = RoomEngine(DatabaseStore(), clock.now)


def op_commit(
    *, user_id: Any, room_id: str, submit: Submit, images: RoomImages, here: frozenset[str] | None = None
) -> Event:
    """Take one operation on behalf of a member. Returns after commit; raises `OpRefused` or `NotFound`.

    `here` are the people in the room now, where the caller knows.
    """

    def authorise() -> Actor:
        # The person first: whoever does not belong here learns nothing about images.
        actor = doors.actor(user_id, room_id, here)
        images.demand(submit.op)
        return actor

    return engine.commit(room_id=room_id, op_id=submit.op_id, op=submit.op, authorise=authorise)


def catch_up(*, user_id: Any, room_id: str, since: int | None) -> CatchUp:
    """Return what a member who has applied everything up to `since` lacks. Raises `NotFound` for anybody else."""
    doors.actor(user_id, room_id)
    return engine.catch_up(room_id, since)
