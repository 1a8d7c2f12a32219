"""Sign in with password and one-time code (RFC 6238).

Between the two steps the session holds only who gave the right password and when; nobody is signed in until the code
matched, and the session's key changes at both steps.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate, login
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import login as otp_login
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from apps.accounts import attempts
from apps.accounts.errors import CodeRefused
from apps.accounts.models import User
from apps.common import clock

PENDING = "pending_sign_in"
PENDING_SECONDS = 300
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def check_password(request: HttpRequest, *, email: str, password: str) -> User | None:
    """Check the first factor. On success remember it for five minutes under a new session key.

    Raises `TooManyTries`; whether the address belongs to anybody makes no difference to that.
    """
    email = email.replace("\x00", "").strip().lower()
    attempt = attempts.begin(request, email)
    user = authenticate(request, username=email, password=password)
    if not isinstance(user, User):
        return None
    attempt.delete()
    request.session.flush()
    request.session.cycle_key()
    request.session[PENDING] = {"user": str(user.pk), "at": clock.now().timestamp()}
    return user


def pending_user(request: HttpRequest) -> User | None:
    """Return who gave the right password in this session less than five minutes ago."""
    pending: dict[str, Any] | None = request.session.get(PENDING)
    if pending is None or clock.now().timestamp() - pending["at"] > PENDING_SECONDS:
        return None
    return User.objects.filter(pk=pending["user"], is_active=True).first()


def device_to_enrol(user: User) -> TOTPDevice | None:
    """Return the unconfirmed device to set up, or None when the person has a confirmed one."""
    if TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        return None
    device, _created = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})
    return device


def check_code(request: HttpRequest, user: User, code: str) -> None:
    """Check the second factor and sign in. Raises `CodeRefused`; a code works once."""
    token = code.replace(" ", "")
    device = _matching_device(user, token) if token.isdecimal() else None
    if device is None:
        # Outside any transaction: the device has counted this try, and undoing that would undo the throttle.
        user_login_failed.send(sender=__name__, credentials={}, request=request, user=user, why="code")
        raise CodeRefused(_("The code did not match. Wait for the next one and try again."))
    with transaction.atomic():
        complete_sign_in(request, user, device)


@transaction.atomic
def _matching_device(user: User, token: str) -> TOTPDevice | None:
    """Return the device whose code this is; the first right code confirms a device that was being set up."""
    enrolling = device_to_enrol(user)
    if enrolling is None:
        return match_token(user, token)
    device = TOTPDevice.objects.select_for_update().get(pk=enrolling.pk)
    if not device.verify_token(token):
        return None
    TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
    return device


def complete_sign_in(request: HttpRequest, user: User, device: TOTPDevice) -> None:
    """Make the signed-in, verified session, under a new key."""
    request.session.pop(PENDING, None)
    login(request, user, backend=_BACKEND)
    request.session.cycle_key()
    otp_login(request, device)


def choose_language(user: User, code: str) -> None:
    """Keep the language a person wants to be answered in."""
    user.language = code
    user.save(update_fields=["language"])
