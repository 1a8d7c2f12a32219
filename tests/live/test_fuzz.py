"""Seeded fuzz: many clients, one room, a network that drops, reorders and breaks; in the end all states are equal.

The clients follow docs/protocol.md and nothing else: one operation in flight, hold early events, ask when there is a
gap, say hello with the last seq. A failing seed is added to `KEPT`.
"""

from __future__ import annotations

import random
from collections import deque
from datetime import UTC, datetime

import pytest

from apps.live.engine import CatchUp, OpRefused, RoomEngine, apply, fold
from apps.live.stores.memory import MemoryStore
from apps.protocol.messages import Event, Op, RoomState
from tests.support.ops import PEOPLE, actor, new_id, random_op

KEPT: list[int] = []
ROOM = "room"


class Server:
    """Two engines over one store, as two processes over one database; events go to whoever is connected."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.store = MemoryStore()
        self.engines = [RoomEngine(self.store, lambda: datetime(2026, 11, 12, tzinfo=UTC)) for _ in range(2)]
        self.clients: list[Client] = []
        self.acked: dict[str, Event] = {}

    def take(self, client: Client, op_id: str, operation: Op) -> None:
        """Commit and answer; every answer and event may be lost on the way."""
        engine = self.rng.choice(self.engines)
        try:
            event = engine.commit(
                room_id=ROOM, op_id=op_id, op=operation, authorise=lambda: actor(PEOPLE.index(client.person))
            )
        except OpRefused:
            client.inbox.append(("refused", op_id))
            return
        client.inbox.append(("ack", event))
        self.acked[op_id] = event
        for other in self.clients:
            if other.connected and self.rng.random() > 0.1:
                other.inbox.append(("event", event))

    def catch_up(self, since: int | None) -> CatchUp:
        """Answer hello and sync."""
        return self.rng.choice(self.engines).catch_up(ROOM, since)


class Client:
    """A browser as the protocol describes it."""

    def __init__(self, server: Server, person: str) -> None:
        self.server, self.person = server, person
        self.state = RoomState()
        self.pending: list[tuple[str, Op]] = []
        self.inbox: list[tuple[str, object]] = []
        self.early: dict[int, Event] = {}
        self.connected = False
        self.flying = False
        self.uplink: deque[tuple[str, Op]] = deque()

    def connect(self) -> None:
        """Say hello with the last seq."""
        self.connected, self.flying = True, False
        self.take(self.server.catch_up(self.state.seq or None))

    def disconnect(self) -> None:
        """Lose everything on the way, in both directions."""
        self.connected = False
        self.inbox.clear()
        if self.server.rng.random() < 0.5:
            self.uplink.clear()

    def take(self, answer: CatchUp) -> None:
        """Apply a catch-up."""
        if answer.state is not None and answer.state.seq >= self.state.seq:
            self.state = answer.state.model_copy(deep=True)
        for event in answer.events:
            self.early[event.seq] = event
        self.drain()

    def drain(self) -> None:
        """Apply what follows without a gap."""
        while (event := self.early.pop(self.state.seq + 1, None)) is not None:
            apply(self.state, event)
            self.done(event.op_id)

    def done(self, op_id: str) -> None:
        """Forget an operation that was answered."""
        if self.pending and self.pending[0][0] == op_id:
            self.flying = False
        self.pending = [entry for entry in self.pending if entry[0] != op_id]

    def step(self) -> None:
        """Send or receive one thing."""
        if self.pending and self.connected and not self.flying:
            self.uplink.append(self.pending[0])
            self.flying = True
        if self.inbox:
            # The channel layer may deliver in any order.
            kind, what = self.inbox.pop(self.server.rng.randrange(len(self.inbox)))
            if kind == "refused":
                self.done(str(what))
            elif isinstance(what, Event):
                self.done(what.op_id)
                if what.seq > self.state.seq:
                    self.early[what.seq] = what
                self.drain()
        elif self.connected and self.early:
            self.take(self.server.catch_up(self.state.seq))

    def deliver(self) -> None:
        """Let the server take what is on its way, also after the connection broke."""
        if self.uplink:
            self.server.take(self, *self.uplink.popleft())
            if not self.connected:
                self.inbox.clear()


def _play(rng: random.Random, server: Server, steps: int) -> None:
    marks: list[str] = []
    for _ in range(steps):
        client = rng.choice(server.clients)
        what = rng.random()
        if what < 0.25:
            client.pending.append((new_id(rng), random_op(rng, marks)))
        elif what < 0.30:
            client.disconnect() if client.connected else client.connect()
        elif what < 0.65:
            client.deliver()
        else:
            client.step()


def _settle(server: Server) -> None:
    for client in server.clients:
        client.disconnect()
        client.connect()
    for _ in range(10_000):
        for client in server.clients:
            client.deliver()
            client.step()
        if not any(client.pending or client.inbox or client.uplink for client in server.clients):
            break
    for client in server.clients:
        client.take(server.catch_up(client.state.seq))


@pytest.mark.parametrize("seed", [*KEPT, *range(60)])
def test_R17_after_drops_reorderings_and_reconnects_all_states_are_equal(seed: int) -> None:
    rng = random.Random(seed)
    server = Server(rng)
    server.clients = [Client(server, person) for person in PEOPLE]
    for client in server.clients:
        client.connect()
    _play(rng, server, 1200)
    _settle(server)
    events = server.store.events_after(ROOM, 0)
    truth = fold(events)
    for client in server.clients:
        assert client.pending == []
        assert client.state == truth
    # Nothing acknowledged is lost, nothing is there twice, and there is one order.
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    ids = [event.op_id for event in events]
    assert len(ids) == len(set(ids))
    assert set(server.acked) <= set(ids)
    assert all(server.store.events_after(ROOM, event.seq - 1)[0] == event for event in server.acked.values())
