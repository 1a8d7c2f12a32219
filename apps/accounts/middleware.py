"""Nobody signed in without a second factor gets any further than the sign-in pages."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def second_factor_required(get_response: Handler) -> Handler:
    """End a session that carries a user but no verified device: it was not made by our sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not (user.is_active and user.is_verified()):
            logout(request)
        return get_response(request)

    return middleware
