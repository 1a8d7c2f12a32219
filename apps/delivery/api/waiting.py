"""What a view does that waits for images: hold no database connection, and say when it is too much."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from apps.common.words import said
from apps.imaging.errors import Busy

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]


def let_database_go() -> None:
    """Give the connection back to the pool, which rooms need to commit; the next query takes one again."""
    if not connection.in_atomic_block:
        connection.close()


def busy_as_answer(view: View[Arguments]) -> View[Arguments]:
    """Answer `Busy` in the shape of every refusal, with the time to come back after."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Busy as busy:
            body = {"error": {"code": busy.code, "message": said(busy)}}
            return JsonResponse(body, status=busy.status, headers={"Retry-After": str(busy.retry_seconds)})

    return answered
