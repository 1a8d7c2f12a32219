"""Where rooms are kept. One contract suite runs over every implementation (tests/live/test_store_contract.py)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol

from apps.protocol.messages import Event, RoomState


class RoomTransaction(Protocol):
    """One room, locked: nobody else appends until this ends. Leaving by an exception undoes everything."""

    @property
    def seq(self) -> int:
        """Return the newest seq of the room."""
        ...

    def find(self, op_id: str) -> Event | None:
        """Return the event this operation became, if it was taken before."""
        ...

    def events_after(self, seq: int) -> list[Event]:
        """Return the events after `seq`, in order."""
        ...

    def snapshot(self) -> RoomState | None:
        """Return the newest stored snapshot."""
        ...

    def append(self, event: Event) -> None:
        """Store the next event. Its seq is `self.seq + 1`."""
        ...

    def save_snapshot(self, state: RoomState) -> None:
        """Store a snapshot, so that a cold start need not fold everything."""
        ...


class RoomStore(Protocol):
    """Rooms by id. Reading does not lock."""

    def locked(self, room_id: str) -> AbstractContextManager[RoomTransaction]:
        """Open a transaction that holds the room's lock until commit."""
        ...

    def seq(self, room_id: str) -> int:
        """Return the newest committed seq."""
        ...

    def events_after(self, room_id: str, seq: int) -> list[Event]:
        """Return committed events after `seq`, in order."""
        ...

    def snapshot(self, room_id: str) -> RoomState | None:
        """Return the newest stored snapshot."""
        ...
