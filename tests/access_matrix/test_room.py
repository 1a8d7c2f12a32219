"""Every operation and message of the socket, for every kind of person."""

from __future__ import annotations

import uuid
from typing import get_args

import pytest

from apps.live import selectors, services
from apps.protocol.messages import ClientMessage, Op
from tests.access_matrix.ops import NestedStore, ask_room, may_enter
from tests.access_matrix.table import rows
from tests.access_matrix.world import Actor, World

HEADER, *LINES = rows("room.txt")
MESSAGES = {"hello": "the door", "op": "the table room.txt", "sync": "a seat, which the sweep takes away"}
"""What guards each message of a browser."""


@pytest.fixture(autouse=True)
def nested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every cell be undone."""
    monkeypatch.setattr(services.engine, "_store", NestedStore())
    services.engine._cache.clear()


def kinds() -> set[str]:
    """Return the kinds of operations that the protocol knows."""
    return {get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Op)[0])}


def expected(line: list[str], actor: Actor) -> str:
    """Return what the table says of this person."""
    if actor.relation not in ("host", "member") or actor.role == "patient":
        return "gone"
    column = f"{actor.relation}-{'coordinator' if actor.role == 'coordinator' else 'clinician'}"
    return line[HEADER.index(column)]


def test_every_operation_has_a_row_and_every_message_a_guard() -> None:
    assert {line[0].partition(":")[0] for line in LINES} == kinds()
    models = get_args(get_args(ClientMessage)[0])
    assert {get_args(model.model_fields["type"].annotation)[0] for model in models} == set(MESSAGES)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_every_operation_ends_as_the_table_says(world: World, line: list[str]) -> None:
    answers = (ask_room(world, line[0], actor, expected(line, actor)) for actor in world.actors)
    assert [fault for faults in answers for fault in faults] == []


def test_the_door_opens_to_members_who_are_staff_and_to_nobody_else(world: World) -> None:
    for actor in world.actors:
        staff = actor.role != "patient"
        assert may_enter(world, actor, world.a.pk) is (staff and actor.relation in ("host", "member")), actor.label
        assert may_enter(world, actor, world.b.pk) is (staff and actor.relation == "outsider"), actor.label
        assert not may_enter(world, actor, uuid.UUID(int=4711)), actor.label


def test_the_sweep_keeps_whom_the_door_would_let_in(world: World) -> None:
    places = {(str(world.a.pk), str(actor.user.pk), actor.session) for actor in world.actors if actor.user}
    assert selectors.still_allowed(places) == {
        (str(world.a.pk), str(actor.user.pk), actor.session)
        for actor in world.actors
        if actor.user and actor.role != "patient" and actor.relation in ("host", "member")
    }


def test_the_sweep_puts_out_whose_role_session_or_seat_was_taken(world: World) -> None:
    actor = world.person("radiologist", "member")
    assert actor.user is not None
    place = (str(world.a.pk), str(actor.user.pk), actor.session)
    assert selectors.still_allowed({place}) == {place}
    assert selectors.still_allowed({(place[0], place[1], "another-session-key")}) == set()
    actor.user.role = "patient"
    actor.user.save()
    assert selectors.still_allowed({place}) == set()
