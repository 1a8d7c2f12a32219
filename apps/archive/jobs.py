"""Reads one hostile DICOM file. Runs inside a sandbox worker (`apps.common.sandbox`) and nowhere else."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from pydicom import Dataset
from pydicom.encaps import parse_basic_offsets, parse_fragments
from pydicom.filereader import read_partial
from pydicom.pixels.utils import get_expected_length
from pydicom.uid import UID, MediaStorageDirectoryStorage

from apps.archive import errors
from apps.archive.dicomjson import without_bulk
from apps.archive.digest import content_digest
from apps.common.ids import is_dicom_uid
from apps.common.sandbox.contract import JobRefused, Reply

_PIXELS = {0x7FE00010: 0, 0x7FE00008: 32, 0x7FE00009: 64}
"""The elements that hold pixels (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25) and, for floating point, their bits."""
_IDENTIFIERS = ("SOPInstanceUID", "SOPClassUID", "StudyInstanceUID", "SeriesInstanceUID")
_NO_IMAGE_DESPITE_ROWS = ("Spectroscopy", "Raw Data")
_LARGEST_JSON = 32 * 1024 * 1024


def inspect(body: bytes, values: dict[str, Any]) -> Reply:
    """Read the file `body` and return what an archive needs to know of it.

    The reply's values: `sop_instance_uid`, `study_instance_uid`, `series_instance_uid`, `content` (SHA-256 of
    the data set without the file meta information), `has_pixels`, `metadata` (DICOM JSON without bulk data).
    Refuses with the codes of `apps.archive.errors`.
    """
    dataset = _read(body)
    uids = _identifiers(dataset)
    has_pixels = _check_pixels(dataset)
    for tag in _PIXELS:
        if tag in dataset:
            del dataset[tag]
    return Reply(
        {
            "sop_instance_uid": uids["SOPInstanceUID"],
            "study_instance_uid": uids["StudyInstanceUID"],
            "series_instance_uid": uids["SeriesInstanceUID"],
            "content": content_digest(body),
            "has_pixels": has_pixels,
            "metadata": _metadata(dataset),
        },
        b"",
    )


def _read(body: bytes) -> Dataset:
    """Parse the whole file; pydicom forgives a file that ends early, which an archive must not."""
    seen: dict[int, int] = {}

    def note(tag: int, _vr: str | None, length: int) -> bool:
        seen[int(tag)] = length
        return False

    try:
        dataset = read_partial(BytesIO(body), stop_when=note)
    except (MemoryError, RecursionError):
        raise
    except Exception:
        raise JobRefused(errors.NOT_DICOM, "It cannot be read as DICOM.") from None
    if not seen:
        raise JobRefused(errors.TRUNCATED, "It ends before its first attribute.")
    last = next(reversed(seen))
    if last not in dataset and last >> 16 != 0xFFFE:
        # pydicom drops everything it has when the end comes in the middle of an element of undefined length.
        _cut(last)
    # The raw elements, as `values` gives them: converting would hide how long each one is in the file.
    raw = {int(element.tag): element for element in dataset.values()}
    for tag, length in seen.items():
        held = getattr(raw.get(tag), "value", None)
        if length != 0xFFFFFFFF and isinstance(held, bytes) and len(held) < length:
            _cut(tag)
        if length not in (0, 0xFFFFFFFF) and held in (b"", None) and tag == last:
            _cut(tag)
    _check_tail(raw.get(last), body)
    for tag in [tag for tag in raw if tag >> 16 == 0xFFFE]:
        del dataset[tag]  # stray delimiters are not attributes, and cannot be converted as such
    return dataset


def _check_tail(last: Any, body: bytes) -> None:
    """Refuse a file that ends inside the head of an element, of which pydicom says nothing."""
    deflated = len(body) <= (getattr(last, "value_tell", None) or 0)
    if last is None or deflated or not isinstance(getattr(last, "value", None), bytes) or last.length == 0xFFFFFFFF:
        return
    tail = body[last.value_tell + len(last.value) :]
    if 0 < len(tail) < 8 and any(tail):
        raise JobRefused(errors.TRUNCATED, "It ends in the middle of an attribute.")


def _cut(tag: int) -> None:
    if tag in _PIXELS:
        raise JobRefused(errors.PIXELS_CUT, "It ends in the middle of its pixels.")
    raise JobRefused(errors.TRUNCATED, "It ends in the middle of an attribute.")


def _identifiers(dataset: Dataset) -> dict[str, str]:
    if getattr(dataset, "file_meta", Dataset()).get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        raise JobRefused(errors.NO_UIDS, "It is the directory of a medium (DICOMDIR), not an object.")
    uids = {}
    for keyword in _IDENTIFIERS:
        uid = str(dataset.get(keyword) or "")
        if not is_dicom_uid(uid):
            raise JobRefused(errors.NO_UIDS, f"It has no valid {keyword}.")
        uids[keyword] = uid
    return uids


def _check_pixels(dataset: Dataset) -> bool:
    """Return whether the object has pixels; refuse an image without them or with too few."""
    present = [tag for tag in _PIXELS if tag in dataset]
    if not present:
        if _is_image(dataset):
            raise JobRefused(errors.PIXELS_MISSING, "It is an image without pixels.")
        return False
    value = dataset[present[0]].value
    if not value:
        raise JobRefused(errors.PIXELS_MISSING, "It is an image with empty pixels.")
    try:
        whole = _holds_all(dataset, present[0], bytes(value))
    except (MemoryError, RecursionError):
        raise
    except Exception:
        # An Image Pixel Module that contradicts itself: nobody can say which bytes are the picture.
        raise JobRefused(errors.PIXELS_CUT, "Its pixels do not fit its description of them.") from None
    if not whole:
        raise JobRefused(errors.PIXELS_CUT, "It has fewer pixels than it says.")
    return True


def _is_image(dataset: Dataset) -> bool:
    """Say whether the object is an image by its SOP Class, or describes pixels (structures, reports do not)."""
    name = UID(str(dataset.get("SOPClassUID") or "")).name
    if any(word in name for word in _NO_IMAGE_DESPITE_ROWS):
        return False
    if "Image Storage" in name or name == "Segmentation Storage":
        return True
    return all(keyword in dataset for keyword in ("Rows", "Columns", "BitsAllocated"))


def _holds_all(dataset: Dataset, tag: int, value: bytes) -> bool:
    syntax = getattr(dataset, "file_meta", Dataset()).get("TransferSyntaxUID")
    frames = int(dataset.get("NumberOfFrames") or 1)
    if int(dataset.Rows) < 1 or int(dataset.Columns) < 1 or frames < 1:
        return False
    if syntax is not None and bool(syntax.is_encapsulated):
        return _holds_all_fragments(value, frames)
    if bits := _PIXELS[tag]:
        return len(value) >= int(dataset.Rows) * int(dataset.Columns) * frames * bits // 8
    return len(value) >= int(get_expected_length(dataset))


def _holds_all_fragments(value: bytes, frames: int) -> bool:
    """Every frame has at least one fragment with content, and the last one is whole (PS3.5 A.4)."""
    buffer = BytesIO(value)
    parse_basic_offsets(buffer)
    count, offsets = parse_fragments(buffer)
    lengths = [int.from_bytes(value[offset + 4 : offset + 8], "little") for offset in offsets]
    if count < frames or sum(length > 0 for length in lengths) < frames:
        return False
    return bool(offsets[-1] + 8 + lengths[-1] <= len(value))


def _metadata(dataset: Dataset) -> dict[str, Any]:
    converted = dataset.to_json_dict(
        bulk_data_threshold=1, bulk_data_element_handler=lambda _element: "", suppress_invalid_tags=True
    )
    written = json.dumps(without_bulk(converted))
    if len(written) > _LARGEST_JSON:
        raise JobRefused(errors.TOO_LARGE, "Its header is too large.")
    # NaN and Infinity are not JSON (RFC 8259); a browser would refuse the whole series for one of them.
    clean: dict[str, Any] = json.loads(written, parse_constant=lambda _name: None)
    return clean
