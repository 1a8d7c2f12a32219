"""What holds for every answer, whichever app gives it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from apps.common.errors import TeleconsultError
from apps.common.words import said

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]


def private_by_default(get_response: Handler) -> Handler:
    """Let no shared cache keep an answer, and give the browser no powers it does not need."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        patch_vary_headers(response, ["Cookie"])
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


class _ErrorsAsAnswers:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a `TeleconsultError` into its status: JSON for programs, a page for people."""
        if not isinstance(exception, TeleconsultError):
            return None
        if "text/html" in request.headers.get("Accept", ""):
            return render(request, "common/error.html", {"error": exception}, status=exception.status)
        body = {"error": {"code": exception.code, "message": said(exception)}}
        return JsonResponse(body, status=exception.status)


def errors_as_answers(get_response: Handler) -> _ErrorsAsAnswers:
    """Answer every refusal in one shape: `{"error": {"code", "message"}}`."""
    return _ErrorsAsAnswers(get_response)
