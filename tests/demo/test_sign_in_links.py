"""The demonstration's links open the door only in the demonstration and only from this machine."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.demo.people import make_people
from apps.demo.views import sign_in_token
from tests.support.processes import environment

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.access_matrix.routes")]


@pytest.fixture
def ana() -> User:
    """One of the demonstration's people."""
    return make_people()[0]


def follow(token: str, *, at: str = "127.0.0.1", query: str = "", **headers: str) -> tuple[Any, bool]:
    """Open a link from somewhere; return the answer and whether one is signed in then."""
    browser = Client(REMOTE_ADDR=at)
    answer = browser.get(f"/demo/sign-in/{token}/{query}", headers=headers)
    return answer, browser.get("/consults/").status_code == 200


@pytest.mark.parametrize("at", ["127.0.0.1", "127.8.9.10", "::1"])
def test_a_link_signs_its_person_in_from_this_machine(ana: User, at: str) -> None:
    answer, inside = follow(sign_in_token(ana), at=at)
    assert (answer.status_code, answer.url, inside) == (302, "/", True)
    assert list(AuditEvent.objects.values_list("action", "actor_id")) == [("sign_in", ana.pk)]


@pytest.mark.parametrize("at", ["192.0.2.1", "10.0.0.1", "172.17.0.1", "::ffff:192.0.2.1", "fe80::1", "", "localhost"])
def test_from_elsewhere_the_link_is_nothing(ana: User, at: str) -> None:
    answer, inside = follow(sign_in_token(ana), at=at)
    assert (answer.status_code, inside) == (404, False)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
@pytest.mark.parametrize("value", ["127.0.0.1", "192.0.2.1", "for=127.0.0.1"])
def test_behind_a_proxy_the_link_is_nothing(ana: User, header: str, value: str) -> None:
    answer, inside = follow(sign_in_token(ana), **{header: value})
    assert (answer.status_code, inside) == (404, False)


def test_a_made_up_token_is_nothing(ana: User) -> None:
    token = sign_in_token(ana)
    for wrong in (token[:-1], token + "x", str(ana.pk), signing.dumps(str(ana.pk))):
        answer, inside = follow(wrong)
        assert (answer.status_code, inside) == (404, False)


def test_people_who_are_not_of_the_demonstration_and_those_deactivated_do_not_enter(ana: User) -> None:
    real = User.objects.create_user("real@example.org", None, name="Real", role="radiologist")
    assert follow(sign_in_token(real))[0].status_code == 404
    ana.is_active = False
    ana.save()
    assert follow(sign_in_token(ana))[0].status_code == 404


@pytest.mark.parametrize(
    ("wanted", "url"),
    [("/consults/", "/consults/"), ("//evil.example", "/"), ("https://testserver/", "/"), ("javascript:x", "/")],
)
def test_the_link_leads_nowhere_else(ana: User, wanted: str, url: str) -> None:
    assert follow(sign_in_token(ana), query=f"?next={wanted}")[0].url == url


@pytest.mark.parametrize(("demo", "found"), [("1", "True"), ("0", "False")])
def test_the_route_is_there_only_in_the_demonstration(demo: str, found: str) -> None:
    show = (
        "import django; django.setup(); from django.urls import get_resolver as r; from django.conf import settings;"
        "print('demo-sign-in' in r().reverse_dict, 'apps.demo' in settings.INSTALLED_APPS)"
    )
    done = subprocess.run(
        [sys.executable, "-c", show], env=environment(TELECONSULT_DEMO=demo), check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [found, found]
