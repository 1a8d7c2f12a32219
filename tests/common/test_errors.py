"""Refusals have one shape: JSON for programs, a page for people, and never the inside of the product."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from apps.common.errors import Invalid, NotAllowed, NotFound
from teleconsult.urls import urlpatterns as product

HTML = {"accept": "text/html,application/xhtml+xml"}
PAINS: dict[str, Exception] = {
    "not-found": NotFound(),
    "not-allowed": NotAllowed("Your role does <not> allow this."),
    "invalid": Invalid("Too odd."),
    "crash": RuntimeError("patient KELLER^Anna"),
}


def _pain(request: HttpRequest, what: str) -> HttpResponse:
    raise PAINS[what]


urlpatterns = [*product, path("pain/<str:what>", _pain, name="pain")]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def browser(caplog: pytest.LogCaptureFixture) -> Client:
    """A browser that shows what a crash looks like outside."""
    caplog.set_level(logging.CRITICAL, "django")
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [("not-found", 404, "not_found"), ("not-allowed", 403, "not_allowed"), ("invalid", 422, "invalid")],
)
def test_programs_get_a_code_and_people_a_page(browser: Client, what: str, status: int, code: str) -> None:
    answer = browser.get(f"/pain/{what}")
    assert answer.status_code == status
    assert answer.json() == {"error": {"code": code, "message": str(PAINS[what])}}
    page: Any = browser.get(f"/pain/{what}", headers=HTML)
    assert page.status_code == status
    assert f"<code>{code}</code>" in page.content.decode()
    assert "<not>" not in page.content.decode()


@pytest.mark.parametrize("headers", [{}, HTML])
def test_a_crash_shows_nothing_of_the_inside(browser: Client, headers: dict[str, str]) -> None:
    answer = browser.get("/pain/crash", headers=headers)
    assert answer.status_code == 500
    assert b"KELLER" not in answer.content
    assert b"Traceback" not in answer.content
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"), [("/no/such/page", 404), ("/rooms/not-a-uuid/", 404), ("/pain/crash", 500)]
)
def test_people_see_a_page_of_the_product_also_where_no_code_of_ours_answered(
    browser: Client, address: str, status: int
) -> None:
    page = browser.get(address, headers=HTML)
    assert page.status_code == status
    assert "Teleconsult" in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_a_form_without_its_token_is_refused_with_a_page_of_the_product() -> None:
    page = Client(enforce_csrf_checks=True).post("/sign-in/", {"email": "secret@example.org"}, headers=HTML)
    assert page.status_code == 403
    assert "Teleconsult" in page.content.decode()
    assert "secret@" not in page.content.decode()


def test_another_host_name_is_not_served() -> None:
    answer = Client(raise_request_exception=False).get("/sign-in/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert b"evil.example" not in answer.content
