"""`/healthz` says that the process answers, `/readyz` which part is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.test import Client

from apps.archive.errors import ArchiveUnreachable
from apps.archive.folder import FolderArchive
from tests.access_matrix.world import archive_of
from tests.support.processes import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def archive(tmp_path: Path) -> Iterator[FolderArchive]:
    """An archive that answers."""
    with archive_of(tmp_path / "archive", []) as made:
        yield made


def ready() -> tuple[int, dict[str, str]]:
    """Ask; return the status and the parts."""
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["parts"]


def test_all_is_well(settings) -> None:  # type: ignore[no-untyped-def]
    settings.REDIS_URL = ""
    assert Client().get("/healthz").json() == {"status": "ok"}
    assert ready() == (200, {"database": "ok", "archive": "ok"})


def test_the_archive_is_named(archive: FolderArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ArchiveUnreachable("secret host name")

    monkeypatch.setattr(archive, "health", fail)
    status, parts = ready()
    assert (status, parts["archive"], parts["database"]) == (503, "archive_unreachable", "ok")
    assert b"secret" not in Client().get("/readyz").content
    assert Client().get("/healthz").status_code == 200


def test_the_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("password=secret")

    monkeypatch.setattr(connection, "cursor", fail)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "parts": {"database": "unreachable", "archive": "ok"}}


def test_redis_is_named_where_it_is_used(settings) -> None:  # type: ignore[no-untyped-def]
    settings.REDIS_URL = f"redis://:secret@127.0.0.1:{free_port()}/0"
    assert ready() == (503, {"database": "ok", "archive": "ok", "redis": "unreachable"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_needs_neither_https_nor_a_session(settings, path: str) -> None:  # type: ignore[no-untyped-def]
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path)
    assert answer.status_code == 200
    assert not answer.cookies
