"""In which language people are answered."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from tests.access_matrix.world import make_user
from tests.support.room_seed import session_of

pytestmark = pytest.mark.django_db
GERMAN, ENGLISH = "Anmelden", "Sign in"


@pytest.fixture
def person() -> User:
    """Somebody who chose nothing yet."""
    return make_user("Ana Ruiz")


def browser_of(user: User) -> Client:
    """Return a browser in which the person is signed in."""
    client = Client()
    client.cookies["sessionid"] = session_of(user)
    return client


def page(client: Client, path: str = "/sign-in/", **headers: str) -> str:
    """Return a page."""
    return client.get(path, headers=headers).content.decode()


def test_without_a_choice_the_browser_is_asked() -> None:
    assert ENGLISH in page(Client())
    german = page(Client(), accept_language="de-AT,de;q=0.9,en;q=0.5")
    assert GERMAN in german
    assert '<html lang="de" dir="ltr">' in german
    assert ENGLISH in page(Client(), accept_language="xx")


def test_a_choice_is_kept_in_the_browser_until_it_is_closed() -> None:
    client = Client()
    answer: Any = client.post("/language/", {"language": "de", "next": "/sign-in/"})
    assert (answer.status_code, answer.url) == (302, "/sign-in/")
    cookie = answer.cookies["django_language"]
    assert (cookie["expires"], cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", "", True, "Lax")
    assert GERMAN in page(client, accept_language="en")


def test_a_choice_goes_with_the_person_to_other_browsers(person: User) -> None:
    browser_of(person).post("/language/", {"language": "de"})
    person.refresh_from_db()
    assert person.language == "de"
    assert "Meine Konsile" in page(browser_of(person), "/consults/", accept_language="en")
    other = Client()
    other.post("/language/", {"language": "en"})
    other.cookies["sessionid"] = session_of(person)
    assert "Meine Konsile" in page(other, "/consults/")


def test_a_language_that_is_no_longer_offered_is_left(person: User) -> None:
    person.language = "fr"
    person.save()
    assert "My consults" in page(browser_of(person), "/consults/")


@pytest.mark.parametrize("language", ["", "fr", "en-gb", "../de", "x" * 500])
def test_a_language_that_is_not_offered_is_refused(person: User, language: str) -> None:
    answer = browser_of(person).post("/language/", {"language": language})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid")
    assert "django_language" not in answer.cookies
    person.refresh_from_db()
    assert person.language == ""


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_choosing_leads_nowhere_else(target: str) -> None:
    answer: Any = Client().post("/language/", {"language": "de", "next": target})
    assert answer.url == "/"


def test_the_choice_stands_on_every_page_and_comes_back_to_it(person: User) -> None:
    shown = page(browser_of(person), "/consults/")
    assert '<input type="hidden" name="next" value="/consults/">' in shown
    assert 'value="de" lang="de"' in shown
    assert 'value="en" lang="en" aria-current="true"' in shown


def test_refusals_are_said_in_the_language_of_the_answer(person: User) -> None:
    client = browser_of(person)
    client.post("/language/", {"language": "de"})
    refused = client.get("/hanging-protocols/", headers={"accept": "text/html"})
    assert "Ihre Rolle erlaubt das nicht." in refused.content.decode()
    told = client.get("/hanging-protocols/").json()["error"]
    assert told == {"code": "not_allowed", "message": "Ihre Rolle erlaubt das nicht."}
