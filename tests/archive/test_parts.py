"""The small rules below the connectors: order, matching, reading DICOM JSON, settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from apps.archive.dicomjson import day, decimals, person_name, time_of_day, whole_number
from apps.archive.dicomweb import DicomWebArchive
from apps.archive.folder import FolderArchive
from apps.archive.order import by_position
from apps.archive.registry import get_archive, open_archive, reset_archive

AXIAL: list[float] = [1, 0, 0, 0, 1, 0]


def image(number: int | None, position: list[float] | None, orientation: list[float] | None = None) -> dict[str, Any]:
    """Return a data set with just what ordering looks at."""
    item: dict[str, Any] = {}
    if number is not None:
        item["00200013"] = {"vr": "IS", "Value": [number]}
    if position is not None:
        item["00200032"] = {"vr": "DS", "Value": position}
        item["00200037"] = {"vr": "DS", "Value": orientation or AXIAL}
    return item


def numbers(items: list[dict[str, Any]]) -> list[int]:
    """Return the Instance Numbers in order."""
    return [item["00200013"]["Value"][0] for item in items if "00200013" in item]


def test_images_go_along_the_normal_of_their_plane() -> None:
    coronal: list[float] = [1, 0, 0, 0, 0, -1]  # its normal points to posterior
    items = [image(1, [0, 30, 0], coronal), image(2, [0, 10, 99], coronal), image(3, [9, 20, 0], coronal)]
    assert numbers(by_position(items)) == [2, 3, 1]


def test_images_at_one_position_go_by_number() -> None:
    items = [image(4, [0, 0, 1]), image(3, [0, 0, 2]), image(2, [0, 0, 1.00001]), image(1, [0, 0, 2])]
    assert numbers(by_position(items)) == [2, 4, 1, 3]


@pytest.mark.parametrize(
    "odd", [image(0, None), image(0, [0, 0, 9], [0, 1, 0, 0, 0, -1]), image(0, [0, 0]), image(0, [0, 0, float("nan")])]
)
def test_with_one_image_out_of_line_all_go_by_number(odd: dict[str, Any]) -> None:
    assert numbers(by_position([image(2, [0, 0, 1]), image(1, [0, 0, 5]), odd])) == [0, 1, 2]


def test_images_without_number_come_last() -> None:
    assert by_position([image(None, None), image(7, None)])[1] == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [("20260102", date(2026, 1, 2)), ("2026.01.02", date(2026, 1, 2)), ("20261301", None), ("2026", None), ("", None)],
)
def test_dates_are_read_or_unknown(text: str, value: date | None) -> None:
    assert day(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", time(10)),
        ("1015", time(10, 15)),
        ("101559.5", time(10, 15, 59, 500_000)),
        ("10:15:59", time(10, 15, 59)),
        ("2500", None),
        ("noon", None),
    ],
)
def test_times_of_any_precision_are_read_or_unknown(text: str, value: time | None) -> None:
    assert time_of_day(text) == value


def test_numbers_that_are_none_are_unknown() -> None:
    assert whole_number({"00200013": {"Value": ["12"]}}, "00200013") == 12
    assert whole_number({"00200013": {"Value": ["1e9"]}}, "00200013") is None
    assert whole_number({"00200013": {"Value": ["9" * 5000]}}, "00200013") is None
    assert decimals({"00200032": {"Value": [1, 2, None]}}, "00200032", 3) is None
    assert decimals({"00200032": {"Value": [1, 2, float("inf")]}}, "00200032", 3) is None


def test_a_name_without_alphabetic_group_is_its_next_group() -> None:
    assert person_name({"00100010": {"Value": [{"Ideographic": "山田^太郎"}]}}, "00100010") == "山田^太郎"


@pytest.fixture
def fresh() -> Iterator[None]:
    """No archive opened, before and after."""
    reset_archive()
    yield
    reset_archive()


def test_the_settings_choose_the_archive(fresh: None, settings: Settings, tmp_path: Path) -> None:
    settings.ARCHIVE_URL = f"folder:{tmp_path}"
    assert isinstance(get_archive(), FolderArchive)
    assert get_archive() is get_archive()
    settings.ARCHIVE_URL = "dicomweb+https://pacs.example:8443/dicom-web"
    reset_archive()
    assert isinstance(get_archive(), DicomWebArchive)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "folder:",
        "folder://host/x",
        "http://pacs.example",
        "dicomweb+http://",
        "dicomweb+https://user:secret@pacs.example/dicom-web",
        "dicomweb+https://pacs.example/dicom-web?x=1",
        "dicomweb+https://pacs.example:port/",
        "ftp://pacs.example",
    ],
)
def test_a_wrong_address_stops_with_a_sentence_that_shows_no_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        open_archive(url)
    assert str(caught.value).startswith("ARCHIVE_URL")
    assert str(caught.value).endswith(".")
    assert "secret" not in str(caught.value)
