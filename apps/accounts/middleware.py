"""What holds for whoever is signed in: nobody without a second factor gets any further, everybody is answered in
their own language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]


def second_factor_required(get_response: Handler) -> Handler:
    """End a session that carries a user but no verified device: it was not made by our sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not (user.is_active and user.is_verified()):
            logout(request)
        return get_response(request)

    return middleware


def language_of_the_person(get_response: Handler) -> Handler:
    """Answer in the language that the person chose on whichever machine; before that, in the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "")
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen
        return get_response(request)

    return middleware
