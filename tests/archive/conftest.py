"""Archives to test against: a folder, and a real Orthanc."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from apps.archive.dicomweb import DicomWebArchive
from apps.archive.folder import FolderArchive
from apps.archive.interface import Archive
from tests.support.orthanc import Orthanc, orthanc_missing, running_orthanc

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    """One Orthanc for the whole session."""
    if missing := orthanc_missing():
        pytest.skip(missing)
    with running_orthanc(tmp_path_factory.mktemp("orthanc")) as server:
        yield server


@pytest.fixture
def folder_archive(tmp_path: Path) -> FolderArchive:
    """An empty folder archive."""
    return FolderArchive(tmp_path / "archive")


@pytest.fixture(params=["folder", "orthanc"])
def archive(request: pytest.FixtureRequest) -> Archive:
    """An empty archive of each kind."""
    if request.param == "folder":
        return request.getfixturevalue("folder_archive")  # type: ignore[no-any-return]
    server: Orthanc = request.getfixturevalue("orthanc")
    server.clear()
    return DicomWebArchive(server.base, server.user, server.password, today=lambda: TODAY)
