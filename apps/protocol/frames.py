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
from typing import Final

UPDATE: Final = 0x01
TICK: Final = 0x02
PING: Final = 0x03
PONG: Final = 0x04

CURSOR: Final = 1
IMAGE: Final = 2
VIEW: Final = 3
DRAFT: Final = 4
STATUS: Final = 5

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
_UID = re.compile(rb"[0-9]+(\.[0-9]+)*")


class FrameError(ValueError):
    """A frame that breaks the layout; `code` is one of the codes of docs/protocol.md."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Cursor:
    """Pointer in LPS millimetres on the image of the same viewport's IMAGE part. Flags: 1 shown, 2 pointing."""

    x: float
    y: float
    z: float
    shown: bool = True
    pointing: bool = False

    def encode(self) -> bytes:
        """Return the payload, 13 bytes."""
        return _CURSOR.pack(self.shown | self.pointing << 1, self.x, self.y, self.z)


@dataclass(frozen=True, slots=True)
class Image:
    """The frame a viewport shows."""

    study_uid: str
    series_uid: str
    sop_uid: str
    frame: int
    frame_of_reference_uid: str = ""

    def encode(self) -> bytes:
        """Return u32 frame and the four UIDs, each as u8 length and ASCII."""
        out = [SID.pack(self.frame)]
        for uid in (self.study_uid, self.series_uid, self.sop_uid, self.frame_of_reference_uid):
            raw = uid.encode("ascii")
            out.append(bytes((len(raw),)) + raw)
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
    """A mark being drawn: tool 1 length, 2 arrow; no points = finished or given up."""

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
    """Whom this member follows (sid, 0 = nobody) and how many viewports are open. Flags: 1 cursor hidden, 2 away."""

    following: int = 0
    viewports: int = 1
    flags: int = 0

    def encode(self) -> bytes:
        """Return the payload, 6 bytes."""
        return _STATUS.pack(self.flags, self.following, self.viewports)


Payload = Cursor | Image | View | Draft | Status
_KIND_OF: dict[type, int] = {Cursor: CURSOR, Image: IMAGE, View: VIEW, Draft: DRAFT, Status: STATUS}


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
    if at != len(payload) or frame < 1:
        raise FrameError("bad_part", "An image part has the wrong length.")
    return Image(uids[0], uids[1], uids[2], frame, uids[3])


def decode_draft(payload: bytes) -> Draft | None:
    """Return the draft, or None for a finished one."""
    if payload == b"\0\0":
        return None
    if len(payload) < 2 or payload[0] not in (1, 2) or not 1 <= payload[1] <= 64:
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


ImageKnown = Callable[[Image], bool]


def check_part(kind: int, payload: bytes, known: ImageKnown) -> None:
    """Refuse a payload that breaks the layout or names an image that is not in the room."""
    if kind == CURSOR:
        check_cursor(payload)
    elif kind == VIEW:
        check_view(payload)
    elif kind == STATUS:
        check_status(payload)
    elif kind in (IMAGE, DRAFT):
        draft = decode_draft(payload) if kind == DRAFT else None
        image = decode_image(payload) if kind == IMAGE else draft and draft.image
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
