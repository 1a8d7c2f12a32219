"""Binary frames of the live lane (little endian). Layout and rules: docs/protocol.md, [R30] onward.

    client  UPDATE  u8 0x01 · u32 ack · part…            part = u8 kind · u8 viewport · u16 length · payload
    server  TICK    u8 0x02 · u32 tick · (u32 sid · part)…
    client  PING    u8 0x03 · u32 ack · u32 nonce
    server  PONG    u8 0x04 · u32 nonce

A part is the newest value of one thing of one member; the server relays the bytes it has checked.
Coordinates are float32: millimetres in LPS, or pixels of a frame without geometry.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final, get_args

from apps.protocol.messages.ops import Tool

UPDATE: Final = 0x01
TICK: Final = 0x02
PING: Final = 0x03
PONG: Final = 0x04

CURSOR: Final = 1
IMAGE: Final = 2
VIEW: Final = 3
DRAFT: Final = 4
STATUS: Final = 5
CROSSHAIR: Final = 6
LAYER: Final = 7

TOOLS: Final = get_args(Tool)
"""Tools of drafts, by their number less one."""

MAX_FRAME = 16_384
MAX_VIEWPORTS = 16

UPDATE_HEADER = struct.Struct("<BI")
TICK_HEADER = struct.Struct("<BI")
PING_FRAME = struct.Struct("<BII")
PONG_FRAME = struct.Struct("<BI")
PART_HEADER = struct.Struct("<BBH")
SID = struct.Struct("<I")

_CURSOR = struct.Struct("<Bfff")
_VIEW = struct.Struct("<ffffffB")
_STATUS = struct.Struct("<BIB")
_POINT = struct.Struct("<fff")
_LAYER = struct.Struct("<Bff")
_REFORMAT = struct.Struct("<BBfH")
_UID = re.compile(rb"[0-9]+(\.[0-9]+)*")


class FrameError(ValueError):
    """A frame that breaks the layout; `code` is one of the codes of docs/protocol.md."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cursor:
    """Pointer in LPS millimetres on the image of the same viewport's IMAGE part.

    Flags: 1 shown, 2 pointing ("look here"), 4 laser (it leaves a trail).
    """

    x: float
    y: float
    z: float
    shown: bool = True
    pointing: bool = False
    laser: bool = False

    def encode(self) -> bytes:
        """Return the payload, 13 bytes."""
        return _CURSOR.pack(self.shown | self.pointing << 1 | self.laser << 2, self.x, self.y, self.z)


@dataclass(frozen=True, slots=True)
class Crosshair:
    """A place marked in all planes, in LPS millimetres of the image of the same viewport. Flags: 1 shown."""

    x: float
    y: float
    z: float
    shown: bool = True

    def encode(self) -> bytes:
        """Return the payload, 13 bytes, laid out as a cursor."""
        return _CURSOR.pack(self.shown, self.x, self.y, self.z)


@dataclass(frozen=True, slots=True)
class Reformat:
    """Which plane of a series: 1 axial, 2 coronal, 3 sagittal; 1 average, 2 MIP, 3 MinIP; slab in mm; its place."""

    plane: int
    mode: int
    slab_mm: float
    index: int


@dataclass(frozen=True, slots=True)
class Image:
    """The frame a viewport shows."""

    study_uid: str
    series_uid: str
    sop_uid: str
    frame: int
    frame_of_reference_uid: str = ""
    reformat: Reformat | None = None

    def encode(self) -> bytes:
        """Return u32 frame, the four UIDs, each as u8 length and ASCII, and 8 bytes more for a reformatted plane."""
        out = [SID.pack(self.frame)]
        for uid in (self.study_uid, self.series_uid, self.sop_uid, self.frame_of_reference_uid):
            raw = uid.encode("ascii")
            out.append(bytes((len(raw),)) + raw)
        if self.reformat:
            cut = self.reformat
            out.append(_REFORMAT.pack(cut.plane, cut.mode, cut.slab_mm, cut.index))
        return b"".join(out)


