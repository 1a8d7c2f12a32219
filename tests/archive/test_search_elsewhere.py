"""Searching servers that differ from each other: order, case, encoding (`apps.archive.dicomweb.search`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

import pytest

from apps.archive.dicomweb import DicomWebArchive
from apps.archive.interface import StudyQuery
from tests.support.hostile_http import HostileServer, answer, hostile_server

TODAY = date(2026, 11, 24)
STUDIES = [
    ("1.2.1", "Lindqvist^Erik", "20261120"),
    ("1.2.2", "LINDQVIST^ANNA", "20261101"),
    ("1.2.3", "lindqvist^bo", "20260601"),
    ("1.2.4", "McNeil^Ann", "20190101"),
    ("1.2.5", "Åberg^Öst", "20180101"),
    ("1.2.6", "NODATE^X", ""),
]


def as_a_strict_server(handler: BaseHTTPRequestHandler) -> None:
    """Answer as a server does that compares names case by case, knows dates, and never undoes percent-encoding."""
    raw = urlsplit(handler.path).query
    asked = dict(part.split("=", 1) for part in raw.split("&"))
    begin, _, end = asked.get("StudyDate", "-").partition("-")
    found = [
        {
            "0020000D": {"vr": "UI", "Value": [uid]},
            "00100010": {"vr": "PN", "Value": [{"Alphabetic": name}]},
            "00080020": {"vr": "DA", "Value": [day]},
        }
        for uid, name, day in STUDIES
        if fnmatchcase(name, asked.get("PatientName", "*"))
        and (not begin or day >= begin)
        and (not end or "" < day <= end)
    ]
    answer(200, json.dumps(found).encode())(handler)


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """A server of the strict kind."""
    with hostile_server() as running:
        running.behave = as_a_strict_server
        yield running


def found(server: HostileServer, **query: object) -> list[str]:
    """Return the names found, in order."""
    archive = DicomWebArchive(server.base, today=lambda: TODAY)
    page = archive.search_studies(StudyQuery(**query))  # type: ignore[arg-type]
    return [study.patient_name for study in page.studies]


def keys(server: HostileServer, name: str) -> list[str]:
    """Return what the server was asked for under one key, in order."""
    return [dict(parse_qsl(urlsplit(path).query)).get(name, "") for path in server.asked]


def test_a_name_is_found_in_capitals_small_letters_and_capitalised(server: HostileServer) -> None:
    for typed in ("lindqvist", "LINDQVIST", "Lindq"):
        assert found(server, patient_name=typed) == ["Lindqvist^Erik", "LINDQVIST^ANNA", "lindqvist^bo"]


def test_letters_beyond_ascii_are_found(server: HostileServer) -> None:
    assert found(server, patient_name="åberg") == ["Åberg^Öst"]


def test_mixed_case_is_found_together_with_a_date(server: HostileServer) -> None:
    """The known limit: on a server where case counts, McNeil typed as mcneil needs another key."""
    assert found(server, patient_name="mcneil") == []
    day = date(2019, 1, 1)
    assert found(server, patient_name="mcneil", date_from=day, date_to=day) == ["McNeil^Ann"]


def test_values_are_sent_without_anything_to_decode(server: HostileServer) -> None:
    found(server, patient_id="A/B 7#&x=y", patient_name="O'Ne?l*")
    assert keys(server, "PatientID") == ["A*B*7*x*y"]
    assert not any("%" in path for path in server.asked)


def test_a_wide_search_goes_back_in_time_until_the_page_is_full(server: HostileServer) -> None:
    assert found(server, limit=1) == ["Lindqvist^Erik"]
    assert keys(server, "StudyDate") == ["20261117-", "20261024-"]
    archive = DicomWebArchive(server.base, today=lambda: TODAY)
    page = archive.search_studies(StudyQuery(limit=1))
    assert (page.more, page.total) == (True, None)


def test_a_wide_search_ends_with_everything(server: HostileServer) -> None:
    assert found(server) == [name for _, name, _ in STUDIES]
    assert keys(server, "StudyDate") == ["20261117-", "20261024-", "20251123-", ""]
