"""The coordinators' pages, and what rooms are told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.hanging import selectors
from apps.hanging.defaults import DEFAULTS
from apps.hanging.models import HangingProtocol
from tests.access_matrix.world import make_user
from tests.hanging.conftest import fields
from tests.support.room_seed import seed, session_of

LIST = "/hanging-protocols/"


def test_the_list_shows_them_in_order_and_the_ends_cannot_go_further(browser: Client) -> None:
    page = browser.get(LIST).content.decode()
    places = [page.index(f". <bdi>{fields['name']}</bdi>") for fields in DEFAULTS]
    assert places == sorted(places)
    assert page.count("disabled") == 2


def test_a_protocol_is_added_and_changed_through_the_form(browser: Client) -> None:
    answer: Any = browser.post(f"{LIST}new/", fields())
    made = HangingProtocol.objects.get(name="MR knee")
    assert answer.url == f"{LIST}#protocol-{made.pk}"
    assert (made.modality, made.body_part, made.rows, made.columns, made.linked) == ("MR", "KNEE", 1, 2, True)
    assert [one["study"] for one in made.viewports] == ["current", "prior"]
    assert made.viewports[0]["plane"] == "sagittal"
    form = browser.get(f"{LIST}{made.pk}/").context["form"]
    assert form.viewports[0]["description_contains"].value() == "PD fs"
    browser.post(f"{LIST}{made.pk}/", fields(layout="1x1", name="Knee", linked=""))
    made.refresh_from_db()
    assert (made.name, made.layout, made.linked, len(made.viewports)) == ("Knee", "1x1", False, 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "name"),
        ({"layout": "3x3"}, "layout"),
        ({"modality": "XX"}, "modality"),
        ({"viewport-2-study": "next"}, "study"),
        ({"viewport-2-preset": "Teeth"}, "preset"),
        ({"name": "\u200b"}, "name"),
        ({"body_part": "ellbow" + "ß" * 26}, "body_part"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(browser: Client, wrong: dict[str, str], says: str) -> None:
    answer = browser.post(f"{LIST}new/", fields(**{"body_part": "ellbow", **wrong}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "ellbow" in page
    forms = [answer.context["form"], *answer.context["form"].viewports]
    assert [name for form in forms for name in form.errors] == [says]
    assert not HangingProtocol.objects.filter(name="MR knee").exists()


def test_viewports_that_the_layout_does_not_have_are_not_looked_at(browser: Client) -> None:
    answer = browser.post(f"{LIST}new/", fields(layout="1x1", **{"viewport-2-study": "next"}))
    assert answer.status_code == 302


@pytest.mark.parametrize("where", ["new/", "{pk}/", ""])
def test_hostile_names_are_text(browser: Client, where: str) -> None:
    hostile = "<script>alert(1)</script>{{7*7}}"
    browser.post(f"{LIST}new/", fields(name=hostile, body_part='"><img>'))
    made = HangingProtocol.objects.get(name=hostile)
    page = browser.get(LIST + where.format(pk=made.pk)).content.decode()
    assert "<script>alert" not in page
    assert "<img>" not in page
    assert ">49" not in page


def test_moving_comes_back_to_the_row(browser: Client) -> None:
    first, second = list(selectors.protocols())[:2]
    answer: Any = browser.post(f"{LIST}{second.pk}/move/", {"to": "up"})
    assert answer.url == f"{LIST}#protocol-{second.pk}"
    assert [one.pk for one in selectors.protocols()[:2]] == [second.pk, first.pk]


def test_deleting_and_resetting_ask_first(browser: Client) -> None:
    first = selectors.protocols()[0]
    assert "Delete this hanging protocol?" in browser.get(f"{LIST}{first.pk}/delete/").content.decode()
    assert HangingProtocol.objects.filter(pk=first.pk).exists()
    browser.post(f"{LIST}{first.pk}/delete/")
    assert not HangingProtocol.objects.filter(pk=first.pk).exists()
    assert f"All {len(DEFAULTS) - 1} protocols" in browser.get(f"{LIST}reset/").content.decode()
    assert selectors.protocols().count() == len(DEFAULTS) - 1
    browser.post(f"{LIST}reset/")
    assert selectors.protocols().count() == len(DEFAULTS)


@pytest.mark.parametrize("path", ["{pk}/", "{pk}/delete/"])
def test_what_is_gone_is_not_found(browser: Client, path: str) -> None:
    assert browser.get(LIST + path.format(pk=uuid4())).status_code == 404


def test_only_coordinators_find_the_link(browser: Client, db: None) -> None:
    assert LIST in browser.get("/consults/").content.decode()
    other = Client()
    other.cookies["sessionid"] = session_of(make_user("Ana Ruiz"))
    assert LIST not in other.get("/consults/").content.decode()


def test_a_room_is_told_all_of_them_in_order(coordinator: User) -> None:
    made: Any = seed(1)
    member = Client()
    member.cookies["sessionid"] = made["sessions"][0]
    told = member.get(f"/api/rooms/{made['room']}/").json()["hanging_protocols"]
    assert [one["name"] for one in told] == [fields["name"] for fields in DEFAULTS]
    head = told[2]
    assert {**head, "id": ""} == {
        "id": "",
        "name": "CT head",
        "modality": "CT",
        "body_part": "HEAD",
        "rows": 1,
        "columns": 2,
        "linked": True,
        "viewports": [
            {
                "study": "current",
                "modality": "CT",
                "description_contains": "",
                "plane": "",
                "reformat": "",
                "preset": preset,
            }
            for preset in ("Brain", "Bone")
        ],
    }
