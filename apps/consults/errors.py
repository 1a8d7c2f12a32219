"""Refusals of consults."""

from __future__ import annotations

from apps.common.errors import Invalid


class MixedPatients(Invalid):
    """Studies of two patients were to be shown in one consult."""

    code = "mixed_patients"


class NothingToShow(Invalid):
    """The consult would have no image."""

    code = "nothing_to_show"


class CannotInvite(Invalid):
    """The person does not exist or has no role in consults."""

    code = "cannot_invite"


class HostStays(Invalid):
    """The host cannot be removed."""

    code = "host_stays"
