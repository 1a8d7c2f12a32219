"""The folder archive: what `make demo` and a small site run on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.archive.check import inspect
from apps.archive.dicomjson import instance_of, series_of, study_of
from apps.archive.errors import (
    DUPLICATE,
    UID_CONFLICT,
    ArchiveNonsense,
    ArchiveNotFound,
    ArchiveUnreachable,
    FileRefused,
)
from apps.archive.folder.files import ObjectFiles
from apps.archive.folder.index import Index, StudyRow
from apps.archive.interface import (
    Archive,
    Instance,
    JsonObject,
    Series,
    StoreResult,
    Study,
    StudyPage,
    StudyQuery,
)
from apps.archive.order import by_position, instance_key, series_key


class FolderArchive(Archive):
    """An archive under `root`; several processes may use it at once. An index that was lost is made anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files = ObjectFiles(root / "objects")
        with _as_archive_errors():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)  # health data: for this user alone
            index_lost = not (root / "index.sqlite3").exists()
            self._index = Index(root / "index.sqlite3")
        if index_lost:
            self._index_again()

    def search_studies(self, query: StudyQuery) -> StudyPage:
        """See `Archive`; `total` is always known."""
        with _as_archive_errors():
            rows, total = self._index.search(query)
        studies = tuple(_study(row) for row in rows)
        return StudyPage(studies, query.offset, query.offset + len(studies) < total, total)

    def find_study(self, study_uid: str) -> Study:
        """See `Archive`."""
        with _as_archive_errors():
            row = self._index.study(study_uid)
        if row is None:
            raise ArchiveNotFound("The archive has no such study.")
        return _study(row)

    def list_series(self, study_uid: str) -> list[Series]:
        """See `Archive`."""
        with _as_archive_errors():
            found = self._index.series(study_uid)
        if not found:
            raise ArchiveNotFound("The archive has no such study.")
        return sorted((series_of(item, study_uid, count) for item, count in found), key=series_key)

    def list_instances(self, study_uid: str, series_uid: str) -> list[Instance]:
        """See `Archive`."""
        found = self._instances(study_uid, series_uid)
        return sorted((instance_of(item, has_pixels) for item, has_pixels in found), key=instance_key)

    def series_metadata(self, study_uid: str, series_uid: str) -> list[JsonObject]:
        """See `Archive`."""
        return by_position([item for item, _ in self._instances(study_uid, series_uid)])

    def fetch_instance(self, study_uid: str, series_uid: str, sop_uid: str) -> bytes:
        """See `Archive`; a file that has changed on the disk is ArchiveNonsense, never shown."""
        with _as_archive_errors():
            digest = self._index.file(study_uid, series_uid, sop_uid)
            if digest is None:
                raise ArchiveNotFound("The archive has no such instance.")
            try:
                return self._files.read(digest)
            except (ValueError, FileNotFoundError):
                raise ArchiveNonsense("The archive's file is damaged or missing.") from None

    def store(self, files: Iterable[bytes]) -> list[StoreResult]:
        """See `Archive`."""
        return [self._store(data) for data in files]

    def health(self) -> None:
        """See `Archive`."""
        with _as_archive_errors():
            self._index.search(StudyQuery(limit=1))

    def _store(self, data: bytes) -> StoreResult:
        try:
            item = inspect(data)
        except FileRefused as refusal:
            return StoreResult("", False, refusal.why, refusal.reason)
        with _as_archive_errors():
            present = self._index.find_content(item.sop_instance_uid)
            if present is None:
                present = self._index.add(item, self._files.write(data))
                if present == item.content:
                    return StoreResult(item.sop_instance_uid, True)
        if present == item.content:
            return StoreResult(item.sop_instance_uid, False, DUPLICATE, "It is in the archive already.")
        reason = "Another object with its SOP Instance UID is in the archive."
        return StoreResult(item.sop_instance_uid, False, UID_CONFLICT, reason)

    def _instances(self, study_uid: str, series_uid: str) -> list[tuple[JsonObject, bool]]:
        with _as_archive_errors():
            found = self._index.instances(study_uid, series_uid)
        if not found:
            raise ArchiveNotFound("The archive has no such series.")
        return found

    def _index_again(self) -> None:
        with _as_archive_errors():
            for digest in self._files.digests():
                try:
                    self._index.add(inspect(self._files.read(digest)), digest)
                except (FileRefused, ValueError):
                    continue  # a damaged file; it stays on the disk for whoever looks into it


def _study(row: StudyRow) -> Study:
    return study_of(row.metadata, row.modalities, row.series_count, row.instance_count)


@contextmanager
def _as_archive_errors() -> Iterator[None]:
    """Turn errors of the disk and of SQLite into ours; their words may hold paths, so they are not shown."""
    try:
        yield
    except OSError as error:
        raise ArchiveUnreachable(f"The archive's folder cannot be used: {error.strerror or 'input/output'}.") from None
    except sqlite3.OperationalError:
        raise ArchiveUnreachable("The archive's index cannot be used.") from None
    except sqlite3.DatabaseError:
        raise ArchiveNonsense("The archive's index is damaged.") from None
