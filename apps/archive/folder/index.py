"""The index of a folder archive: one SQLite file with a row per study, series and instance.

Values shown are read from the DICOM JSON kept with each instance, so that the index holds only what it
searches and sorts by.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from apps.archive.check import Inspected
from apps.archive.dicomjson import day, name_groups, text, time_of_day
from apps.archive.interface import JsonObject, StudyQuery
from apps.archive.matching import fold, words

_SCHEMA = """
CREATE TABLE IF NOT EXISTS study (
    uid TEXT PRIMARY KEY, names TEXT NOT NULL, patient_id TEXT NOT NULL, accession TEXT NOT NULL,
    day TEXT NOT NULL, moment TEXT NOT NULL, metadata BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS study_newest ON study (day DESC, moment DESC, uid);
CREATE TABLE IF NOT EXISTS series (
    uid TEXT NOT NULL, study TEXT NOT NULL REFERENCES study, modality TEXT NOT NULL, metadata BLOB NOT NULL,
    PRIMARY KEY (study, uid)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS instance (
    uid TEXT PRIMARY KEY, study TEXT NOT NULL, series TEXT NOT NULL, file TEXT NOT NULL, content TEXT NOT NULL,
    has_pixels INTEGER NOT NULL, metadata BLOB NOT NULL,
    FOREIGN KEY (study, series) REFERENCES series (study, uid));
CREATE INDEX IF NOT EXISTS instance_place ON instance (study, series);
PRAGMA user_version = 1;
"""
_STUDY_COLUMNS = """metadata,
    (SELECT group_concat(DISTINCT modality) FROM series WHERE series.study = study.uid),
    (SELECT count(*) FROM series WHERE series.study = study.uid),
    (SELECT count(*) FROM instance WHERE instance.study = study.uid)"""


class StudyRow(NamedTuple):
    """A study: the data set of its first instance, and what is counted."""

    metadata: JsonObject
    modalities: tuple[str, ...]
    series_count: int
    instance_count: int


class Index:
    """Reads and writes `path`; every call has its own connection, so any thread may call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._connection() as db:
            db.execute("PRAGMA journal_mode=WAL")
            db.executescript(_SCHEMA)

    def find_content(self, sop_uid: str) -> str | None:
        """Return the content digest of an instance, or None."""
        with self._connection() as db:
            row = db.execute("SELECT content FROM instance WHERE uid = ?", (sop_uid,)).fetchone()
        return str(row[0]) if row else None

    def add(self, item: Inspected, file: str) -> str:
        """Add an instance unless its UID is taken; return the content digest that holds the UID now."""
        place = (item.study_instance_uid, item.series_instance_uid)
        packed = _pack(item.metadata)
        with self._connection() as db:
            db.execute("BEGIN IMMEDIATE")
            row = db.execute("SELECT content FROM instance WHERE uid = ?", (item.sop_instance_uid,)).fetchone()
            if row:
                db.execute("ROLLBACK")
                return str(row[0])
            db.execute("INSERT OR IGNORE INTO study VALUES (?,?,?,?,?,?,?)", _study_row(item, packed))
            modality = text(item.metadata, "00080060")
            db.execute("INSERT OR IGNORE INTO series VALUES (?,?,?,?)", (place[1], place[0], modality, packed))
            db.execute(
                "INSERT INTO instance VALUES (?,?,?,?,?,?,?)",
                (item.sop_instance_uid, *place, file, item.content, item.has_pixels, packed),
            )
            db.execute("COMMIT")
        return item.content

    def search(self, query: StudyQuery) -> tuple[list[StudyRow], int]:
        """Return the page of matching studies that `query` asks for, newest first, and how many match in all."""
        where, values = _conditions(query)
        # The conditions are our own constant text; everything a user typed is bound.
        page = f"SELECT {_STUDY_COLUMNS} FROM study WHERE {where} ORDER BY day DESC, moment DESC, uid LIMIT ? OFFSET ?"  # noqa: S608
        with self._connection() as db:
            total = db.execute(f"SELECT count(*) FROM study WHERE {where}", values).fetchone()[0]  # noqa: S608
            rows = db.execute(page, (*values, query.limit, query.offset)).fetchall()
        return [_study(row) for row in rows], int(total)

    def study(self, uid: str) -> StudyRow | None:
        """Return one study, or None."""
        with self._connection() as db:
            row = db.execute(f"SELECT {_STUDY_COLUMNS} FROM study WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
        return _study(row) if row else None

    def series(self, study_uid: str) -> list[tuple[JsonObject, int]]:
        """Return the first data set of each series of a study, and how many instances each has."""
        with self._connection() as db:
            rows = db.execute(
                "SELECT metadata, (SELECT count(*) FROM instance i WHERE i.study = s.study AND i.series = s.uid)"
                " FROM series s WHERE study = ?",
                (study_uid,),
            ).fetchall()
        return [(_unpack(metadata), count) for metadata, count in rows]

    def instances(self, study_uid: str, series_uid: str) -> list[tuple[JsonObject, bool]]:
        """Return the data set of each instance of a series, and whether it has pixels."""
        with self._connection() as db:
            rows = db.execute(
                "SELECT metadata, has_pixels FROM instance WHERE study = ? AND series = ?", (study_uid, series_uid)
            ).fetchall()
        return [(_unpack(metadata), bool(has_pixels)) for metadata, has_pixels in rows]

    def file(self, study_uid: str, series_uid: str, sop_uid: str) -> str | None:
        """Return the digest of an instance's file, or None unless it is in just that study and series."""
        with self._connection() as db:
            row = db.execute(
                "SELECT file FROM instance WHERE uid = ? AND study = ? AND series = ?", (sop_uid, study_uid, series_uid)
            ).fetchone()
        return str(row[0]) if row else None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        try:
            db.execute("PRAGMA foreign_keys=ON")
            db.execute("PRAGMA synchronous=FULL")  # "stored" is said after this, so it must be on the disk
            yield db
        finally:
            db.close()


def _study_row(item: Inspected, packed: bytes) -> tuple[str | bytes, ...]:
    metadata = item.metadata
    date_, time_ = day(text(metadata, "00080020")), time_of_day(text(metadata, "00080030"))
    # A space before every word: "begins a word" is then one LIKE.
    names = "".join(f" {word}" for word in words(" ".join(name_groups(metadata, "00100010"))))
    return (
        item.study_instance_uid,
        names,
        fold(text(metadata, "00100020")),
        fold(text(metadata, "00080050")),
        date_.isoformat() if date_ else "",
        time_.isoformat() if time_ else "",
        packed,
    )


def _conditions(query: StudyQuery) -> tuple[str, list[str]]:
    parts: list[tuple[str, str]] = []
    for word in words(query.patient_name):
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        parts.append((r"names LIKE ? ESCAPE '\'", f"% {escaped}%"))
    if query.patient_id.strip():
        parts.append(("patient_id = ?", fold(query.patient_id.strip())))
    if query.accession_number.strip():
        parts.append(("accession = ?", fold(query.accession_number.strip())))
    if query.date_from:
        parts.append(("day >= ?", query.date_from.isoformat()))
    if query.date_to:
        parts.append(("day != '' AND day <= ?", query.date_to.isoformat()))
    if query.modality.strip():
        of_modality = "EXISTS (SELECT 1 FROM series WHERE series.study = study.uid AND modality = ?)"
        parts.append((of_modality, query.modality.strip().upper()))
    return " AND ".join(condition for condition, _ in parts) or "1", [value for _, value in parts]


def _study(row: tuple[bytes, str | None, int, int]) -> StudyRow:
    metadata, modalities, series_count, instance_count = row
    known = tuple(sorted(m for m in (modalities or "").split(",") if m))
    return StudyRow(_unpack(metadata), known, series_count, instance_count)


def _pack(metadata: JsonObject) -> bytes:
    return zlib.compress(json.dumps(metadata, separators=(",", ":")).encode(), 1)


def _unpack(packed: bytes) -> JsonObject:
    found: JsonObject = json.loads(zlib.decompress(packed))
    return found
