"""Read cases."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.cases.models import CaseSeries, CaseStudy


def readable_studies(user_id: Any, source: Any = None) -> QuerySet[CaseStudy]:
    """Return the versions of studies this person may read now, through any access that was not withdrawn.

    With `source`, only what that source gave.
    """
    given = {} if source is None else {"access__source": source}
    return CaseStudy.objects.filter(
        access__user_id=user_id, access__revoked_at=None, access__user__is_active=True, **given
    ).distinct()


def readable_series(user_id: Any, study_uid: str, series_uid: str, source: Any = None) -> list[CaseSeries]:
    """Return the versions of the series that this person may read, the newest first."""
    studies = readable_studies(user_id, source).filter(study_uid=study_uid)
    found = CaseSeries.objects.filter(series_uid=series_uid, study__in=studies)
    return list(found.order_by("-study__version", "-pk"))
