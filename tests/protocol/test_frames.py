"""[R30] Binary frames: golden bytes that the front end encodes and decodes as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.protocol import frames
from apps.protocol.frames import (
    Crosshair,
    Cursor,
    Draft,
    Image,
    Layer,
    Payload,
    Reformat,
    Status,
    View,
    decode_tick,
    iter_parts,
    part,
    update,
)
from apps.protocol.messages.ops import Tool
from tests.protocol.test_messages import load, named

GOLDEN = load("frames.json")


def value_of(entry: dict[str, Any]) -> Payload:
    """Return the fixture's value as the module writes it."""
    return _MAKERS[entry["kind"]](entry["value"])


def _image(value: dict[str, Any]) -> Image:
    cut = value["reformat"]
    reformat = cut and Reformat(
        ("axial", "coronal", "sagittal").index(cut["plane"]) + 1,
        ("average", "mip", "minip").index(cut["mode"]) + 1,
        cut["slab_mm"],
        cut["index"],
    )
    study, series, sop = (value[name] for name in ("studyUid", "seriesUid", "sopUid"))
    return Image(study, series, sop, value["frame"], value["frameOfReferenceUid"], reformat)


def _status(value: dict[str, Any]) -> Status:
    flags = value["cursorHidden"] | value["away"] << 1 | value["handRaised"] << 2 | (value["rows"] - 1) << 4
    return Status(value["following"], value["viewports"], flags)


def _view(value: dict[str, Any]) -> View:
    flags = value["flipH"] | value["flipV"] << 1 | value["invert"] << 2
    lower, upper, zoom = (value[name] for name in ("lower", "upper", "zoom"))
    return View(lower, upper, zoom, value["panX"], value["panY"], value["rotation"], flags)


def _draft(value: dict[str, Any] | None) -> Draft:
    if value is None:
        return Draft(1, Image("1", "1", "1", 1), ())
    tool = frames.TOOLS.index(value["tool"]) + 1
    return Draft(tool, _image(value["image"]), tuple(tuple(point) for point in value["points"]))


def _layer(value: dict[str, Any] | None) -> Layer:
    return Layer(value["opacity"], value["lower"], value["upper"], _image(value["image"])) if value else Layer()


_MAKERS: dict[str, Callable[[Any], Payload]] = {
    "cursor": lambda value: Cursor(**value),
    "crosshair": lambda value: Crosshair(**value),
    "image": _image,
    "status": _status,
    "view": _view,
    "draft": _draft,
    "layer": _layer,
}


@pytest.mark.parametrize("entry", GOLDEN["parts"], ids=named)
def test_R30_values_have_the_golden_bytes(entry: dict[str, Any]) -> None:
    made = part(value_of(entry), entry["viewport"])
    assert update([made], GOLDEN["ack"]).hex() == entry["update"]
    tick, records = decode_tick(bytes.fromhex(entry["tick"]))
    assert tick == GOLDEN["tick"]
    assert [(sid, viewport, payload) for sid, _, viewport, payload in records] == [
        (GOLDEN["sid"], entry["viewport"], made[4:])
    ]


@pytest.mark.parametrize("entry", GOLDEN["parts"], ids=named)
def test_R35_golden_parts_pass_the_servers_check(entry: dict[str, Any]) -> None:
    frame = bytes.fromhex(entry["update"])
    assert len(list(iter_parts(frame, frames.UPDATE_HEADER.size, lambda image: True))) == 1


def test_R30_drafts_know_the_tools_of_marks() -> None:
    assert get_args(Tool) == frames.TOOLS


def test_R38_ping_has_the_golden_bytes() -> None:
    ping = GOLDEN["ping"]
    assert frames.PING_FRAME.pack(frames.PING, ping["ack"], ping["nonce"]).hex() == ping["hex"]


@given(st.binary(max_size=200))
def test_R35_no_bytes_make_the_parser_fail_otherwise_than_by_a_code(data: bytes) -> None:
    try:
        list(iter_parts(b"\x01\0\0\0\0" + data, 5, lambda image: True))
    except frames.FrameError as error:
        assert error.code in {"bad_frame", "bad_part", "not_finite", "unknown_kind"}
