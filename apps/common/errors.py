"""The one error hierarchy: every refusal has a stable `code`; sentences are for people.

Programs compare codes and never parse messages. No driver error (database, socket, archive) crosses an
app's border: it is turned into one of these first.
"""

from __future__ import annotations

from typing import Any, ClassVar


class TeleconsultError(Exception):
    """A refusal that is safe to show.

    `code` is stable, `status` the HTTP status it maps to, `data` names the thing concerned (never health data).
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


class NotFound(TeleconsultError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"
    status = 404

    def __init__(self, message: str = "Not found.", **data: Any) -> None:
        super().__init__(message, **data)


class NotAllowed(TeleconsultError):
    """The actor may see the thing but not do this to it."""

    code = "not_allowed"
    status = 403


class Invalid(TeleconsultError):
    """The input is malformed."""

    code = "invalid"
    status = 422
