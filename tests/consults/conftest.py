"""An archive with patients whose names are harmless and hostile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apps.access.policy import Role
from apps.accounts.models import User
from apps.archive.folder import FolderArchive
from tests.access_matrix.world import archive_of, make_user
from tests.support.phantoms import phantom_ct
from tests.support.room_seed import session_of

HOSTILE = "<script>alert(1)</script>^<b>"
PATIENTS: dict[str, dict[str, Any]] = {
    "anna": {"PatientName": "KELLER^Anna", "PatientID": "P-1", "StudyDate": "20260101", "AccessionNumber": "A1"},
    "anna-prior": {"PatientName": "KELLER^Anna", "PatientID": "P-1", "StudyDate": "20250101", "AccessionNumber": "A2"},
    "bela": {"PatientName": "BARTOK^Bela", "PatientID": "P-2", "StudyDate": "20260301", "Modality": "MR"},
    "twin": {"PatientName": "KELLER^Berta", "PatientID": "P-1", "StudyDate": "20260201"},
    "hostile": {
        "PatientName": HOSTILE,
        "PatientID": '"><img src=x onerror=alert(2)>{{7*7}}',
        "StudyDescription": "<b>x</b>{% csrf_token %}",
    },
}


@pytest.fixture
def archive(db: None, tmp_path: Path) -> Iterator[FolderArchive]:
    """Five studies of four patients; two of them share an ID."""
    files = [file for name, tags in PATIENTS.items() for file in phantom_ct(1, 8, 8, name=name, **tags)]
    with archive_of(tmp_path / "archive", files) as made:
        yield made


@pytest.fixture
def host(db: None) -> User:
    """Who searches and starts."""
    return make_user("Ana Ruiz")


@pytest.fixture
def colleague(db: None) -> User:
    """Who is invited."""
    return make_user("Tom Okafor", Role.SPECIALIST)


@pytest.fixture
def browser(host: User, archive: FolderArchive) -> Client:
    """The host's browser, over the archive."""
    client = Client()
    client.cookies["sessionid"] = session_of(host)
    return client
