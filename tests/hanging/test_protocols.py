"""What a protocol may be, and what becomes of the order."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.migrations import RunPython
from django.db.migrations.executor import MigrationExecutor

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.common.errors import NotAllowed, NotFound
from apps.hanging import selectors, services
from apps.hanging.defaults import DEFAULTS
from apps.hanging.errors import TooMany
from apps.hanging.models import HangingProtocol, valid_viewports
from apps.hanging.pages.forms import PRESET_NAMES
from apps.hanging.shape import PRESETS, Protocol
from tests.access_matrix.world import make_user
from tests.support.processes import ROOT


def shape(name: str = "New", **changes: Any) -> Protocol:
    """Return a protocol of one viewport."""
    return Protocol.model_validate({"name": name, "rows": 1, "columns": 1, "viewports": [{}], **changes})


def names() -> list[str]:
    """Return the order."""
    return [protocol.name for protocol in selectors.protocols()]


@pytest.mark.parametrize("fields", DEFAULTS, ids=lambda fields: fields["name"])
def test_every_default_is_a_protocol(fields: dict[str, Any]) -> None:
    assert len(Protocol.model_validate(fields).viewports) == fields["rows"] * fields["columns"]


@pytest.mark.django_db
def test_a_new_installation_has_the_defaults_and_the_one_for_anything_last(coordinator: User) -> None:
    seeded = [(one.name, one.viewports) for one in selectors.protocols()]
    assert [name for name, _ in seeded] == [fields["name"] for fields in DEFAULTS]
    HangingProtocol.objects.all().delete()
    loader = MigrationExecutor(connection).loader
    migration = loader.get_migration("hanging", "0002_defaults")
    state = loader.project_state(("hanging", "0001_initial"))
    cast(RunPython, migration.operations[0]).code(state.apps, cast(Any, None))
    assert [(one.name, one.viewports) for one in selectors.protocols()] == seeded
    last = list(selectors.protocols())[-1]
    assert (last.modality, last.body_part) == ("", "")


def test_every_preset_is_one_that_the_viewer_knows() -> None:
    source = (ROOT / "frontend" / "src" / "viewer" / "presets.ts").read_text(encoding="utf-8")
    known = {*re.findall(r"\['([^']+)', -?\d+", source), *re.findall(r"name: '([^']+)'", source)}
    assert set(PRESETS) <= known
    assert set(PRESET_NAMES) == set(PRESETS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"viewports": []},
        {"viewports": [{}, {}]},
        {"rows": 3, "viewports": [{}, {}, {}]},
        {"rows": 0, "viewports": []},
        {"name": ""},
        {"name": " \x00 "},
        {"name": "x" * 81},
        {"modality": "XX"},
        {"body_part": "x" * 33},
        {"more": 1},
        {"viewports": [{"study": "next"}]},
        {"viewports": [{"plane": "oblique"}]},
        {"viewports": [{"reformat": "oblique"}]},
        {"viewports": [{"preset": "Teeth"}]},
        {"viewports": [{"description_contains": "x" * 65}]},
        {"viewports": [{"more": 1}]},
    ],
)
def test_what_is_no_protocol_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        shape(**wrong)


@pytest.mark.parametrize("wrong", [{}, [1], [{"study": "next"}], "x"])
def test_the_model_too_refuses_what_are_no_viewports(wrong: Any) -> None:
    with pytest.raises(ValidationError):
        valid_viewports(wrong)


def test_words_are_kept_as_they_are_compared() -> None:
    made = shape(" MR\x00 knee ", body_part=" knee ", viewports=[{"description_contains": " pd\u200b  fs"}])
    assert (made.name, made.body_part, made.viewports[0].description_contains) == ("MR knee", "KNEE", "pd fs")


def test_a_new_protocol_comes_before_those_for_any_study(coordinator: User) -> None:
    services.protocol_create(actor=coordinator, protocol=shape("MR knee", modality="MR"))
    assert names()[-2:] == ["MR knee", "Any study"]
    services.protocol_create(actor=coordinator, protocol=shape("Last resort"))
    assert names()[-1] == "Last resort"
    assert [one.position for one in selectors.protocols()] == list(range(len(DEFAULTS) + 2))


def test_moving_goes_one_place_and_stops_at_the_ends(coordinator: User) -> None:
    first, second = list(selectors.protocols())[:2]
    services.protocol_move(actor=coordinator, protocol_id=first.pk, down=True)
    assert names()[:2] == [second.name, first.name]
    services.protocol_move(actor=coordinator, protocol_id=first.pk, down=False)
    services.protocol_move(actor=coordinator, protocol_id=first.pk, down=False)
    assert names()[:2] == [first.name, second.name]
    last = list(selectors.protocols())[-1]
    services.protocol_move(actor=coordinator, protocol_id=last.pk, down=True)
    assert names()[-1] == last.name


def test_there_are_no_more_than_rooms_can_be_sent(coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", len(DEFAULTS))
    with pytest.raises(TooMany):
        services.protocol_create(actor=coordinator, protocol=shape())


ACTS: dict[str, Callable[[User, Any], Any]] = {
    "create": lambda actor, pk: services.protocol_create(actor=actor, protocol=shape()),
    "update": lambda actor, pk: services.protocol_update(actor=actor, protocol_id=pk, protocol=shape()),
    "move": lambda actor, pk: services.protocol_move(actor=actor, protocol_id=pk, down=True),
    "delete": lambda actor, pk: services.protocol_delete(actor=actor, protocol_id=pk),
    "reset": lambda actor, pk: services.protocols_reset(actor=actor),
}


def everything() -> list[dict[str, Any]]:
    """Return what the acts could have changed."""
    return [dict(row) for row in HangingProtocol.objects.values()]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_leaves_one_row_in_the_audit_trail(coordinator: User, act: str) -> None:
    AuditEvent.objects.all().delete()
    first = selectors.protocols()[0]
    made = ACTS[act](coordinator, first.pk)
    event = AuditEvent.objects.get()
    concerned = {"create": str(getattr(made, "pk", "")), "reset": ""}.get(act, str(first.pk))
    assert (event.action, event.actor, event.object_id) == (f"hanging.{act}", coordinator, concerned)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_without_its_row_did_not_happen(coordinator: User, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    def refuse(**fields: Any) -> None:
        raise DatabaseError("the trail is full")

    before = everything()
    monkeypatch.setattr(AuditEvent.objects, "create", refuse)
    with pytest.raises(DatabaseError):
        ACTS[act](coordinator, before[0]["id"])
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
def test_nobody_else_does_it(coordinator: User, act: str) -> None:
    before = everything()
    with pytest.raises(NotAllowed):
        ACTS[act](make_user("Ana Ruiz"), before[0]["id"])
    assert everything() == before


@pytest.mark.parametrize("act", ["update", "move", "delete"])
def test_what_is_gone_is_not_found(coordinator: User, act: str) -> None:
    with pytest.raises(NotFound):
        ACTS[act](coordinator, coordinator.pk)
