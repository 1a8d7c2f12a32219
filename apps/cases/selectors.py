"""Read cases."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.cases.models import CaseSeries, CaseStudy


def readable_studies(user_id: Any) -> QuerySet[CaseStudy]:
    """Return the studies this person may read now, through any access that was not withdrawn."""
    return CaseStudy.objects.filter(
        access__user_id=user_id, access__revoked_at=None, access__user__is_active=True
    ).distinct()


def readable_series(user_id: Any, study_uid: str, series_uid: str) -> CaseSeries | None:
    """Return the series if this person may read its study."""
    studies = readable_studies(user_id).filter(study_uid=study_uid)
    return CaseSeries.objects.filter(series_uid=series_uid, study__in=studies).first()
