"""Write hanging protocols. Each act and its audit row are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.services import record
from apps.hanging import doors
from apps.hanging.defaults import DEFAULTS
from apps.hanging.errors import TooMany
from apps.hanging.models import HangingProtocol
from apps.hanging.shape import Protocol

MOST = 100
"""Every room is sent all of them."""


@transaction.atomic
def protocol_create(*, actor: User, protocol: Protocol) -> HangingProtocol:
    """Add a protocol, before those that match any study, or else it would never be reached."""
    doors.demand(actor)
    order = _locked()
    if len(order) >= MOST:
        raise TooMany("There are as many hanging protocols as rooms can hold. Delete one first.")
    made = HangingProtocol(position=0, **protocol.columns_of_the_table())
    place = next((at for at, one in enumerate(order) if not (one.modality or one.body_part)), len(order))
    if not (made.modality or made.body_part):
        place = len(order)
    made.position = place
    made.full_clean()
    made.save(force_insert=True)
    _number([*order[:place], made, *order[place:]])
    _record("create", actor, made.pk)
    return made


@transaction.atomic
def protocol_update(*, actor: User, protocol_id: Any, protocol: Protocol) -> HangingProtocol:
    """Replace what a protocol says; its place in the order stays."""
    _locked()
    found = doors.protocol_for(actor, protocol_id)
    for name, value in protocol.columns_of_the_table().items():
        setattr(found, name, value)
    found.full_clean()
    found.save()
    _record("update", actor, found.pk)
    return found


@transaction.atomic
def protocol_move(*, actor: User, protocol_id: Any, down: bool) -> None:
    """Try a protocol one place later, or one place earlier. At the end of the list nothing moves."""
    order = _locked()
    found = doors.protocol_for(actor, protocol_id)
    at = order.index(found)
    order.insert(max(0, at + (1 if down else -1)), order.pop(at))
    _number(order)
    _record("move", actor, found.pk, down=down)


@transaction.atomic
def protocol_delete(*, actor: User, protocol_id: Any) -> None:
    """Delete a protocol."""
    order = _locked()
    found = doors.protocol_for(actor, protocol_id)
    order.remove(found)
    HangingProtocol.objects.filter(pk=found.pk).delete()
    _number(order)
    _record("delete", actor, found.pk)


@transaction.atomic
def protocols_reset(*, actor: User) -> None:
    """Delete all protocols and make those of a new installation."""
    doors.demand(actor)
    _locked()
    HangingProtocol.objects.all().delete()
    made = [Protocol.model_validate(fields).columns_of_the_table() for fields in DEFAULTS]
    HangingProtocol.objects.bulk_create(HangingProtocol(position=at, **fields) for at, fields in enumerate(made))
    _record("reset", actor, "")


def _locked() -> list[HangingProtocol]:
    """Return the protocols in order; who changes the order at the same time waits."""
    return list(HangingProtocol.objects.select_for_update())


def _number(order: Sequence[HangingProtocol]) -> None:
    """Write the order down."""
    for position, one in enumerate(order):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])


def _record(act: str, actor: User, pk: Any, **detail: Any) -> None:
    record(
        action=f"hanging.{act}",
        actor_id=actor.pk,
        object_type="hanging_protocol",
        object_id=str(pk),
        detail=detail,
    )
