"""Pixels for the rest of the product: frames as they are stored, and thumbnails.

Who may see them is decided before: nothing here knows a user.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from apps.common.sandbox import JobRefused, Reply, SandboxBusy, SandboxFailed, SandboxTimeout, shared
from apps.imaging.errors import NO_SUCH_FRAME, Busy, NoSuchFrame, Undecodable
from apps.imaging.flight import SharedCache
from apps.imaging.turns import DECODES, FETCHES

CACHE_BYTES = 256 * 1024 * 1024
FILE_BYTES = 128 * 1024 * 1024
THUMBNAIL_PIXELS = 160


@dataclass(frozen=True)
class Frame:
    """One decoded frame.

    `pixels` are little endian, row by row. With one sample (`photometric` MONOCHROME1 or MONOCHROME2) they are
    the stored values of 8, 16 or 32 bits, signed or not, before any Modality LUT or rescale (PS3.3 C.11.1);
    with three ("RGB") they are interleaved bytes, whatever kind of colour the file has.
    """

    rows: int
    columns: int
    samples: int
    bits_allocated: int
    signed: bool
    photometric: str
    pixels: bytes


_files: SharedCache[bytes] = SharedCache(FILE_BYTES, len)
_frames: SharedCache[Frame] = SharedCache(CACHE_BYTES, lambda frame: len(frame.pixels))
_thumbnails: SharedCache[bytes] = SharedCache(CACHE_BYTES // 16, len)


def decode_frame(file: bytes, frame: int = 0) -> Frame:
    """Decode frame `frame` (from 0) of a DICOM file of any transfer syntax; raise Undecodable or NoSuchFrame."""
    reply = _run("apps.imaging.decode:decode", file, frame=frame)
    found = Frame(**reply.values, pixels=reply.body)
    if len(found.pixels) != found.rows * found.columns * found.samples * found.bits_allocated // 8:
        raise Undecodable("Its pixels cannot be read.")
    return found


def thumbnail(file: bytes, frame: int = 0, size: int = THUMBNAIL_PIXELS) -> bytes:
    """Draw frame `frame` (from 0) as a PNG of `size` × `size` pixels; raise Undecodable or NoSuchFrame."""
    return _run("apps.imaging.thumbnail:thumbnail", file, frame=frame, size=size).body


def cached_frame(image: Hashable, frame: int, load: Callable[[], bytes]) -> Frame:
    """Return a frame from the cache, or decode it from the file that `load` brings and keep both.

    `image` names the object. Threads that ask for the same at the same time share one fetch and one decoding.
    """
    return _frames.get_or_make((image, frame), lambda: decode_frame(_file(image, load), frame))


def cached_thumbnail(image: Hashable, frame: int, size: int, load: Callable[[], bytes]) -> bytes:
    """Return a thumbnail from the cache, or draw it from the file that `load` brings; else as `cached_frame`."""
    return _thumbnails.get_or_make((image, frame, size), lambda: thumbnail(_file(image, load), frame, size))


def forget_images() -> None:
    """Empty the caches, for tests and after an archive was changed for another."""
    _files.clear()
    _frames.clear()
    _thumbnails.clear()


def _file(image: Hashable, load: Callable[[], bytes]) -> bytes:
    """Return an object's file. Only the one thread that fetches it takes a turn, those who wait for it none."""

    def fetch() -> bytes:
        with FETCHES.turn():
            return load()

    return _files.get_or_make(image, fetch)


def _run(job: str, file: bytes, **values: Any) -> Reply:
    try:
        with DECODES.turn():
            return shared.run(job, file, **values)
    except JobRefused as refusal:
        if refusal.code == NO_SUCH_FRAME:
            raise NoSuchFrame(refusal.reason) from None
        raise Undecodable(refusal.reason) from None
    except SandboxBusy:
        raise Busy from None
    except SandboxTimeout:
        raise Undecodable("It takes too long to decode.") from None
    except SandboxFailed as failure:
        if failure.data.get("why") == "out of memory":
            raise Undecodable("It cannot be decoded within the memory allowed.") from None
        raise Undecodable("Decoding it failed.") from None
