"""The one archive of this installation, as the settings name it."""

from __future__ import annotations

import threading
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from apps.archive.dicomweb import DicomWebArchive
from apps.archive.folder import FolderArchive
from apps.archive.interface import Archive

_lock = threading.Lock()
_archive: Archive | None = None


def get_archive() -> Archive:
    """Return the archive that ARCHIVE_URL names; it is opened once per process."""
    global _archive
    with _lock:
        if _archive is None:
            _archive = open_archive(
                settings.ARCHIVE_URL,
                settings.ARCHIVE_USER,
                settings.ARCHIVE_PASSWORD,
                ca_file=getattr(settings, "ARCHIVE_CA_FILE", ""),
            )
        return _archive


def reset_archive() -> None:
    """Forget the opened archive; the next `get_archive` reads the settings again. For tests."""
    global _archive
    with _lock:
        _archive = None


def open_archive(url: str, user: str = "", password: str = "", *, ca_file: str = "") -> Archive:
    """Open `folder:/path` or `dicomweb+http(s)://host/root`; raise ImproperlyConfigured with a sentence."""
    scheme, _, rest = url.partition(":")
    if scheme == "folder":
        if not rest or rest.startswith("//"):
            raise ImproperlyConfigured("ARCHIVE_URL needs a path after folder:, for example folder:/srv/archive.")
        return FolderArchive(Path(rest))
    if scheme in ("dicomweb+http", "dicomweb+https"):
        base = url.removeprefix("dicomweb+")
        _check_base(base)
        return DicomWebArchive(base, user, password, ca_file=ca_file)
    raise ImproperlyConfigured("ARCHIVE_URL must begin with folder: or dicomweb+http:// or dicomweb+https://.")


def _check_base(base: str) -> None:
    try:
        parts = urlsplit(base)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    else:
        if parts.username is not None:
            raise ImproperlyConfigured("ARCHIVE_URL must not hold credentials: use ARCHIVE_USER and ARCHIVE_PASSWORD.")
        named = named and not parts.query and not parts.fragment
    if not named:
        raise ImproperlyConfigured("ARCHIVE_URL is not an address like dicomweb+https://host/dicom-web.")
