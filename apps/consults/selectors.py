"""Read consults."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.cases.models import CaseStudy
from apps.consults.models import Consult, Participant

PRIOR_DAYS = 7
"""A study that is more days older than the newest of its consult is a prior."""


def consults_of(user_id: Any) -> QuerySet[Consult]:
    """Return the consults this person belongs to, newest first."""
    return (
        Consult.objects.filter(participants__user_id=user_id, participants__removed_at=None)
        .select_related("case")
        .prefetch_related("studies")
    )


def studies_of(consult: Consult) -> list[CaseStudy]:
    """Return the consult's studies with their series, newest first; each says in `prior` whether it is one here."""
    studies = list(consult.studies.prefetch_related("series"))
    newest = max((study.date for study in studies if study.date), default=None)
    for study in studies:
        older = (newest - study.date).days if newest and study.date else 0
        study.prior = older > PRIOR_DAYS  # type: ignore[attr-defined]
    return studies


def participants_of(consult_id: Any) -> QuerySet[Participant]:
    """Return who belongs to the consult now, host first."""
    return Participant.objects.filter(consult_id=consult_id, removed_at=None, user__is_active=True).select_related(
        "user"
    )


def colleagues_of(user: User, roles: tuple[str, ...]) -> QuerySet[User]:
    """Return the people somebody can invite."""
    return User.objects.filter(is_active=True, role__in=roles).exclude(pk=user.pk)
