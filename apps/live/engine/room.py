"""Commit operations and bring members up to date."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from apps.live.engine.errors import OpRefused
from apps.live.engine.reduce import apply, fold
from apps.live.engine.rules import Actor, check
from apps.live.engine.store import RoomStore, RoomTransaction
from apps.protocol.messages import Event, Op, RoomState

SNAPSHOT_EVERY = 200
REPLAY_AT_MOST = 500
ROOMS_CACHED = 200


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What a member lacks: either the events after its `since`, or a whole state [R5]."""

    seq: int
    state: RoomState | None
    events: list[Event]


class _Cached:
    """A room's folded state in this process. A hint only: the store's seq decides what is missing."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state: RoomState | None = None


class RoomEngine:
    """Ordered operations over a store. Safe to call from many threads and from many processes."""

    def __init__(self, store: RoomStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._cache: OrderedDict[str, _Cached] = OrderedDict()
        self._cache_lock = threading.Lock()

    def commit(self, *, room_id: str, op_id: str, op: Op, authorise: Callable[[], Actor]) -> Event:
        """Take `op` as the room's next event and return it once it is stored for good.

        `authorise` is called with the room locked, so that permission is that of this very moment. An `op_id` that
        was taken before returns its first event and changes nothing. Raises `OpRefused`.
        """
        cached = self._cached(room_id)
        with cached.lock:
            with self._store.locked(room_id) as transaction:
                actor = authorise()
                known = transaction.find(op_id)
                if known is not None:
                    if known.author != actor.person:
                        raise OpRefused("op_id_taken")
                    return known
                state = self._current(cached, transaction)
                check(state, actor, op)
                event = Event(seq=state.seq + 1, op_id=op_id, author=actor.person, at=_stamp(self._now()), op=op)
                transaction.append(event)
                if event.seq % SNAPSHOT_EVERY == 0:
                    transaction.save_snapshot(fold([event], state.model_copy(deep=True)))
            apply(state, event)
            return event

    def catch_up(self, room_id: str, since: int | None) -> CatchUp:
        """Return what somebody who has applied everything up to `since` (None: nothing) lacks."""
        newest = self._store.seq(room_id)
        if since is not None and since <= newest and newest - since <= REPLAY_AT_MOST:
            events = self._store.events_after(room_id, since)
            return CatchUp(events[-1].seq if events else since, None, events)
        state = self.state(room_id)
        return CatchUp(state.seq, state, [])

    def state(self, room_id: str) -> RoomState:
        """Return a copy of the newest committed state."""
        cached = self._cached(room_id)
        with cached.lock:
            if cached.state is None:
                cached.state = self._store.snapshot(room_id) or RoomState()
            fold(self._store.events_after(room_id, cached.state.seq), cached.state)
            return cached.state.model_copy(deep=True)

    def _current(self, cached: _Cached, transaction: RoomTransaction) -> RoomState:
        if cached.state is None or cached.state.seq > transaction.seq:
            cached.state = transaction.snapshot() or RoomState()
        if cached.state.seq < transaction.seq:
            fold(transaction.events_after(cached.state.seq), cached.state)
        return cached.state

    def _cached(self, room_id: str) -> _Cached:
        with self._cache_lock:
            cached = self._cache.setdefault(room_id, _Cached())
            self._cache.move_to_end(room_id)
            while len(self._cache) > ROOMS_CACHED:
                self._cache.popitem(last=False)
            return cached


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
