"""The only ways to hanging protocols on somebody's behalf. Rooms read them under the consult's own door."""

from __future__ import annotations

from typing import Any

from apps.access.policy import ANYONE, Action, allows
from apps.accounts.models import User
from apps.common.errors import NotAllowed, NotFound
from apps.hanging.models import HangingProtocol


def demand(user: User) -> None:
    """Ask the policy whether this person looks after the protocols. Raises `NotAllowed`."""
    if not (user.is_active and allows(user.role, ANYONE, Action.HANGING_MANAGE)):
        raise NotAllowed("Your role does not allow this.")


def protocol_for(user: User, protocol_id: Any) -> HangingProtocol:
    """Return a protocol for somebody who looks after them. Raises `NotAllowed`, or `NotFound` for what is gone."""
    demand(user)
    found = HangingProtocol.objects.filter(pk=protocol_id).first()
    if found is None:
        raise NotFound
    return found