@dataclass(frozen=True, slots=True)
class View:
    """How a viewport shows it: window as lower/upper in the modality's unit, zoom 1 = fit, pan in millimetres
    of the patient's plane, rotation in degrees clockwise. Flags: 1 flip horizontal, 2 flip vertical, 4 invert."""

    lower: float
    upper: float
    zoom: float
    pan_x: float
    pan_y: float
    rotation: float
    flags: int = 0

    def encode(self) -> bytes:
        """Return the payload, 25 bytes."""
        return _VIEW.pack(self.lower, self.upper, self.zoom, self.pan_x, self.pan_y, self.rotation, self.flags)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mark being drawn, with its tool's place in `TOOLS` from 1; no points = finished or given up."""

    tool: int
    image: Image
    points: tuple[tuple[float, float, float], ...]

    def encode(self) -> bytes:
        """Return u8 tool, u8 count, points, image."""
        if not self.points:
            return bytes((0, 0))
        points = b"".join(_POINT.pack(*point) for point in self.points)
        return bytes((self.tool, len(self.points))) + points + self.image.encode()


@dataclass(frozen=True, slots=True)
class Status:
    """Whom this member follows (sid, 0 = nobody) and how many viewports are open.

    Flags: 1 cursor hidden, 2 away, 4 hand raised; bits 4 and 5: rows of viewports less one.
    """

    following: int = 0
    viewports: int = 1
    flags: int = 0

    def encode(self) -> bytes:
        """Return the payload, 6 bytes."""
        return _STATUS.pack(self.flags, self.following, self.viewports)


@dataclass(frozen=True, slots=True)
class Layer:
    """A second series over the first: opacity 0…255, its window, and its first image. Opacity 0 = none."""

    opacity: int = 0
    lower: float = 0
    upper: float = 0
    image: Image | None = None

    def encode(self) -> bytes:
        """Return u8 opacity, f32 lower, f32 upper, image; one zero byte for none."""
        if not self.opacity or self.image is None:
            return b"\0"
        return _LAYER.pack(self.opacity, self.lower, self.upper) + self.image.encode()


Payload = Cursor | Image | View | Draft | Status | Crosshair | Layer
_KIND_OF: dict[type, int] = {
    Cursor: CURSOR,
    Image: IMAGE,
    View: VIEW,
    Draft: DRAFT,
    Status: STATUS,
    Crosshair: CROSSHAIR,
    Layer: LAYER,
}


def part(value: Payload, viewport: int = 1) -> bytes:
    """Return `value` with its part header."""
    payload = value.encode()
    return PART_HEADER.pack(_KIND_OF[type(value)], viewport, len(payload)) + payload


def update(parts: list[bytes], ack: int = 0) -> bytes:
    """Return an UPDATE frame."""
    return UPDATE_HEADER.pack(UPDATE, ack) + b"".join(parts)


def _finite(*values: float) -> None:
    # A sum of finite float32 cannot overflow a float64, so one test covers all of them.
    if not isfinite(sum(values)):
        raise FrameError("not_finite", "A number is not finite.")


def check_cursor(payload: bytes) -> None:
    """Refuse a cursor of a wrong size or with NaN or infinity."""
    if len(payload) != 13:
        raise FrameError("bad_part", "A cursor has 13 bytes.")
    _, x, y, z = _CURSOR.unpack(payload)
    if not isfinite(x + y + z):
        raise FrameError("not_finite", "A number is not finite.")


def check_view(payload: bytes) -> None:
    """Refuse a view of a wrong size, with NaN or infinity, without width, or with a zoom that is not positive."""
    if len(payload) != 25:
        raise FrameError("bad_part", "A view has 25 bytes.")
    lower, upper, zoom, pan_x, pan_y, rotation, _ = _VIEW.unpack(payload)
    _finite(lower, upper, zoom, pan_x, pan_y, rotation)
    if upper <= lower or zoom <= 0:
        raise FrameError("bad_part", "A view needs a width and a zoom above 0.")


def decode_image(payload: bytes) -> Image:
    """Return the image, or refuse malformed UIDs."""
    if len(payload) < 8:
        raise FrameError("bad_part", "An image part is too short.")
    (frame,) = SID.unpack_from(payload)
    at, uids = 4, []
    for optional in (False, False, False, True):
        length = payload[at] if at < len(payload) else 255
        raw = payload[at + 1 : at + 1 + length]
        if len(raw) != length or length > 64 or not (_UID.fullmatch(raw) or (optional and not raw)):
            raise FrameError("bad_part", "A UID is malformed.")
        uids.append(raw.decode("ascii"))
        at += 1 + length
    if len(payload) - at not in (0, _REFORMAT.size) or frame < 1:
        raise FrameError("bad_part", "An image part has the wrong length.")
    return Image(uids[0], uids[1], uids[2], frame, uids[3], _reformat(payload[at:]))


