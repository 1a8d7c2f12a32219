"""Send one operation as one person through the room's service, on a room prepared for it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

from django.db import transaction

from apps.audit.models import AuditEvent
from apps.common.errors import NotAllowed, NotFound
from apps.live import doors, services
from apps.live.engine import OpRefused
from apps.live.images import RoomImages
from apps.live.models import Room, RoomEvent
from apps.live.stores.database import DatabaseStore, _Transaction
from apps.protocol.messages import Op, Submit, parse_op
from tests.access_matrix.cells import Fault, undone
from tests.access_matrix.world import ALPHA, BRAVO, Actor, Patient, World
from tests.support.ops import new_id
from tests.support.phantoms import uid


class NestedStore(DatabaseStore):
    """The product's store, except that its transaction may lie within the test's, which undoes it afterwards."""

    @contextmanager
    def locked(self, room_id: str) -> Any:
        """Lock as the product does."""
        with transaction.atomic():
            room = Room.objects.select_for_update().filter(pk=room_id).first()
            if room is None:
                raise NotFound
            yield _Transaction(room)


def image(patient: Patient) -> dict[str, Any]:
    """Return the patient's first image."""
    return {**patient.uids, "frame": 1, "frame_of_reference_uid": uid(f"{patient.name}/frame")}


def submit(op: dict[str, Any]) -> Submit:
    """Wrap an operation as a browser does."""
    made: Op = parse_op(op)
    return Submit(type="op", op_id=new_id(), op=made)


EDITORS = {"open": "everyone", "locked": "nobody"}


class Room_:
    """Consult A's room, with a mark by `author`, while `presenter` presents."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = str(world.a.pk)
        Room.objects.get_or_create(pk=world.a.pk, defaults={"consult": world.a})
        self.images = RoomImages.load(self.id)
        self.mark = new_id()

    def do(self, user_id: Any, op: dict[str, Any]) -> str:
        """Send it; return what became of it, as the socket's consumer would tell."""
        try:
            services.op_commit(user_id=user_id, room_id=self.id, submit=submit(op), images=self.images)
        except OpRefused as refusal:
            return refusal.code
        except (NotFound, NotAllowed):
            return "gone"
        return "taken"

    def prepare(self, kind: str, case: str, actor: Actor) -> None:
        """Bring the room into the state that the line of the table speaks of."""
        assert actor.user is not None
        other, own = self.world.victim.pk, case == "own" and actor.role != "coordinator"
        author = actor.user.pk if own else other
        if kind == "comment.post" or (kind.startswith("annotation") and kind != "annotation.create"):
            assert self.do(author, self.create()) == "taken"
            if case in EDITORS:
                changes = {"editable_by": EDITORS[case]}
                lock = {"kind": "annotation.update", "id": self.mark, "changes": changes}
                assert self.do(author, lock) == "taken"
            if kind == "annotation.restore":
                assert self.do(author, {"kind": "annotation.delete", "id": self.mark}) == "taken"
        if kind in ("presenter.set", "series.open", "spotlight.set") and case != "free":
            presenter = actor.user.pk if case == "own" else other
            assert self.do(presenter, {"kind": "presenter.set", "person": str(presenter)}) == "taken"

    def create(self, patient: Patient = ALPHA) -> dict[str, Any]:
        """Return the operation that makes the mark."""
        made = {"kind": "annotation.create", "id": self.mark, "tool": "length", "text": ""}
        return {**made, "points": [[0, 0, 0], [1, 0, 0]], "image": image(patient)}

    def op(self, kind: str, case: str, actor: Actor) -> dict[str, Any]:
        """Return the operation of a line of the table."""
        assert actor.user is not None
        patient = BRAVO if case == "foreign" else ALPHA
        mark = new_id() if case == "foreign" else self.mark
        taker = str(self.world.newcomer.pk) if case == "foreign" else str(actor.user.pk)
        if case == "own":
            taker = str(self.world.victim.pk)
        fields: dict[str, dict[str, Any]] = {
            "annotation.create": self.create(patient),
            "annotation.update": {"id": mark, "changes": {"text": "x"}},
            "annotation.delete": {"id": mark},
            "annotation.restore": {"id": mark},
            "chat.post": {"id": new_id(), "text": "x"},
            "comment.post": {"id": new_id(), "annotation_id": mark, "text": "x"},
            "presenter.set": {"person": taker},
            "presenter.ask": {"person": str((actor.user if case == "own" else self.world.victim).pk), "on": True},
            "spotlight.set": {"on": True},
            "series.open": {"viewport": 1, **{key: patient.uids[key] for key in ("study_uid", "series_uid")}},
            "key_image.set": {"image": image(patient), "on": True},
        }
        return {"kind": kind, **fields[kind]}


def ask_room(world: World, line: str, actor: Actor, expected: str) -> list[Fault]:
    """Send the operation of a line; return what is not as the table says."""
    kind, _, case = line.partition(":")
    assert actor.user is not None
    with undone():
        room = Room_(world)
        here = actor.relation in ("host", "member") and actor.role != "patient"
        if here and case != "foreign":
            room.prepare(kind, case, actor)
        elif here and kind == "presenter.set":
            room.prepare(kind, "own", actor)
        events, trail = RoomEvent.objects.count(), AuditEvent.objects.count()
        found = room.do(actor.user.pk, room.op(kind, case, actor))
        added = RoomEvent.objects.count() - events
        noted = list(AuditEvent.objects.order_by("pk")[trail:].values_list("action", "actor_id", "object_id"))
    services.engine._cache.clear()
    name = f"{line} as {actor.label}"
    faults = [] if found == expected else [f"{name}: {found} instead of {expected}"]
    wanted = [(kind, actor.user.pk, room.id)] if expected == "taken" else []
    if (added, noted) != (len(wanted), wanted):
        faults.append(f"{name}: {added} events and the trail {noted}")
    return faults


def may_enter(world: World, actor: Actor, consult: Any) -> bool:
    """Say whether the door of a room opens to a socket's hello."""
    assert actor.user is not None
    with undone():
        try:
            doors.enter(actor.user.pk, consult)
        except (NotFound, NotAllowed):
            return False
        return True
