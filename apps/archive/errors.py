"""What can go wrong with an archive, and with a file on its way into one."""

from __future__ import annotations

from typing import Final

from apps.common.errors import NotFound, TeleconsultError


class ArchiveError(TeleconsultError):
    """The archive did not do what was asked."""

    code = "archive_error"
    status = 502


class ArchiveUnreachable(ArchiveError):
    """No connection to the archive, or it broke off."""

    code = "archive_unreachable"


class ArchiveRefused(ArchiveError):
    """The archive answered with a refusal: wrong credentials, or an error of its own."""

    code = "archive_refused"


class ArchiveSlow(ArchiveError):
    """The archive did not answer in time."""

    code = "archive_timeout"
    status = 504


class ArchiveNonsense(ArchiveError):
    """The archive answered with something that is not what the standard says."""

    code = "archive_nonsense"


class ArchiveNotFound(NotFound):
    """The archive has no such study, series or instance."""

    code = "archive_not_found"


NOT_DICOM: Final = "not_dicom"
TRUNCATED: Final = "truncated"
NO_UIDS: Final = "no_uids"
PIXELS_MISSING: Final = "pixels_missing"
PIXELS_CUT: Final = "pixels_cut"
DUPLICATE: Final = "duplicate"
UID_CONFLICT: Final = "uid_conflict"
TOO_LARGE: Final = "too_large"
ARCHIVE_REFUSED: Final = "archive_refused"


class FileRefused(TeleconsultError):
    """A file that is not taken; `why` is one of the codes above."""

    code = "file_refused"
    status = 422

    def __init__(self, why: str, reason: str) -> None:
        super().__init__(reason, why=why)
        self.why = why
        self.reason = reason
