"""Read hanging protocols."""

from __future__ import annotations

from django.db.models import QuerySet

from apps.hanging.models import HangingProtocol


def protocols() -> QuerySet[HangingProtocol]:
    """Return all of them in the order in which they are tried."""
    return HangingProtocol.objects.all()
