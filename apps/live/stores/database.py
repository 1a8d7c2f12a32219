"""Rooms in the database, SQLite or PostgreSQL. The audit row is written in the event's own transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from apps.audit.services import record
from apps.common.errors import NotFound
from apps.live.models import Room, RoomEvent
from apps.protocol.messages import Event, RoomState, parse_op


def _event(row: Any) -> Event:
    return Event(
        seq=row["seq"], op_id=str(row["op_id"]), author=str(row["author_id"]), at=row["at"], op=parse_op(row["op"])
    )


def _events(room_id: str, **condition: Any) -> list[Event]:
    rows = RoomEvent.objects.filter(room_id=room_id, **condition).order_by("seq")
    return [_event(row) for row in rows.values("seq", "op_id", "author_id", "at", "op")]


class _Transaction:
    def __init__(self, room: Room) -> None:
        self._room = room

    @property
    def seq(self) -> int:
        return self._room.seq

    def find(self, op_id: str) -> Event | None:
        found = _events(str(self._room.pk), op_id=op_id)
        return found[0] if found else None

    def events_after(self, seq: int) -> list[Event]:
        return _events(str(self._room.pk), seq__gt=seq)

    def snapshot(self) -> RoomState | None:
        return RoomState.model_validate(self._room.snapshot) if self._room.snapshot else None

    def append(self, event: Event) -> None:
        if event.seq != self._room.seq + 1:
            raise ValueError("events are numbered without gaps")
        RoomEvent.objects.create(
            room=self._room,
            seq=event.seq,
            op_id=event.op_id,
            author_id=event.author,
            at=event.at,
            op=event.op.model_dump(mode="json"),
        )
        self._room.seq = event.seq
        self._room.save(update_fields=["seq"])
        record(
            action=event.op.kind,
            actor_id=event.author,
            object_type="room",
            object_id=str(self._room.pk),
            detail={"seq": event.seq},
        )

    def save_snapshot(self, state: RoomState) -> None:
        self._room.snapshot = state.model_dump(mode="json")
        self._room.save(update_fields=["snapshot"])


class DatabaseStore:
    """A `RoomStore` over Django's default database."""

    @contextmanager
    def locked(self, room_id: str) -> Iterator[_Transaction]:
        with transaction.atomic(durable=True):
            # SQLite has no row locks: there BEGIN IMMEDIATE (settings) holds the whole file.
            room = Room.objects.select_for_update().filter(pk=room_id).first()
            if room is None:
                raise NotFound
            yield _Transaction(room)

    def seq(self, room_id: str) -> int:
        seq = Room.objects.filter(pk=room_id).values_list("seq", flat=True).first()
        if seq is None:
            raise NotFound
        return seq

    def events_after(self, room_id: str, seq: int) -> list[Event]:
        return _events(room_id, seq__gt=seq)

    def snapshot(self, room_id: str) -> RoomState | None:
        stored = Room.objects.filter(pk=room_id).values_list("snapshot", flat=True).first()
        return RoomState.model_validate(stored) if stored else None
