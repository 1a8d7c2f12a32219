"""The matrix can fail: each mistake made on purpose here is found by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from apps.access import policy
from apps.access.policy import Action, Relation
from apps.accounts.api import SignedInWithSecondFactor
from apps.cases.models import CaseStudy
from apps.common.errors import NotAllowed, NotFound
from apps.consults import doors
from apps.consults import selectors as consult_selectors
from apps.consults import services as consult_services
from apps.consults.models import Consult, Participant
from apps.delivery import doors as image_doors
from apps.live import services as live_services
from apps.live.api import views as room_views
from apps.live.engine import rules
from apps.live.images import RoomImages
from tests.access_matrix import routes
from tests.access_matrix.cells import faults
from tests.access_matrix.ops import NestedStore, ask_room
from tests.access_matrix.table import http_rows
from tests.access_matrix.test_room import LINES, expected
from tests.access_matrix.world import Actor, World, strangers

pytestmark = pytest.mark.urls("tests.access_matrix.routes")
ROWS = [row for row in http_rows() if row.method in ("GET", "POST", "DELETE")]
Patch = pytest.MonkeyPatch


class Forgetful:
    """A manager whose `filter` forgets one condition."""

    def __init__(self, manager: Any, condition: str) -> None:
        self.manager, self.condition = manager, condition

    def __getattr__(self, name: str) -> Any:
        return getattr(self.manager, name)

    def filter(self, **conditions: Any) -> Any:
        """Filter by all the others."""
        conditions.pop(self.condition, None)
        return self.manager.filter(**conditions)


def forgets(model: Any, condition: str) -> Callable[[Patch, Any], None]:
    """Return the mistake of leaving a condition out of queries on `model`."""
    return lambda patch, settings: patch.setattr(model, "objects", Forgetful(model.objects, condition))


def everybody_may(module: Any) -> Callable[[Patch, Any], None]:
    """Return the mistake of not asking the policy in a module."""
    return lambda patch, settings: patch.setattr(module, "allows", lambda *asked: True)


def enough_is(action: Action, relation: Relation) -> Callable[[Patch, Any], None]:
    """Return the mistake of asking for too little in the policy."""
    return lambda patch, settings: patch.setitem(policy._TABLE, action, ((policy._STAFF, relation),))


def without(middleware: str) -> Callable[[Patch, Any], None]:
    """Return the mistake of leaving a middleware out."""

    def mutate(patch: Patch, settings: Any) -> None:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith(middleware)]
        patch.setattr(SignedInWithSecondFactor, "has_permission", lambda self, request, view: bool(request.user.pk))

    return mutate


def silent(module: Any) -> Callable[[Patch, Any], None]:
    """Return the mistake of not recording an act."""
    return lambda patch, settings: patch.setattr(module, "record", lambda **act: None)


def tells_what_exists(patch: Patch, settings: Any) -> None:
    """Answer "not found" in other words where there is something."""
    real = doors.consult_for

    def consult_for(user_id: Any, consult_id: Any, action: Action) -> Any:
        try:
            return real(user_id, consult_id, action)
        except NotFound:
            raise NotFound("Not yours." if Consult.objects.filter(pk=consult_id).exists() else "Not found.") from None

    patch.setattr(doors, "consult_for", consult_for)


def admits_that_it_exists(patch: Patch, settings: Any) -> None:
    """Answer 403 where it must be 404."""
    patch.setattr(doors, "NotFound", lambda: NotAllowed("Not yours."))


def lists_everything(patch: Patch, settings: Any) -> None:
    """Show everybody's consults to everybody."""
    patch.setattr(consult_selectors, "consults_of", lambda user_id: Consult.objects.all())


def any_frame_of_the_archive(patch: Patch, settings: Any) -> None:
    """Look at the series and not at the instance."""
    patch.setattr(
        image_doors, "frame_for", lambda user, study, series, *frame: image_doors.series_for(user, study, series)
    )


