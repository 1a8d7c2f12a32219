"""Time comes in through here, so that tests can hold it still."""

from __future__ import annotations

import time
from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """Return the present time, aware, in UTC."""
    return timezone.now()


def monotonic() -> float:
    """Return seconds on a clock that never goes back."""
    return time.monotonic()
