"""Read consults."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.consults.models import Consult, Participant


def consults_of(user_id: Any) -> QuerySet[Consult]:
    """Return the consults this person belongs to, newest first."""
    return (
        Consult.objects.filter(participants__user_id=user_id, participants__removed_at=None)
        .select_related("case")
        .prefetch_related("studies")
    )


def participants_of(consult_id: Any) -> QuerySet[Participant]:
    """Return who belongs to the consult now, host first."""
    return Participant.objects.filter(consult_id=consult_id, removed_at=None, user__is_active=True).select_related(
        "user"
    )


def colleagues_of(user: User, roles: tuple[str, ...]) -> QuerySet[User]:
    """Return the people somebody can invite."""
    return User.objects.filter(is_active=True, role__in=roles).exclude(pk=user.pk)
