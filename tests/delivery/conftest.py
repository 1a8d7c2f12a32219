"""A phantom that was shared, one that was not, and one that cannot be decoded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.archive.folder import FolderArchive
from apps.consults.models import Consult
from apps.consults.services import consult_create
from tests.access_matrix.world import archive_of, make_user
from tests.support.phantoms import changed, phantom_ct, uid
from tests.support.room_seed import session_of

SLICES, ROWS, COLUMNS = 3, 16, 24
SHARED, SECRET, BROKEN = "shared", "secret", "broken"


def files_of(name: str) -> list[bytes]:
    """Return a small series."""
    return phantom_ct(SLICES, ROWS, COLUMNS, name=name, PatientID=name, PatientName=name)


@pytest.fixture
def archive(db: None, tmp_path: Path) -> Iterator[FolderArchive]:
    """Three studies of three patients."""
    undecodable = [changed(file, PhotometricInterpretation="HSV") for file in files_of(BROKEN)]
    with archive_of(tmp_path / "archive", [*files_of(SHARED), *files_of(SECRET), *undecodable]) as made:
        yield made


@pytest.fixture
def host(db: None) -> User:
    """Who may see `shared` and `broken`."""
    return make_user("host")


def share(host: User, archive: FolderArchive, name: str) -> Consult:
    """Start a consult over a study."""
    study = archive.find_study(uid(f"{name}/study"))
    return consult_create(actor=host, archive=archive, studies=[study], title=name)


@pytest.fixture
def consult(host: User, archive: FolderArchive) -> Consult:
    """The consult that shares the phantom; another shares the broken one."""
    share(host, archive, BROKEN)
    return share(host, archive, SHARED)


def browser_of(user: User) -> Client:
    """Return a signed-in person's browser."""
    client = Client()
    client.cookies["sessionid"] = session_of(user)
    return client


@pytest.fixture
def browser(host: User, consult: Consult) -> Client:
    """The host's browser."""
    return browser_of(host)
