"""Refusals of hanging protocols."""

from __future__ import annotations

from apps.common.errors import Invalid


class TooMany(Invalid):
    """There is no room for another protocol."""

    code = "too_many_protocols"
