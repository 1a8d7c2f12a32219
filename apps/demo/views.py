"""Sign in by a link: only in the demonstration, only from this machine."""

from __future__ import annotations

from ipaddress import ip_address

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from apps.accounts.models import User
from apps.accounts.services import complete_sign_in
from apps.common.errors import NotFound

SALT = "demo-sign-in"


def sign_in_token(user: User) -> str:
    """Return the token of a person's link."""
    return signing.dumps(str(user.pk), salt=SALT)


def _from_this_machine(request: HttpRequest) -> bool:
    try:
        loopback = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    # A proxy on this machine would make the whole world look local.
    return loopback and not request.headers.get("X-Forwarded-For") and not request.headers.get("Forwarded")


@require_safe
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign a demonstration person in and go to `next`, or to the search."""
    if not _from_this_machine(request):
        raise NotFound
    try:
        user = User.objects.get(pk=signing.loads(token, salt=SALT), is_active=True)
    except (signing.BadSignature, User.DoesNotExist):
        raise NotFound from None
    device = TOTPDevice.objects.filter(user=user, name="demo").first()
    if device is None:
        raise NotFound
    complete_sign_in(request, user, device)
    target = request.GET.get("next", "/")
    return redirect(target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else "/")