HTTP_MISTAKES: dict[str, tuple[str, Callable[[Patch, Any], None]]] = {
    "removed members stay": ("api-room", forgets(Participant, "removed_at")),
    "anybody is a member": ("api-room", forgets(Participant, "user_id")),
    "any consult will do": ("api-room", forgets(Participant, "consult_id")),
    "roles do not matter": ("room", everybody_may(doors)),
    "members invite": ("api-room-people", enough_is(Action.CONSULT_INVITE, Relation.MEMBER)),
    "members remove": ("api-room-person", enough_is(Action.CONSULT_REMOVE, Relation.MEMBER)),
    "strangers search nothing, staff neither": ("archive-search", enough_is(Action.ARCHIVE_SEARCH, Relation.HOST)),
    "patients search": ("archive-search", everybody_may(doors)),
    "no second factor on pages": ("archive-search", without("second_factor_required")),
    "no second factor on the API": ("api-room", without("second_factor_required")),
    "no private answers": ("api-room", without("private_by_default")),
    "no content security policy": ("room", without("CSPMiddleware")),
    "framing is allowed": ("consult-list", without("XFrameOptionsMiddleware")),
    "it says what exists": ("api-room", tells_what_exists),
    "it says that it exists": ("api-room", admits_that_it_exists),
    "lists everything": ("consult-list", lists_everything),
    "withdrawn images stay": ("series-metadata", forgets(CaseStudy, "access__revoked_at")),
    "images for anybody": ("frame", forgets(CaseStudy, "access__user_id")),
    "images for any role": ("series-thumbnail", everybody_may(image_doors)),
    "frames of other series": ("frame", any_frame_of_the_archive),
    "viewing is not recorded": ("api-room", silent(room_views)),
    "inviting is not recorded": ("api-room-people", silent(consult_services)),
}


def people(world: World) -> list[Actor]:
    """Return one of each kind."""
    return [*strangers(world), *(actor for actor in world.actors if actor.role in ("radiologist", "patient"))]


@pytest.mark.parametrize("mistake", HTTP_MISTAKES)
def test_a_mistake_in_a_door_is_found(world: World, mistake: str, monkeypatch: Patch, settings: Any) -> None:
    route, mutate = HTTP_MISTAKES[mistake]
    rows, actors = [row for row in ROWS if row.route == route], people(world)
    if mistake == "removed members stay":  # once: without a mistake these rows hold
        assert list(faults(world, rows, actors)) == []
    mutate(monkeypatch, settings)
    assert next(faults(world, rows, actors), None) is not None


def _images_of_others(patch: Patch) -> None:
    patch.setattr(RoomImages, "demand", lambda self, op: None)


def _always_presenting(patch: Patch) -> None:
    real = rules.Actor.may

    def may(self: Any, action: Action, state: Any, mark: Any = None) -> bool:
        return real(self, action, state.model_copy(update={"presenter": self.person}), mark)

    patch.setattr(rules.Actor, "may", may)


def _always_author(patch: Patch) -> None:
    real = rules.Actor.may

    def may(self: Any, action: Action, state: Any, mark: Any = None) -> bool:
        return real(self, action, state, mark and mark.model_copy(update={"author": self.person}))

    patch.setattr(rules.Actor, "may", may)


ROOM_MISTAKES: dict[str, tuple[str, Callable[[Patch], None]]] = {
    "images of others": ("key_image.set:foreign", _images_of_others),
    "everybody presents": ("series.open", _always_presenting),
    "everybody wrote it": ("annotation.delete", _always_author),
    "the rules do not ask": ("annotation.create", lambda patch: patch.setattr(rules, "allows", lambda *asked: True)),
    "removed members speak": ("chat.post", lambda patch: forgets(Participant, "removed_at")(patch, None)),
    "deactivated members speak": ("chat.post", lambda patch: forgets(Participant, "user__is_active")(patch, None)),
    "patients speak": ("chat.post", lambda patch: patch.setattr(doors, "allows", lambda *asked: True)),
    "acts are not recorded": (
        "chat.post",
        lambda patch: patch.setattr("apps.live.stores.database.record", lambda **act: None),
    ),
}


@pytest.mark.parametrize("mistake", ROOM_MISTAKES)
def test_a_mistake_in_the_room_is_found(world: World, mistake: str, monkeypatch: Patch) -> None:
    monkeypatch.setattr(live_services.engine, "_store", NestedStore())
    name, mutate = ROOM_MISTAKES[mistake]
    line = next(line for line in LINES if line[0] == name)
    mutate(monkeypatch)
    assert any(ask_room(world, name, actor, expected(line, actor)) for actor in world.actors)


def _view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_a_route_without_a_row_is_found() -> None:
    known = {row.route for row in http_rows()}
    added = [
        *routes.urlpatterns,
        path("new/", _view),
        path("other/", _view, name="other"),
    ]
    assert set(routes.names(added)) - known == {"nameless:new/", "other"}
