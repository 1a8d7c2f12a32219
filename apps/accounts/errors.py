"""Refusals of signing in."""

from __future__ import annotations

from apps.common.errors import TeleconsultError


class CodeRefused(TeleconsultError):
    """The one-time code did not match, was used before, or too many were tried."""

    code = "code_refused"
    status = 403


class TooManyTries(TeleconsultError):
    """Too many wrong passwords for this address of mail or from this address of the network."""

    code = "too_many_tries"
    status = 429