def _reformat(payload: bytes) -> Reformat | None:
    if not payload:
        return None
    cut = Reformat(*_REFORMAT.unpack(payload))
    if not (1 <= cut.plane <= 3 and 1 <= cut.mode <= 3 and 0 <= cut.slab_mm <= 500):
        raise FrameError("bad_part", "A reformatted plane is malformed.")
    return cut


def decode_draft(payload: bytes) -> Draft | None:
    """Return the draft, or None for a finished one."""
    if payload == b"\0\0":
        return None
    if len(payload) < 2 or not 1 <= payload[0] <= len(TOOLS) or not payload[1]:
        raise FrameError("bad_part", "A draft part is malformed.")
    end = 2 + payload[1] * _POINT.size
    if len(payload) < end:
        raise FrameError("bad_part", "A draft part is too short.")
    points = tuple(_POINT.iter_unpack(payload[2:end]))
    for point in points:
        _finite(*point)
    return Draft(payload[0], decode_image(payload[end:]), points)


def check_status(payload: bytes) -> None:
    """Refuse a status of a wrong size."""
    if len(payload) != 6:
        raise FrameError("bad_part", "A status has 6 bytes.")


def decode_layer(payload: bytes) -> Layer | None:
    """Return the layer, or None for none."""
    if payload == b"\0":
        return None
    if len(payload) < _LAYER.size:
        raise FrameError("bad_part", "A layer part is too short.")
    opacity, lower, upper = _LAYER.unpack_from(payload)
    _finite(lower, upper)
    if not opacity or upper <= lower:
        raise FrameError("bad_part", "A layer needs an opacity and a width.")
    return Layer(opacity, lower, upper, decode_image(payload[_LAYER.size :]))


ImageKnown = Callable[[Image], bool]


def _draft_image(payload: bytes) -> Image | None:
    draft = decode_draft(payload)
    return draft.image if draft else None


def _layer_image(payload: bytes) -> Image | None:
    layer = decode_layer(payload)
    return layer.image if layer else None


_IMAGE_OF: dict[int, Callable[[bytes], Image | None]] = {
    IMAGE: decode_image,
    DRAFT: _draft_image,
    LAYER: _layer_image,
}


def check_part(kind: int, payload: bytes, known: ImageKnown) -> None:
    """Refuse a payload that breaks the layout or names an image that is not in the room."""
    if kind in (CURSOR, CROSSHAIR):
        check_cursor(payload)
    elif kind == VIEW:
        check_view(payload)
    elif kind == STATUS:
        check_status(payload)
    elif kind in _IMAGE_OF:
        image = _IMAGE_OF[kind](payload)
        if image and not known(image):
            raise FrameError("unknown_image", "This image is not in the room.")
    else:
        raise FrameError("unknown_kind", "A part is of an unknown kind.")


def iter_parts(frame: bytes, start: int, known: ImageKnown) -> Iterator[tuple[int, bytes]]:
    """Yield (kind << 8 | viewport, part with its header) for each checked part of an UPDATE frame."""
    end = len(frame)
    while start < end:
        if end - start < 4:
            raise FrameError("bad_frame", "A part header is cut.")
        kind, viewport, length = PART_HEADER.unpack_from(frame, start)
        stop = start + 4 + length
        if stop > end:
            raise FrameError("bad_frame", "A part is cut.")
        if not 1 <= viewport <= MAX_VIEWPORTS:
            raise FrameError("bad_part", "There is no such viewport.")
        check_part(kind, frame[start + 4 : stop], known)
        yield kind << 8 | viewport, frame[start:stop]
        start = stop


def decode_tick(frame: bytes) -> tuple[int, list[tuple[int, int, int, bytes]]]:
    """Return (tick, [(sid, kind, viewport, payload)…]) of a TICK frame."""
    _, tick = TICK_HEADER.unpack_from(frame)
    at, records = TICK_HEADER.size, []
    while at < len(frame):
        (sid,) = SID.unpack_from(frame, at)
        kind, viewport, length = PART_HEADER.unpack_from(frame, at + 4)
        records.append((sid, kind, viewport, frame[at + 8 : at + 8 + length]))
        at += 8 + length
    return tick, records
