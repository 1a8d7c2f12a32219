"""An act and its audit row are one transaction: when the row cannot be written, nothing was done."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError

from apps.audit.models import AuditEvent
from apps.consults.models import Consult, Participant
from apps.live import services
from apps.live.models import RoomEvent
from tests.access_matrix.cells import ask
from tests.access_matrix.ops import NestedStore, Room_
from tests.access_matrix.table import Row, http_rows
from tests.access_matrix.world import World


@pytest.fixture
def no_audit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the audit trail refuse every row, as a full disk would."""

    def refuse(**fields: Any) -> None:
        raise DatabaseError("the trail is full")

    monkeypatch.setattr(AuditEvent.objects, "create", refuse)


def row(route: str, method: str) -> Row:
    """Return a row of the table."""
    return next(row for row in http_rows() if (row.route, row.method) == (route, method))


def state() -> tuple[Any, ...]:
    """Return what the acts could have changed."""
    return Consult.objects.count(), list(Participant.objects.order_by("pk").values())


@pytest.mark.parametrize(
    ("route", "method"), [("consult-start", "POST"), ("api-room-people", "POST"), ("api-room-person", "DELETE")]
)
def test_an_act_without_its_row_did_not_happen(world: World, no_audit: None, route: str, method: str) -> None:
    before = state()
    assert ask(world, row(route, method), world.person("radiologist", "host"), "a").status_code == 500
    assert state() == before


@pytest.mark.parametrize("route", ["archive-search", "api-room", "series-metadata"])
def test_nothing_is_shown_that_cannot_be_recorded(world: World, no_audit: None, route: str) -> None:
    answer = ask(world, row(route, "GET"), world.person("radiologist", "host"), "a")
    assert answer.status_code == 500
    assert b"CANARY" not in answer.getvalue()


def test_an_operation_without_its_row_is_not_taken(
    world: World, no_audit: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services.engine, "_store", NestedStore())
    room, host = Room_(world), world.person("radiologist", "host").user
    assert host is not None
    with pytest.raises(DatabaseError):
        room.do(host.pk, room.create())
    assert not RoomEvent.objects.exists()
    assert services.engine.state(room.id).annotations == []
