"""Sign-in pages: password, then code; and the choice of language."""

from __future__ import annotations

from base64 import b32encode

import segno
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import services
from apps.accounts.errors import CodeRefused, TooManyTries
from apps.accounts.models import User
from apps.common.errors import Invalid


def _next(request: HttpRequest) -> str:
    url = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if safe else settings.LOGIN_REDIRECT_URL


@sensitive_post_parameters("password")
@csrf_protect
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password."""
    context = {"next": _next(request), "email": request.POST.get("email", "")[:254], "error": ""}
    status = 200
    if request.method == "POST":
        try:
            user = services.check_password(request, email=context["email"], password=request.POST.get("password", ""))
        except TooManyTries as refusal:
            user, context["error"], status = None, refusal.message, refusal.status
        if user is not None:
            request.session["next"] = context["next"]
            return redirect("sign-in-code")
        if not context["error"]:
            context["error"] = _("E-mail address and password do not belong together. Check both and try again.")
            status = 403
    return render(request, "accounts/sign_in.html", context, status=status)


@sensitive_post_parameters("code")
@csrf_protect
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code; the first time, show what the authenticator app needs."""
    user = services.pending_user(request)
    if user is None:
        return redirect("sign-in")
    error = ""
    if request.method == "POST":
        target = request.session.get("next", settings.LOGIN_REDIRECT_URL)
        try:
            services.check_code(request, user, request.POST.get("code", "")[:20])
            return redirect(target)
        except CodeRefused as refusal:
            error = refusal.message
    device = services.device_to_enrol(user)
    context = {"email": user.email, "error": error, "qr": "", "secret": ""}
    if device is not None:
        context["qr"] = segno.make(device.config_url).svg_data_uri(scale=5)
        context["secret"] = b32encode(device.bin_key).decode("ascii")
    return render(request, "accounts/code.html", context, status=403 if error else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("sign-in")


@csrf_protect
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Answer in another language from now on: in this browser until it is closed, and wherever the person signs in."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Invalid("Teleconsult does not speak this language.")
    if isinstance(request.user, User):
        services.choose_language(request.user, code)
    response = redirect(_next(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
