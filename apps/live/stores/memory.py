"""Rooms in memory: for the engine's own tests and for rooms that need not outlive the process."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from apps.protocol.messages import Event, RoomState


@dataclass
class _Room:
    events: list[Event] = field(default_factory=list)
    snapshot: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class _Transaction:
    def __init__(self, room: _Room) -> None:
        self._room = room
        self.appended: list[Event] = []
        self.saved: str | None = None

    @property
    def seq(self) -> int:
        return len(self._room.events) + len(self.appended)

    def find(self, op_id: str) -> Event | None:
        return next((event for event in self._room.events + self.appended if event.op_id == op_id), None)

    def events_after(self, seq: int) -> list[Event]:
        return (self._room.events + self.appended)[seq:]

    def snapshot(self) -> RoomState | None:
        return _load(self._room.snapshot)

    def append(self, event: Event) -> None:
        if event.seq != self.seq + 1:
            raise ValueError("events are numbered without gaps")
        self.appended.append(event)

    def save_snapshot(self, state: RoomState) -> None:
        self.saved = state.model_dump_json()


def _load(text: str | None) -> RoomState | None:
    return RoomState.model_validate_json(text) if text else None


class MemoryStore:
    """A `RoomStore` in this process."""

    def __init__(self) -> None:
        self._rooms: defaultdict[str, _Room] = defaultdict(_Room)

    @contextmanager
    def locked(self, room_id: str) -> Iterator[_Transaction]:
        room = self._rooms[room_id]
        with room.lock:
            transaction = _Transaction(room)
            yield transaction
            room.events.extend(transaction.appended)
            room.snapshot = transaction.saved or room.snapshot

    def seq(self, room_id: str) -> int:
        return len(self._rooms[room_id].events)

    def events_after(self, room_id: str, seq: int) -> list[Event]:
        return self._rooms[room_id].events[seq:]

    def snapshot(self, room_id: str) -> RoomState | None:
        return _load(self._rooms[room_id].snapshot)
