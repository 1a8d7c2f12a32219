"""One contract for every store of rooms: memory, and the database this run uses (SQLite; PostgreSQL in its own run)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from apps.common.errors import NotFound
from apps.live.engine import Actor, RoomEngine, RoomStore, fold
from apps.live.models import Room
from apps.live.stores.database import DatabaseStore
from apps.live.stores.memory import MemoryStore
from apps.protocol.messages import Event
from tests.support.ops import create, new_id
from tests.support.room_seed import seed

pytestmark = pytest.mark.django_db(transaction=True)


class Kept:
    """A store with one room in it and people who may write there."""

    def __init__(self, store: RoomStore, room_id: str, people: list[str]) -> None:
        self.store, self.room_id, self.people = store, room_id, people

    def event(self, seq: int) -> Event:
        """Return an event that could be number `seq`."""
        return Event(seq=seq, op_id=new_id(), author=self.people[0], at="2026-11-12T14:32:00.000Z", op=create())


@pytest.fixture(params=["memory", "database"])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    if request.param == "memory":
        yield Kept(MemoryStore(), "room", [new_id(), new_id()])
        return
    seeded: dict[str, Any] = seed(2)
    Room.objects.create(pk=seeded["room"], consult_id=seeded["room"])
    yield Kept(DatabaseStore(), seeded["room"], seeded["users"])


def test_R10_what_was_appended_is_read_in_order(kept: Kept) -> None:
    events = [kept.event(1), kept.event(2), kept.event(3)]
    for event in events:
        with kept.store.locked(kept.room_id) as transaction:
            transaction.append(event)
    assert kept.store.seq(kept.room_id) == 3
    assert kept.store.events_after(kept.room_id, 0) == events
    assert kept.store.events_after(kept.room_id, 2) == events[2:]


def test_R10_a_gap_is_refused(kept: Kept) -> None:
    with pytest.raises(ValueError, match="gaps"), kept.store.locked(kept.room_id) as transaction:
        transaction.append(kept.event(2))
    assert kept.store.seq(kept.room_id) == 0


def test_R11_a_transaction_left_by_an_exception_leaves_nothing(kept: Kept) -> None:
    with pytest.raises(ZeroDivisionError), kept.store.locked(kept.room_id) as transaction:
        transaction.append(kept.event(1))
        transaction.save_snapshot(fold([kept.event(1)]))
        raise ZeroDivisionError
    assert kept.store.seq(kept.room_id) == 0
    assert kept.store.events_after(kept.room_id, 0) == []
    assert kept.store.snapshot(kept.room_id) is None


def test_R12_an_operation_is_found_by_its_id(kept: Kept) -> None:
    event = kept.event(1)
    with kept.store.locked(kept.room_id) as transaction:
        assert transaction.find(event.op_id) is None
        transaction.append(event)
        assert transaction.find(event.op_id) == event
    with kept.store.locked(kept.room_id) as transaction:
        assert transaction.find(event.op_id) == event
        assert transaction.events_after(0) == [event]


def test_R20_a_snapshot_comes_back_equal(kept: Kept) -> None:
    state = fold([kept.event(1)])
    with kept.store.locked(kept.room_id) as transaction:
        transaction.append(kept.event(1))
        transaction.save_snapshot(state)
    assert kept.store.snapshot(kept.room_id) == state


def test_R10_many_writers_with_engines_of_their_own_make_one_order(kept: Kept) -> None:
    """Each thread has its own engine, as a server process would; all commit to one room at once."""
    errors: list[Exception] = []

    def write(person: str) -> None:
        engine = RoomEngine(kept.store, lambda: datetime.now(UTC))
        somebody = Actor(person=person, role="radiologist", host=False)
        try:
            for _ in range(10):
                engine.commit(room_id=kept.room_id, op_id=new_id(), op=create(), authorise=lambda: somebody)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(kept.people[number % 2],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    events = kept.store.events_after(kept.room_id, 0)
    assert [event.seq for event in events] == list(range(1, 41))
    assert RoomEngine(kept.store, lambda: datetime.now(UTC)).state(kept.room_id) == fold(events)


def test_R11_the_audit_row_is_written_in_the_events_own_transaction() -> None:
    from apps.audit.models import AuditEvent

    seeded: dict[str, Any] = seed(1)
    Room.objects.create(pk=seeded["room"], consult_id=seeded["room"])
    kept = Kept(DatabaseStore(), seeded["room"], seeded["users"])
    with pytest.raises(ZeroDivisionError), kept.store.locked(kept.room_id) as transaction:
        transaction.append(kept.event(1))
        raise ZeroDivisionError
    assert not AuditEvent.objects.filter(object_id=kept.room_id).exists()
    with kept.store.locked(kept.room_id) as transaction:
        transaction.append(kept.event(1))
    assert AuditEvent.objects.get(object_id=kept.room_id).action == "annotation.create"


def test_R1_a_room_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound), DatabaseStore().locked(new_id()):
        pass
    with pytest.raises(NotFound):
        DatabaseStore().seq(new_id())
