"""Join the rooms of several server processes: one Redis pub/sub message per tick and room [R36].

A message is one byte of kind, the sender's number (u32), and a payload: `V` values of its members, `R` its roster as
JSON, `Q` a question for both. Delivery is at most once; a lost message is healed by the next roster, which each
process repeats, and by the next value.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Protocol

from redis import asyncio as redis
from redis.exceptions import RedisError

from apps.live.presence.room import split_records

logger = logging.getLogger(__name__)

VALUES = b"V"
ROSTER = b"R"
QUESTION = b"Q"
RECONNECT_SECONDS = 0.5


class Listener(Protocol):
    """Who gets the other processes' messages."""

    def heard(self, room_id: str, kind: bytes, process: int, payload: bytes) -> None:
        """Take one message of another process."""
        ...


class RedisLink:
    """This process's connection to the others."""

    def __init__(self, url: str, listener: Listener) -> None:
        self.process = secrets.randbits(32)
        self._url = url
        self._listener = listener
        self._redis = redis.Redis.from_url(url)
        self._pubsub = self._redis.pubsub(ignore_subscribe_messages=True)
        self._rooms: set[str] = set()
        self._reader: asyncio.Task[None] | None = None
        self._sending: dict[tuple[str, bytes], asyncio.Task[None]] = {}
        self._waiting: dict[tuple[str, bytes], bytes] = {}

    async def open(self, room_id: str) -> None:
        """Listen to a room and ask who else is in it."""
        self._rooms.add(room_id)
        await self._pubsub.subscribe(_channel(room_id))
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read())
        self.say(room_id, QUESTION, b"")

    async def shut(self, room_id: str) -> None:
        """Listen to a room no longer."""
        self._rooms.discard(room_id)
        try:
            await self._pubsub.unsubscribe(_channel(room_id))
        except RedisError:
            logger.warning("redis is away; a room stays subscribed until it is back")

    def say(self, room_id: str, kind: bytes, payload: bytes) -> bool:
        """Publish without waiting. While the last one of this kind is still on its way, the new one waits in its
        place, merged with what waits there already: a slow Redis never makes a queue. Says whether it went at once."""
        key = (room_id, kind)
        if key in self._sending:
            if kind == VALUES and key in self._waiting:
                payload = b"".join({**split_records(self._waiting[key]), **split_records(payload)}.values())
            self._waiting[key] = payload
            return False
        self._sending[key] = asyncio.create_task(self._publish(key, payload))
        return True

    async def _publish(self, key: tuple[str, bytes], payload: bytes) -> None:
        room_id, kind = key
        head = kind + self.process.to_bytes(4, "little")
        try:
            await self._redis.publish(_channel(room_id), head + payload)
            while key in self._waiting:
                await self._redis.publish(_channel(room_id), head + self._waiting.pop(key))
        except (RedisError, OSError):
            logger.warning("redis is away; members on other processes see nothing new until it is back")
            self._waiting.pop(key, None)
        finally:
            del self._sending[key]

    async def _read(self) -> None:
        while True:
            try:
                async for message in self._pubsub.listen():
                    self._hear(message["channel"].decode().partition(":")[2], message["data"])
            except (RedisError, OSError):
                logger.warning("redis is away; trying again")
            await asyncio.sleep(RECONNECT_SECONDS)
            for room_id in list(self._rooms):
                self.say(room_id, QUESTION, b"")

    def _hear(self, room_id: str, data: bytes) -> None:
        process = int.from_bytes(data[1:5], "little")
        if process == self.process:
            return
        try:
            self._listener.heard(room_id, data[:1], process, data[5:])
        except Exception:
            # One message that another version of the product writes differently must not end the listening.
            logger.exception("a message of another process was not understood")


def _channel(room_id: str) -> str:
    return f"teleconsult.live:{room_id}"
