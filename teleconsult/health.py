"""Is the process alive, and can it work?"""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from apps.archive.registry import get_archive


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Say which part is missing: database, Redis (where used), archive. 503 when any is."""
    checks: dict[str, Callable[[], object]] = {"database": _database, "archive": lambda: get_archive().health()}
    if settings.REDIS_URL:
        checks["redis"] = lambda: redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
    parts = {name: _answer(check) for name, check in checks.items()}
    ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({"status": "ok" if ready else "not ready", "parts": parts}, status=200 if ready else 503)


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _answer(check: Callable[[], object]) -> str:
    try:
        check()
    except Exception as error:
        return str(getattr(error, "code", "unreachable"))
    return "ok"
