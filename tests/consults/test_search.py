"""The archive search, as a person sees it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from apps.archive.errors import ArchiveError, ArchiveRefused, ArchiveSlow, ArchiveUnreachable
from apps.archive.folder import FolderArchive
from apps.archive.interface import StudyQuery
from apps.consults.pages.forms import PAGE_SIZE
from tests.support.phantoms import phantom_ct, uid


def found(answer: Any) -> list[str]:
    """Return the Study Instance UIDs on the page, in order."""
    return [study.study_instance_uid for study in answer.context["page"].studies]


def named(*names: str) -> list[str]:
    """Return the study UIDs of phantoms."""
    return [uid(f"{name}/study") for name in names]


def search(browser: Client, **filters: str) -> Any:
    """Post the filters."""
    return browser.post("/", filters)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["bela", "twin", "hostile", "anna", "anna-prior"]),
        ({"patient_name": "kell an"}, ["anna", "anna-prior"]),
        ({"patient_name": "keller"}, ["twin", "anna", "anna-prior"]),
        ({"patient_id": "p-2"}, ["bela"]),
        ({"accession_number": "A2"}, ["anna-prior"]),
        ({"date_from": "2026-01-15"}, ["bela", "twin"]),
        ({"date_to": "2025-12-31"}, ["anna-prior"]),
        ({"date_from": "2026-01-01", "date_to": "2026-01-01"}, ["anna"]),
        ({"modality": "MR"}, ["bela"]),
        ({"patient_name": "nobody"}, []),
        ({"patient_name": "%"}, []),
        # As in a DICOM query.
        ({"patient_name": "*"}, ["bela", "twin", "hostile", "anna", "anna-prior"]),
    ],
)
def test_filters(browser: Client, filters: dict[str, str], names: list[str]) -> None:
    answer = search(browser, **filters)
    assert answer.status_code == 200
    assert found(answer) == named(*names)


def test_opening_the_page_shows_the_newest_studies(browser: Client) -> None:
    assert found(browser.get("/"))[0] == uid("bela/study")


@pytest.mark.parametrize(
    "filters",
    [
        {"date_from": "2026-02-30"},
        {"date_from": "2026-02-02", "date_to": "2026-02-01"},
        {"modality": "XX"},
        {"page": "-1"},
        {"page": "10001"},
        {"patient_name": "\x00"},
        {"patient_name": "x" * 65},
    ],
)
def test_a_wrong_filter_is_named_and_nothing_is_searched(browser: Client, filters: dict[str, str]) -> None:
    answer = search(browser, **filters)
    assert answer.status_code == 200
    assert answer.context["page"] is None
    assert set(answer.context["form"].errors) <= set(filters)
    assert answer.context["form"].errors


def test_a_range_that_ends_before_it_begins_is_said_at_its_end(browser: Client) -> None:
    answer = search(browser, date_from="2026-02-02", date_to="2026-02-01")
    assert set(answer.context["form"].errors) == {"date_to"}


def test_paging_keeps_the_filters_and_shows_every_study_once(browser: Client, archive: FolderArchive) -> None:
    more = [phantom_ct(1, 8, 8, name=f"many/{number}", PatientName="MANY^X")[0] for number in range(PAGE_SIZE + 3)]
    archive.store(more)
    first = search(browser, patient_name="many", page="0")
    second = search(browser, patient_name="many", page="1")
    assert len(found(first)) == PAGE_SIZE
    assert sorted(found(first) + found(second)) == sorted(named(*(f"many/{n}" for n in range(PAGE_SIZE + 3))))
    assert (first.context["previous_page"], first.context["next_page"]) == (None, 1)
    assert (second.context["previous_page"], second.context["next_page"]) == (0, None)
    assert (second.context["first"], second.context["last"]) == (PAGE_SIZE + 1, PAGE_SIZE + 3)
    assert 'value="many"' in second.content.decode()


@pytest.mark.parametrize("error", [ArchiveUnreachable, ArchiveRefused, ArchiveSlow])
def test_an_archive_error_is_a_banner_and_the_filters_stay(
    browser: Client, archive: FolderArchive, monkeypatch: pytest.MonkeyPatch, error: type[ArchiveError]
) -> None:
    def fail(query: StudyQuery) -> None:
        raise error("The archive is on fire.")

    monkeypatch.setattr(archive, "search_studies", fail)
    answer = search(browser, patient_name="kell an", date_from="2026-01-01")
    page = answer.content.decode()
    assert answer.status_code == 502
    assert "The archive is on fire." in page
    assert 'role="alert"' in page
    assert 'value="kell an"' in page
    assert 'value="2026-01-01"' in page


def test_hostile_names_are_shown_as_text(browser: Client) -> None:
    for answer in (browser.get("/"), browser.post("/consults/prepare/", {"study": uid("hostile/study")})):
        page = answer.content.decode()
        assert "&lt;SCRIPT&gt;ALERT(1)&lt;/SCRIPT&gt;" in page
        assert "onerror=alert(2)&gt;" in page
        assert "<script>alert" not in page.lower()
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page
        assert "{{7*7}}" in page


def test_a_hostile_filter_is_shown_as_text(browser: Client) -> None:
    page = search(browser, patient_name='"><script>alert(3)</script>').content.decode()
    assert "<script>alert(3)" not in page
    assert "&lt;script&gt;alert(3)" in page


def test_no_patient_stands_in_an_address(browser: Client) -> None:
    """Forms are posted, and links hold identifiers of ours only [row 22]."""
    search_page, prepared = browser.get("/"), browser.post("/consults/prepare/", {"study": uid("anna/study")})
    for answer in (search_page, prepared):
        page = answer.content.decode()
        assert 'method="get"' not in page.lower()
        for address in page.split('="')[1:]:
            if address.startswith(("/", "http", "?")):
                assert "keller" not in address.split('"')[0].lower()
                assert "P-1" not in address.split('"')[0]


def test_a_query_in_the_address_filters_nothing(browser: Client) -> None:
    assert len(found(browser.get("/?patient_name=keller"))) == 5


def test_dates_are_read_as_dates(browser: Client) -> None:
    form = search(browser, date_from="2026-01-15").context["form"]
    assert form.cleaned_data["date_from"] == date(2026, 1, 15)
