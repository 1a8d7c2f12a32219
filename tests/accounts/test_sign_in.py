"""Password, then one-time code, through the pages (RFC 6238, OWASP ASVS 5 chapters 6 and 7)."""

from __future__ import annotations

import json
import time
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from apps.accounts.models import User
from apps.audit.models import AuditEvent

PASSWORD = "correct horse battery staple"
WRONG_PASSWORD = "wrong horse battery staple"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    """Somebody with a password and no second factor yet."""
    return User.objects.create_user("ana@example.org", PASSWORD, name="Ana Ruiz", role="radiologist")


@pytest.fixture
def device(ana: User) -> TOTPDevice:
    """Her second factor."""
    return TOTPDevice.objects.create(user=ana, name="authenticator", confirmed=True)


@pytest.fixture
def browser() -> Client:
    """A browser that keeps its cookies."""
    return Client()


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    """Return what the authenticator app shows now, or some steps away."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + steps)
    totp.time = time.time()
    return f"{totp.token():06d}"


def wrong(code: str) -> str:
    """Return another code."""
    return f"{(int(code) + 333_333) % 1_000_000:06d}"


def give_password(browser: Client, password: str = PASSWORD, email: str = "ana@example.org", **fields: str) -> Any:
    """Take the first step."""
    return browser.post("/sign-in/", {"email": email, "password": password, **fields})


def give_code(browser: Client, code: str) -> Any:
    """Take the second step."""
    return browser.post("/sign-in/code/", {"code": code})


def key_of(browser: Client) -> str:
    """Return the session key the browser holds."""
    return browser.cookies["sessionid"].value


def signed_in(browser: Client) -> bool:
    """Say whether the pages of members open."""
    status: int = browser.get("/consults/").status_code
    return status == 200


def trail() -> list[tuple[str, str, dict[str, Any]]]:
    """Return what the audit trail says."""
    return [(row.action, str(row.actor_id), row.detail) for row in AuditEvent.objects.order_by("pk")]


def test_password_and_code_open_the_door_and_are_recorded(browser: Client, ana: User, device: TOTPDevice) -> None:
    assert give_password(browser).url == "/sign-in/code/"
    assert not signed_in(browser)
    assert give_code(browser, code_of(device)).url == "/"
    assert signed_in(browser)
    assert trail() == [("sign_in", str(ana.pk), {})]


def test_the_session_key_changes_at_both_steps_and_the_old_ones_are_dead(
    browser: Client, ana: User, device: TOTPDevice
) -> None:
    fixed = SessionStore()
    fixed["planted"] = True
    fixed.save()
    browser.cookies["sessionid"] = str(fixed.session_key)
    keys = [key_of(browser)]
    give_password(browser)
    keys.append(key_of(browser))
    give_code(browser, code_of(device))
    keys.append(key_of(browser))
    assert len(set(keys)) == 3
    assert list(Session.objects.values_list("session_key", flat=True)) == [keys[2]]
    for dead in keys[:2]:
        old = Client()
        old.cookies["sessionid"] = dead
        assert not signed_in(old)


def test_the_session_between_the_steps_holds_neither_password_nor_user(
    browser: Client, ana: User, device: TOTPDevice
) -> None:
    give_password(browser)
    held = dict(SessionStore(key_of(browser)).load())
    assert set(held) == {"pending_sign_in", "next"}
    assert set(held["pending_sign_in"]) == {"user", "at"}
    assert PASSWORD not in json.dumps(held)
    assert ana.password not in json.dumps(held)


def test_after_five_minutes_the_password_has_to_be_given_again(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    session = SessionStore(key_of(browser))
    session["pending_sign_in"] = {**session["pending_sign_in"], "at": time.time() - 301}
    session.save()
    assert give_code(browser, code_of(device)).url == "/sign-in/"
    assert not signed_in(browser)


def test_a_code_works_once(browser: Client, ana: User, device: TOTPDevice) -> None:
    code = code_of(device)
    give_password(browser)
    assert give_code(browser, code).status_code == 302
    second = Client()
    give_password(second)
    device.refresh_from_db()
    assert give_code(second, code).status_code == 403
    assert not signed_in(second)


def test_wrong_codes_are_counted_so_that_even_the_right_one_has_to_wait(
    browser: Client, ana: User, device: TOTPDevice
) -> None:
    give_password(browser)
    for _ in range(3):
        assert give_code(browser, wrong(code_of(device))).status_code == 403
    device.refresh_from_db()
    # Tries that come too early are refused unseen and not counted: at least the first one was.
    assert device.throttling_failure_count >= 1
    TOTPDevice.objects.update(throttling_failure_count=10, throttling_failure_timestamp=timezone.now())
    assert give_code(browser, code_of(device)).status_code == 403
    assert not signed_in(browser)
    assert trail() == [("sign_in.refused", str(ana.pk), {"why": "code"})] * 4


@pytest.mark.parametrize("code", ["", "      ", "abcdef", "１２３４５６", "-00001", "1e5", "\x00", "9" * 20, "²"])
def test_what_is_no_code_is_refused(browser: Client, ana: User, device: TOTPDevice, code: str) -> None:
    give_password(browser)
    assert give_code(browser, code).status_code == 403


def test_nobody_enters_with_the_code_of_another(browser: Client, ana: User, device: TOTPDevice) -> None:
    other = User.objects.create_user("tom@example.org", PASSWORD, name="Tom", role="specialist")
    theirs = TOTPDevice.objects.create(user=other, name="authenticator", confirmed=True)
    give_password(browser)
    assert give_code(browser, code_of(theirs)).status_code == 403


def test_the_secret_is_shown_until_it_is_confirmed_and_never_again(browser: Client, ana: User) -> None:
    give_password(browser)
    page = browser.get("/sign-in/code/")
    device = TOTPDevice.objects.get(user=ana)
    assert b32decode(page.context["secret"]) == device.bin_key
    assert page.context["qr"].startswith("data:image/svg+xml")
    assert not device.confirmed
    assert give_code(browser, wrong(code_of(device))).status_code == 403
    TOTPDevice.objects.filter(user=ana).update(throttling_failure_count=0)
    assert give_code(browser, code_of(device)).status_code == 302
    device.refresh_from_db()
    assert device.confirmed
    again = Client()
    give_password(again)
    page = again.get("/sign-in/code/")
    assert (page.context["secret"], page.context["qr"]) == ("", "")
    assert page.context["secret"] == "" and device.key.encode() not in page.content


def test_setting_up_is_throttled_too(browser: Client, ana: User) -> None:
    give_password(browser)
    device = TOTPDevice.objects.get(user=ana) if TOTPDevice.objects.exists() else None
    browser.get("/sign-in/code/")
    device = TOTPDevice.objects.get(user=ana)
    give_code(browser, wrong(code_of(device)))
    device.refresh_from_db()
    assert device.throttling_failure_count == 1


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "http:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\x00//evil.example",
        "/\t/evil.example",
        "https://testserver@evil.example/",
        "https://testserver.evil.example/",
        "ftp://testserver/",
    ],
)
@pytest.mark.parametrize("how", ["form", "query"])
def test_next_never_leads_elsewhere(browser: Client, ana: User, device: TOTPDevice, target: str, how: str) -> None:
    if how == "form":
        give_password(browser, next=target)
    else:
        page = browser.get("/sign-in/", {"next": target})
        give_password(browser, next=page.context["next"])
    assert give_code(browser, code_of(device)).url == "/"


def test_next_leads_back_to_the_page_one_came_for(browser: Client, ana: User, device: TOTPDevice) -> None:
    came: Any = browser.get("/consults/")
    assert came.url == "/sign-in/?next=/consults/"
    page = browser.get(came.url)
    give_password(browser, next=page.context["next"])
    assert give_code(browser, code_of(device)).url == "/consults/"


def test_signing_out_is_posted_ends_the_session_and_is_recorded(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    give_code(browser, code_of(device))
    key = key_of(browser)
    assert browser.get("/sign-out/").status_code == 405
    assert signed_in(browser)
    out: Any = browser.post("/sign-out/")
    assert out.url == "/sign-in/"
    assert not signed_in(browser)
    assert not Session.objects.filter(session_key=key).exists()
    assert trail()[-1] == ("sign_out", str(ana.pk), {})


def test_who_is_deactivated_is_out_at_once_and_stays_out(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    give_code(browser, code_of(device))
    assert signed_in(browser)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert not signed_in(browser)
    fresh = Client()
    assert give_password(fresh).status_code == 403


def test_who_is_deactivated_between_the_steps_does_not_get_in(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert give_code(browser, code_of(device)).url == "/sign-in/"


def test_a_changed_password_ends_every_session(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    give_code(browser, code_of(device))
    ana.set_password("another horse battery staple")
    ana.save()
    assert not signed_in(browser)


def test_a_removed_second_factor_ends_the_session(browser: Client, ana: User, device: TOTPDevice) -> None:
    give_password(browser)
    give_code(browser, code_of(device))
    device.delete()
    assert not signed_in(browser)


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(browser: Client, ana: User) -> None:
    answers = [give_password(Client(), WRONG_PASSWORD, email) for email in ("ana@example.org", "nobody@example.org")]
    bodies = {answer.content.replace(b"nobody@", b"ana@") for answer in answers}
    assert [answer.status_code for answer in answers] == [403, 403]
    assert len({body.split(b"csrfmiddlewaretoken")[0] for body in bodies}) == 1
    assert trail() == [("sign_in.refused", "None", {"why": "password"})] * 2


def test_the_address_is_taken_in_any_case_and_with_spaces(browser: Client, ana: User) -> None:
    assert give_password(browser, email="  ANA@Example.org ").status_code == 302


@pytest.mark.parametrize("email", ["\x00", "ana@example.org\x00", "", "a" * 10_000, "‮ana@example.org"])
def test_strange_addresses_are_no_error(browser: Client, ana: User, email: str) -> None:
    assert give_password(browser, WRONG_PASSWORD, email).status_code == 403
