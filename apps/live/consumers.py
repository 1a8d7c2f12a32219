"""The room's socket: membership and the durable lane. Live frames never reach it (`presence/lane.py`)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import close_old_connections
from pydantic import ValidationError

from apps.common.errors import NotAllowed, NotFound
from apps.live import doors, selectors, services
from apps.live.engine import OpRefused
from apps.live.images import RoomImages
from apps.live.presence.hall import Hall, Place
from apps.live.presence.room import Member
from apps.protocol.messages import VERSION, Ack, Caught, Error, EventMessage, Hello, Refused, Submit, Sync, Welcome
from apps.protocol.messages import parse_client as parse

logger = logging.getLogger(__name__)

MAX_TEXT = 65_536
BAD_MESSAGES = 50
"""A socket that sends so many messages that are none is closed with 4400."""
OPS_PER_SECOND = 50

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# The room's database work has threads of its own, and the question who may stay another one, so that neither waits for
# the other. The event loop never touches the database.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="room")
_door_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="room-door")


def _with_connection(function: Any, *args: Any, **kwargs: Any) -> Any:
    close_old_connections()
    try:
        return function(*args, **kwargs)
    finally:
        close_old_connections()


async def in_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Run a function that uses the database away from the event loop."""
    run = sync_to_async(_with_connection, thread_sensitive=False, executor=_threads)
    return await run(function, *args, **kwargs)


async def _still_allowed(places: set[Place]) -> Any:
    run = sync_to_async(_with_connection, thread_sensitive=False, executor=_door_thread)
    return await run(selectors.still_allowed, places)


_halls: dict[int, Hall] = {}


def hall() -> Hall:
    """Return this event loop's rooms."""
    loop = id(asyncio.get_running_loop())
    if loop not in _halls:
        _halls[loop] = Hall(_still_allowed, settings.REDIS_URL)
    return _halls[loop]


class RoomConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket. Waits for hello, seats the member, then commits operations one by one in the order they came."""

    member: Member | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Run, and free the seat whatever ends the run: Channels calls `disconnect` only at an orderly end."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._leave()

    async def connect(self) -> None:
        """Accept, then close with 4401 whoever is not signed in, so that the browser learns the reason."""
        self.bad = 0
        self.budget = float(OPS_PER_SECOND)
        self.budget_at = asyncio.get_running_loop().time()
        self.lane = self.scope["lane"]
        self.room_id = str(self.scope["url_route"]["kwargs"]["room_id"])
        self.user = self.scope["user"]
        self.group = f"room.{self.room_id}"
        await self.accept()
        if not (self.user.is_authenticated and self.user.is_verified()):
            await self.close(4401)

    async def _leave(self) -> None:
        member, self.member = self.member, None
        if member is not None:
            self.lane.detach()
            await hall().leave(self.room_id, member)
        with contextlib.suppress(Exception):
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def disconnect(self, code: int) -> None:
        """Free the seat."""
        self.lane.detach()
        await self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Handle one message; whatever is wrong with it is answered with a code and changes nothing."""
        if text_data is None or len(text_data) > MAX_TEXT:
            await self._error("bad_message", "Only JSON text up to 64 KiB is understood here.")
            return
        try:
            message = parse(text_data)
        except (ValidationError, RecursionError) as error:
            await self._misunderstood(text_data, _where(error))
            return
        if isinstance(message, Hello):
            await self._hello(message)
        elif self.member is None:
            await self._error("hello_first", "Say hello first.")
        elif isinstance(message, Submit):
            await self._submit(message)
        else:
            await self._catch_up(message)

    async def _hello(self, hello: Hello) -> None:
        if hello.version != VERSION:
            await self.close(4409)
            return
        if self.member is not None:
            await self._error("hello_twice", "This socket is in the room already.")
            return
        # Subscribe first, read second: what is committed in between arrives twice rather than never [R5].
        await self.channel_layer.group_add(self.group, self.channel_name)
        try:
            entry = await in_thread(doors.enter, self.user.pk, self.room_id)
            self.images = await in_thread(RoomImages.load, self.room_id)
            lacking = await in_thread(services.catch_up, user_id=self.user.pk, room_id=self.room_id, since=hello.since)
        except (NotFound, NotAllowed):
            await self.close(4404)
            return
        room, self.member = await hall().join(
            self.room_id,
            known=self.images.knows,
            people=entry.people,
            person=entry.person.id,
            tab=hello.tab,
            session_key=self.scope["session"].session_key,
            outlet=self.lane.outlet,
        )
        welcome = Welcome(
            type="welcome",
            version=VERSION,
            sid=self.member.sid,
            you=entry.person.id,
            people=entry.people,
            present=hall().present(self.room_id),
            seq=lacking.seq,
            state=lacking.state,
            events=lacking.events,
        )
        await self.send(text_data=welcome.model_dump_json())
        self.lane.attach(room, self.member)

    async def _submit(self, submit: Submit) -> None:
        if not self._within_budget():
            await self._refuse(submit.op_id, "too_fast", f"At most {OPS_PER_SECOND} operations a second.")
            return
        try:
            event = await in_thread(
                services.op_commit,
                user_id=self.user.pk,
                room_id=self.room_id,
                submit=submit,
                images=self.images,
                here=frozenset(presence.person for presence in hall().present(self.room_id)),
            )
        except OpRefused as refusal:
            await self._refuse(submit.op_id, refusal.code, refusal.message)
            return
        except (NotFound, NotAllowed):
            await self.close(4403)
            return
        except Exception:
            # Not acknowledged, so the browser keeps the operation and sends it again [R12].
            logger.exception("an operation was not committed")
            await self._error("try_again", "The room cannot save at the moment.")
            return
        await self.send(text_data=Ack(type="ack", event=event).model_dump_json())
        text = EventMessage(type="event", event=event).model_dump_json()
        try:
            await self.channel_layer.group_send(self.group, {"type": "room.event", "text": text})
        except Exception:
            # It is committed; whoever does not hear of it sees the gap and asks [R16].
            logger.exception("an event was not passed on")

    async def _catch_up(self, sync: Sync) -> None:
        try:
            lacking = await in_thread(services.catch_up, user_id=self.user.pk, room_id=self.room_id, since=sync.since)
        except (NotFound, NotAllowed):
            await self.close(4403)
            return
        caught = Caught(type="caught", seq=lacking.seq, state=lacking.state, events=lacking.events)
        await self.send(text_data=caught.model_dump_json())

    async def _misunderstood(self, text: str, where: str) -> None:
        """Answer what is no message; an operation that can be told by its id is refused for good [R13]."""
        op_id = _op_id(text)
        if op_id is None:
            await self._error("bad_message", where)
        else:
            await self._refuse(op_id, "bad_op", where)
            await self._count_bad()

    async def room_event(self, message: dict[str, Any]) -> None:
        """Pass an event on to the browser."""
        if self.member is not None and not self.member.gone:
            await self.send(text_data=message["text"])

    async def room_people(self, message: dict[str, Any]) -> None:
        """Somebody was invited or put out: tell who belongs here."""
        try:
            hall().announce(self.room_id, await in_thread(doors.people_of, self.room_id))
        except Exception:
            logger.exception("the people of a room could not be read")

    def _within_budget(self) -> bool:
        now = asyncio.get_running_loop().time()
        self.budget = min(OPS_PER_SECOND * 4, self.budget + (now - self.budget_at) * OPS_PER_SECOND)
        self.budget_at = now
        self.budget -= 1
        return self.budget >= 0

    async def _refuse(self, op_id: str, code: str, message: str) -> None:
        await self.send(text_data=Refused(type="refused", op_id=op_id, code=code, message=message).model_dump_json())

    async def _error(self, code: str, message: str) -> None:
        await self.send(text_data=Error(type="error", code=code, message=message).model_dump_json())
        await self._count_bad()

    async def _count_bad(self) -> None:
        self.bad += 1
        if self.bad >= BAD_MESSAGES:
            await self.close(4400)


def _op_id(text: str) -> str | None:
    """Return the operation's identifier where a message that is none is still one with an identifier."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    op_id = message.get("op_id") if isinstance(message, dict) and message.get("type") == "op" else None
    return op_id if isinstance(op_id, str) and _ID.fullmatch(op_id) else None


def _where(error: Exception) -> str:
    """Say what is wrong and where, without repeating what was sent."""
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(step) for step in first["loc"])[:100]
        return f"{first['type']} at {place or 'the top'}"
    return "nested too deeply"
