"""What can go wrong with pixels."""

from __future__ import annotations

from typing import Final

from apps.common.errors import NotFound, TeleconsultError

UNDECODABLE: Final = "undecodable"
NO_SUCH_FRAME: Final = "no_such_frame"


class Undecodable(TeleconsultError):
    """These pixels cannot be shown; the message is the short reason for the tile that stands in for them."""

    code = UNDECODABLE
    status = 422


class NoSuchFrame(NotFound):
    """The object has pixels, but not that many frames."""

    code = NO_SUCH_FRAME


class Busy(TeleconsultError):
    """Too much is fetched or decoded already. The same request may succeed in a moment."""

    code = "busy"
    status = 503
    retry_seconds = 2

    def __init__(self, message: str = "The server is busy with other images. Try again.") -> None:
        super().__init__(message)
