"""The files of a folder archive: `objects/ab/abcdef….dcm`, named by the SHA-256 of their bytes.

A name built from a tag would be a path that a stranger wrote; a hash is ours, and shows damage as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

_DIGEST = re.compile(r"[0-9a-f]{64}")


class ObjectFiles:
    """Write-once files under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def write(self, data: bytes) -> str:
        """Write `data` so that it survives a power cut, and return its digest."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            try:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(path)
                _sync_folder(path.parent)
            except OSError:
                with contextlib.suppress(OSError):
                    Path(part.name).unlink()
                raise
        return digest

    def read(self, digest: str) -> bytes:
        """Return the content; raise OSError when the file is missing and ValueError when it has changed."""
        data = self._path(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise ValueError("The file is damaged.")
        return data

    def digests(self) -> Iterator[str]:
        """Yield the digest of every file there is, oldest first: who came first keeps a contested UID."""
        found = (path for path in self._root.glob("??/*.dcm") if _DIGEST.fullmatch(path.stem))
        for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name)):
            yield path.stem

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError("Not a digest.")
        return self._root / digest[:2] / f"{digest}.dcm"


def _sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to the disk: without it a renamed file can be gone after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
