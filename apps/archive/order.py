"""The order in which the images of a series are shown."""

from __future__ import annotations

from typing import Any

from apps.archive.dicomjson import decimals, text, whole_number
from apps.archive.interface import Instance, JsonObject, Series

_SAME_DIRECTION = 1e-3


def by_position(items: list[JsonObject]) -> list[JsonObject]:
    """Sort data sets by Image Position (Patient) along the common normal, or else by Instance Number.

    The position counts when every image has one and all share one orientation (PS3.3 C.7.6.2.1.1); images
    at one position (phases, diffusion weightings) follow each other by Instance Number.
    """
    normal = _common_normal(items)
    if normal is None:
        return sorted(items, key=_number_key)
    return sorted(items, key=lambda item: (_distance(item, normal), *_number_key(item)))


def series_key(series: Series) -> tuple[Any, ...]:
    """Sort key: Series Number, those without one last."""
    return (series.number is None, series.number or 0, series.series_instance_uid)


def instance_key(instance: Instance) -> tuple[Any, ...]:
    """Sort key: Instance Number, those without one last."""
    return (instance.number is None, instance.number or 0, instance.sop_instance_uid)


def _common_normal(items: list[JsonObject]) -> tuple[float, float, float] | None:
    first: tuple[float, ...] | None = None
    for item in items:
        orientation = decimals(item, "00200037", 6)
        if orientation is None or decimals(item, "00200032", 3) is None:
            return None
        first = first or orientation
        if any(abs(a - b) > _SAME_DIRECTION for a, b in zip(first, orientation, strict=True)):
            return None
    if first is None:
        return None
    rx, ry, rz, cx, cy, cz = first
    return (ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx)


def _distance(item: JsonObject, normal: tuple[float, float, float]) -> float:
    position = decimals(item, "00200032", 3) or (0.0, 0.0, 0.0)
    # Rounded to a micrometre, so that one position written with different precision stays one.
    return round(sum(p * n for p, n in zip(position, normal, strict=True)), 3)


def _number_key(item: JsonObject) -> tuple[bool, int, str]:
    number = whole_number(item, "00200013")
    return (number is None, number or 0, text(item, "00080018"))
