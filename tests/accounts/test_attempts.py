"""Guessing passwords is limited per person and per place, in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from apps.accounts import attempts
from apps.accounts.models import SignInAttempt, User
from apps.audit.models import AuditEvent
from apps.common import clock
from tests.accounts.test_sign_in import PASSWORD, WRONG_PASSWORD, give_password

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture(autouse=True)
def ana() -> User:
    """Whose password is guessed."""
    return User.objects.create_user("ana@example.org", PASSWORD, name="Ana Ruiz", role="radiologist")


def guess(
    password: str = WRONG_PASSWORD,
    *,
    times: int = 1,
    email: str = "ana@example.org",
    at: str = HERE,
    forwarded: str = "",
) -> int:
    """Try a password so often from one place; return the last status."""
    for _ in range(times):
        status: int = give_password(
            Client(REMOTE_ADDR=at, headers={"X-Forwarded-For": forwarded} if forwarded else {}), password, email
        ).status_code
    return status


def test_after_five_wrong_passwords_even_the_right_one_is_refused() -> None:
    assert guess(times=attempts.MOST_TOGETHER) == 403
    assert guess(PASSWORD) == 429
    assert guess(PASSWORD, email="ANA@example.org") == 429
    assert AuditEvent.objects.filter(action="sign_in.refused", detail__why="too_many").count() == 2


def test_the_owner_still_gets_in_from_elsewhere() -> None:
    guess(times=attempts.MOST_TOGETHER)
    assert guess(PASSWORD, at=ELSEWHERE) == 302


def test_four_wrong_passwords_lock_nobody_out() -> None:
    guess(times=attempts.MOST_TOGETHER - 1)
    assert guess(PASSWORD) == 302


def test_many_places_together_do_not_guess_on() -> None:
    for number in range(attempts.MOST_PER_EMAIL):
        assert guess(at=f"192.0.2.{number}") == 403
    assert guess(PASSWORD, at=ELSEWHERE) == 429


def test_one_place_does_not_guess_at_everybody() -> None:
    for number in range(attempts.MOST_PER_ADDRESS):
        assert guess(email=f"person{number}@example.org") == 403
    assert guess(PASSWORD) == 429
    assert guess(PASSWORD, at=ELSEWHERE) == 302


def test_an_ipv6_network_is_one_place() -> None:
    for number in range(attempts.MOST_TOGETHER):
        guess(at=f"2001:db8::{number + 1:x}")
    assert guess(PASSWORD, at="2001:db8::ffff") == 429
    assert guess(PASSWORD, at="2001:db8:0:1::1") == 302


def test_an_unknown_address_is_refused_alike() -> None:
    assert guess(times=attempts.MOST_TOGETHER, email="nobody@example.org") == 403
    assert guess(email="nobody@example.org") == 429


def test_the_window_passes_and_refused_tries_do_not_lengthen_it(monkeypatch: pytest.MonkeyPatch) -> None:
    start, passed = clock.now(), timedelta()

    def now() -> datetime:
        return start + passed

    monkeypatch.setattr(clock, "now", now)
    guess(times=attempts.MOST_TOGETHER)
    passed = attempts.WINDOW - timedelta(seconds=1)
    assert guess(PASSWORD, times=3) == 429
    passed = attempts.WINDOW
    assert guess(PASSWORD) == 302
    assert not SignInAttempt.objects.exists()


def test_made_up_forwarding_changes_nothing_without_a_proxy() -> None:
    for number in range(attempts.MOST_TOGETHER):
        guess(forwarded=f"203.0.113.{number}")
    assert guess(PASSWORD, forwarded="203.0.113.99") == 429


def test_behind_a_proxy_only_its_own_entry_counts(settings) -> None:  # type: ignore[no-untyped-def]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(attempts.MOST_TOGETHER):
        guess(forwarded=f"203.0.113.{number}, {ELSEWHERE}")
    assert guess(PASSWORD, forwarded=f"203.0.113.99, {ELSEWHERE}") == 429
    assert guess(PASSWORD, forwarded="203.0.113.1") == 302


def test_what_was_typed_is_not_kept() -> None:
    guess(email="my secret passphrase")
    (row,) = SignInAttempt.objects.values()
    assert "secret" not in str(row)
    assert "secret" not in str(list(AuditEvent.objects.values()))


def test_without_the_limit_nobody_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**fields: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(SignInAttempt.objects, "create", broken)
    browser = Client(raise_request_exception=False)
    assert give_password(browser).status_code == 500
    assert "sessionid" not in browser.cookies
