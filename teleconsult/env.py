"""The only reader of the process environment.

Every setting is read once at start-up through the functions here. Each `NAME` may also be given as
`NAME_FILE`, a path whose content is the value (for mounted secrets). A missing or wrong value raises
`ImproperlyConfigured` with one sentence, which stops the start.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return the value of `name`; without one, `default`; without that, stop the start."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from None
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it, or set {name}_FILE to a file that holds it.")
    return default


def flag(name: str, default: bool = False) -> bool:
    """Return a switch: 1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0.")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number between `least` and `most`."""
    value = text(name, str(default))
    if value.isdecimal() and least <= int(value) <= most:
        return int(value)
    raise ImproperlyConfigured(f"{name} must be a whole number from {least} to {most}.")


def choice(name: str, default: str, options: tuple[str, ...]) -> str:
    """Return one of `options`."""
    value = text(name, default)
    if value in options:
        return value
    raise ImproperlyConfigured(f"{name} must be one of: {', '.join(options)}.")


def words(name: str, default: str | None = None) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
