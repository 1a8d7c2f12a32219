"""[R2] The same fixtures are accepted and refused here and in the front end (src/protocol/protocol.test.ts)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from apps.live.engine import fold
from apps.protocol.generate import schema
from apps.protocol.messages import ClientMessage, Event, RoomState, ServerMessage, parse_client

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "protocol"
CHANNELS: dict[str, TypeAdapter[Any]] = {"client": TypeAdapter(ClientMessage), "server": TypeAdapter(ServerMessage)}


def load(name: str) -> Any:
    """Return a fixture file's content."""
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


def named(entry: dict[str, Any]) -> str:
    """Name a case."""
    return str(entry["name"])


@pytest.mark.parametrize("entry", load("accepted.json"), ids=named)
def test_R2_accepted_fixtures_are_accepted_and_come_back_equal(entry: dict[str, Any]) -> None:
    adapter = CHANNELS[entry["channel"]]
    model = adapter.validate_json(json.dumps(entry["message"]))
    written = json.loads(adapter.dump_json(model))
    assert {**written, **entry["message"]} == {**written, **json.loads(json.dumps(entry["message"]))}
    assert adapter.validate_python(written) == model


@pytest.mark.parametrize("entry", load("refused.json"), ids=named)
def test_R2_refused_fixtures_are_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CHANNELS[entry["channel"]].validate_json(json.dumps(entry["message"]))


@pytest.mark.parametrize("text", ["NaN", "", "{", '{"type":"sync","since":NaN}', "[" * 100_000, '"', "\x00", "null"])
def test_R2_text_that_is_no_message_is_refused(text: str) -> None:
    with pytest.raises((ValidationError, RecursionError)):
        parse_client(text)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
def test_R2_a_coordinate_that_is_not_finite_is_refused(number: str) -> None:
    good = next(entry for entry in load("accepted.json") if entry["name"] == "create length")
    text = json.dumps(good["message"]).replace("10.5", number)
    with pytest.raises(ValidationError):
        parse_client(text)


def test_R2_the_wrong_number_of_points_for_the_tool_is_refused() -> None:
    good = next(entry for entry in load("accepted.json") if entry["name"] == "create length")
    message = json.loads(json.dumps(good["message"]))
    message["op"]["points"].append([0, 0, 0])
    with pytest.raises(ValidationError):
        parse_client(json.dumps(message))


@pytest.mark.parametrize("case", load("replay.json"), ids=lambda case: f"seed {case['seed']}")
def test_R20_shared_histories_fold_to_the_shared_states(case: dict[str, Any]) -> None:
    events = [Event.model_validate(event) for event in case["events"]]
    for count, state in case["states"].items():
        assert fold(events[: int(count)]) == RoomState.model_validate(state)


def test_R2_the_schema_names_every_message() -> None:
    names = schema()["definitions"]
    assert {"Hello", "Submit", "Sync", "Welcome", "Ack", "Refused", "EventMessage", "Roster", "Error"} <= set(names)
    assert all(names[name].get("additionalProperties") is False for name in ("Hello", "Submit", "Event", "ImageRef"))
