"""Read values out of the DICOM JSON model (PS3.18 annex F) without trusting their shape.

Both connectors build their studies, series and instances from it, so that they agree on every value.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from apps.archive.interface import Instance, JsonObject, Series, Study

BULK_VRS = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_PIXEL_TAGS = ("7FE00010", "7FE00008", "7FE00009")
_LONGEST_TEXT = 1024


def values(item: JsonObject, tag: str) -> list[Any]:
    """Return the values of `tag` (eight hexadecimal digits), or an empty list."""
    element = item.get(tag)
    found = element.get("Value") if isinstance(element, dict) else None
    return found if isinstance(found, list) else []


def text(item: JsonObject, tag: str) -> str:
    """Return the first value of `tag` as text, without control characters, or an empty string."""
    first = next(iter(values(item, tag)), None)
    if first is None or isinstance(first, dict | list):
        return ""
    return "".join(c for c in str(first)[:_LONGEST_TEXT] if c.isprintable()).strip()


def whole_number(item: JsonObject, tag: str) -> int | None:
    """Return the first value of `tag` as a whole number (IS may arrive as text), or None."""
    found = text(item, tag)
    return int(found) if re.fullmatch(r"[+-]?[0-9]{1,12}", found) else None


def decimals(item: JsonObject, tag: str, count: int) -> tuple[float, ...] | None:
    """Return exactly `count` finite values of `tag`, or None."""
    try:
        found = tuple(float(v) for v in values(item, tag))
    except (TypeError, ValueError):
        return None
    return found if len(found) == count and all(abs(v) < 1e9 for v in found) else None


def person_name(item: JsonObject, tag: str) -> str:
    """Return a PN as "FAMILY^Given": the alphabetic group, or the first other that is there (PS3.5 6.2.1)."""
    return next(iter(name_groups(item, tag)), "")


def name_groups(item: JsonObject, tag: str) -> list[str]:
    """Return the component groups of a PN that are not empty: alphabetic, ideographic, phonetic."""
    first = next(iter(values(item, tag)), None)
    if not isinstance(first, dict):
        return []
    groups = (first.get(key) for key in ("Alphabetic", "Ideographic", "Phonetic"))
    cleaned = ("".join(c for c in g[:_LONGEST_TEXT] if c.isprintable()).strip() for g in groups if isinstance(g, str))
    return [group for group in cleaned if group]


def day(value: str) -> date | None:
    """Read a DA, in its present form or the older one with dots (PS3.5 6.2); None when it is none."""
    digits = value.replace(".", "")
    if not re.fullmatch(r"[0-9]{8}", digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def time_of_day(value: str) -> time | None:
    """Read a TM of any precision (PS3.5 6.2); None when it is none."""
    match = re.fullmatch(r"([0-9]{2})([0-9]{2})?([0-9]{2})?(?:\.([0-9]{1,6}))?", value.replace(":", ""))
    if not match:
        return None
    hour, minute, second, fraction = match.groups()
    try:
        return time(int(hour), int(minute or 0), int(second or 0), int((fraction or "").ljust(6, "0")))
    except ValueError:
        return None


def is_data_set(item: Any) -> bool:
    """Say whether `item` has the shape of a data set: tags to objects with a value representation."""
    return isinstance(item, dict) and all(
        isinstance(tag, str) and _TAG.fullmatch(tag) and isinstance(element, dict) for tag, element in item.items()
    )


def without_bulk(item: JsonObject) -> JsonObject:
    """Return a copy without binary values and references to such, at every depth."""
    kept = {}
    for tag, element in item.items():
        if not isinstance(element, dict) or element.get("vr") in BULK_VRS or "BulkDataURI" in element:
            continue
        if element.get("vr") == "SQ":
            items = [without_bulk(nested) for nested in values(item, tag) if isinstance(nested, dict)]
            element = {**element, "Value": items}
        kept[tag] = element
    return kept


def study_of(item: JsonObject, modalities: tuple[str, ...], series_count: int, instance_count: int) -> Study:
    """Build a Study from a data set that has the study's attributes."""
    return Study(
        study_instance_uid=text(item, "0020000D"),
        patient_id=text(item, "00100020"),
        patient_name=person_name(item, "00100010"),
        birth_date=day(text(item, "00100030")),
        sex=text(item, "00100040"),
        study_date=day(text(item, "00080020")),
        study_time=time_of_day(text(item, "00080030")),
        description=text(item, "00081030"),
        accession_number=text(item, "00080050"),
        modalities=modalities,
        series_count=series_count,
        instance_count=instance_count,
    )


def series_of(item: JsonObject, study_uid: str, instance_count: int) -> Series:
    """Build a Series from a data set that has the series' attributes."""
    return Series(
        study_instance_uid=study_uid,
        series_instance_uid=text(item, "0020000E"),
        modality=text(item, "00080060"),
        number=whole_number(item, "00200011"),
        description=text(item, "0008103E"),
        body_part=text(item, "00180015"),
        frame_of_reference_uid=text(item, "00200052"),
        instance_count=instance_count,
    )


def instance_of(item: JsonObject, has_pixels: bool) -> Instance:
    """Build an Instance from a data set."""
    rows, columns = whole_number(item, "00280010") or 0, whole_number(item, "00280011") or 0
    return Instance(
        sop_instance_uid=text(item, "00080018"),
        sop_class_uid=text(item, "00080016"),
        number=whole_number(item, "00200013"),
        rows=rows if has_pixels else 0,
        columns=columns if has_pixels else 0,
        frames=max(whole_number(item, "00280008") or 1, 1) if has_pixels else 0,
        has_pixels=has_pixels,
    )
