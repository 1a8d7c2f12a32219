"""A limit on guessing passwords, in the database: without the database nobody signs in, so it fails closed.

Each try is written down before the password is looked at, so tries at the same moment see one another.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from apps.accounts.errors import TooManyTries
from apps.accounts.models import SignInAttempt
from apps.common import clock

WINDOW = timedelta(minutes=15)
MOST_TOGETHER = 5
"""For one e-mail address from one place: a colleague's typing errors elsewhere lock nobody out."""
MOST_PER_EMAIL = 25
MOST_PER_ADDRESS = 50


def begin(request: HttpRequest, email: str) -> SignInAttempt:
    """Write a try down and return it; the caller deletes it when the password was right. Raises `TooManyTries`."""
    since = clock.now() - WINDOW
    SignInAttempt.objects.filter(at__lte=since).delete()
    digest = salted_hmac("accounts.sign-in", email, algorithm="sha256").hexdigest()
    attempt = SignInAttempt.objects.create(at=clock.now(), email_digest=digest, address=_place(request))
    email_is, address_is = Q(email_digest=digest), Q(address=attempt.address)
    tries = SignInAttempt.objects.filter(at__gt=since).aggregate(
        together=Count("pk", filter=email_is & address_is),
        email=Count("pk", filter=email_is),
        address=Count("pk", filter=address_is),
    )
    if (
        tries["together"] > MOST_TOGETHER
        or tries["email"] > MOST_PER_EMAIL
        or (tries["address"] > MOST_PER_ADDRESS and attempt.address)
    ):
        # A refused try does not count: knocking on cannot keep the door shut.
        attempt.delete()
        user_login_failed.send(sender=__name__, credentials={}, request=request, why="too_many")
        raise TooManyTries(_("Too many tries. Wait 15 minutes and try again."))
    return attempt


def _place(request: HttpRequest) -> str:
    """Return the caller's network address; of an IPv6 address the /64, of which one caller has all."""
    address = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        # Behind our proxy: its own entry is the last one, and whatever stands before it the caller made up.
        address = forwarded.rsplit(",", 1)[-1].strip()
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((found, 64), strict=False).network_address) if found.version == 6 else str(found)
