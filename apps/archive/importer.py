"""Bring files, folders and zip archives into the backing archive.

Nothing that comes in is trusted: not the names in a zip (they are shown, never used as paths), not the
sizes it declares, not that it ends.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from apps.archive.check import MAX_FILE_BYTES
from apps.archive.errors import DUPLICATE, NOT_DICOM, TOO_LARGE, FileRefused
from apps.archive.interface import Archive

Report = Callable[[str], None]

UNREADABLE = "unreadable"
_BATCH_FILES = 20
_BATCH_BYTES = 32 * 1024 * 1024
_PROGRESS_EVERY = 200
_MAX_MEMBERS = 100_000
_MAX_UNPACKED = 64 * 1024 * 1024
_MAX_RATIO = 200
_SHOWN_NAME = 160


@dataclass
class Summary:
    """How many files were taken, were there already, and were refused by code."""

    taken: int = 0
    present: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def anything_there(self) -> bool:
        """Whether the archive holds at least one of the files now."""
        return self.taken + self.present > 0

    def __str__(self) -> str:
        reasons = ", ".join(f"{code} {count}" for code, count in sorted(self.refused.items()))
        refused = self.refused.total()
        return f"{self.taken} taken, {self.present} already there, {refused} refused" + (
            f" ({reasons})" if reasons else ""
        )


@dataclass(frozen=True)
class _Source:
    """A file to take: its name for people and its content, or why it cannot be had."""

    name: str
    data: bytes = b""
    refusal: FileRefused | None = None


def import_paths(archive: Archive, paths: Iterable[Path], report: Report) -> Summary:
    """Store every file below `paths`; `report` gets one line per refused file and one for progress now and then.

    Zip archives are opened, those within them are not. Links inside folders are not followed. Raises
    ArchiveError when the archive itself fails; what was stored before stays.
    """
    summary = Summary()
    seen = 0
    for batch in _batches(source for path in paths for source in _sources(path)):
        results = iter(archive.store(source.data for source in batch if not source.refusal))
        for source in batch:
            if source.refusal:
                _refuse(summary, report, source.name, source.refusal.why, source.refusal.reason)
                continue
            result = next(results)
            if result.stored:
                summary.taken += 1
            elif result.code == DUPLICATE:
                summary.present += 1
            else:
                _refuse(summary, report, source.name, result.code, result.reason)
        before, seen = seen, seen + len(batch)
        if before // _PROGRESS_EVERY != seen // _PROGRESS_EVERY:
            report(f"… {seen} files looked at: {summary}")
    return summary


def _refuse(summary: Summary, report: Report, name: str, code: str, reason: str) -> None:
    summary.refused[code] += 1
    report(f"refused {name}: {code}: {reason}")


def _batches(sources: Iterable[_Source]) -> Iterator[list[_Source]]:
    batch: list[_Source] = []
    size = 0
    for source in sources:
        batch.append(source)
        size += len(source.data)
        if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _sources(path: Path) -> Iterator[_Source]:
    if path.is_dir():
        for folder, folders, names in os.walk(path):
            folders.sort()
            for name in sorted(names):
                yield from _file(Path(folder) / name, named=str(path))
    else:
        yield from _file(path, named="")


def _file(path: Path, named: str) -> Iterator[_Source]:
    name = printable(str(path))
    try:
        status = path.lstat() if named else path.stat()
        if not stat.S_ISREG(status.st_mode):
            # A link in a folder may lead anywhere, and a pipe never ends.
            yield _refused(name, UNREADABLE, "It is not a regular file.")
            return
        if status.st_size > MAX_FILE_BYTES and not _is_zip(path):
            yield _refused(name, TOO_LARGE, f"It is larger than {MAX_FILE_BYTES // 2**20} MB.")
        elif _is_zip(path):
            yield from _members(path, name)
        else:
            yield _Source(name, path.read_bytes())
    except OSError as error:
        yield _refused(name, UNREADABLE, f"{error.strerror or 'It cannot be read'}.")


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")


def _members(path: Path, name: str) -> Iterator[_Source]:
    """Yield the files of a zip, as long as it does not unpack to more than its size can explain."""
    budget = _MAX_UNPACKED + _MAX_RATIO * path.stat().st_size
    try:
        with zipfile.ZipFile(path) as opened:
            members = [info for info in opened.infolist() if not info.is_dir()]
            if len(members) > _MAX_MEMBERS:
                yield _refused(name, TOO_LARGE, "It has too many members.")
                return
            for info in members:
                source = _member(opened, info, f"{name}:{printable(info.filename)}", min(budget, MAX_FILE_BYTES))
                budget -= len(source.data)
                yield source
                if source.refusal and source.refusal.why == TOO_LARGE:
                    yield _refused(name, TOO_LARGE, "It unpacks to too much; the rest was left.")
                    return
    except zipfile.BadZipFile:
        yield _refused(name, NOT_DICOM, "It is a damaged zip archive.")


def _member(opened: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limit: int) -> _Source:
    try:
        with opened.open(info) as member:
            data = member.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return _refused(name, NOT_DICOM, "It is damaged inside its zip archive.")
    except (RuntimeError, NotImplementedError):  # what zipfile raises for a password and for an unknown method
        return _refused(name, NOT_DICOM, "It is encrypted, or packed in a way that cannot be read.")
    if len(data) > limit:
        return _refused(name, TOO_LARGE, "It unpacks to too much.")
    return _Source(name, data)


def _refused(name: str, code: str, reason: str) -> _Source:
    return _Source(name, refusal=FileRefused(code, reason))


def printable(name: str) -> str:
    """Return `name` on one line and not too long: names of others can hold anything a terminal obeys."""
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return shown if len(shown) <= _SHOWN_NAME else f"{shown[:60]}…{shown[-90:]}"
