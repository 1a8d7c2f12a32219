"""The only reader of the process environment.

Every setting is read once at start-up through the functions here. Each `NAME` may also be given as
`NAME_FILE`, a path whose content is the value (for mounted secrets). A missing or wrong value raises
`ImproperlyConfigured` with one sentence, which stops the start.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """Return the value of `name`; without one, `default`; without that, stop the start."""
    file = os.environ.get(f"{name}_FILE")
    value = _content(name, file) if file else os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it, or set {name}_FILE to a file that holds it.")
    return default


def _content(name: str, file: str) -> str:
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from None
    except ValueError:
        raise ImproperlyConfigured(f"{name}_FILE names a file that is not text.") from None
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE names an empty file.")
    return value


def secret(name: str, *, least: int) -> str:
    """Return a secret of at least `least` characters. There is no default."""
    value = text(name)
    if len(value) < least or len(set(value)) < 5:
        raise ImproperlyConfigured(f"{name} must be at least {least} random characters.")
    return value


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


def url(name: str, default: str, schemes: tuple[str, ...]) -> str:
    """Return an address of one of `schemes`, or the default. The value may hold a password and is never repeated."""
    value = text(name, default)
    if value != default and not value.startswith(schemes):
        raise ImproperlyConfigured(f"{name} must begin with one of: {', '.join(schemes)}.")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not an address with a host and a port number.") from None
    return value


def hosts(name: str) -> list[str]:
    """Return host names; a wildcard for all would let anybody's name lead here."""
    found = words(name)
    if not found or any(host == "*" or "/" in host for host in found):
        raise ImproperlyConfigured(f"{name} must be host names, separated by commas, and not *.")
    return found


def origins(name: str) -> list[str]:
    """Return origins such as https://host or https://host:8443."""
    found = words(name, "")
    if any(not re.fullmatch(r"https?://[^/\s*]+", origin) for origin in found):
        raise ImproperlyConfigured(f"{name} must be origins like https://host, separated by commas.")
    return found


def languages(name: str, default: str) -> list[tuple[str, str]]:
    """Return languages by their codes, each with its own name for itself. English stands in for missing words."""
    codes = words(name, default)
    if "en" not in codes or any(code not in LANG_INFO or "name_local" not in LANG_INFO[code] for code in codes):
        raise ImproperlyConfigured(f"{name} must be language codes like en,de separated by commas, with en among them.")
    return [(code, _begun_large(str(LANG_INFO[code]["name_local"]))) for code in dict.fromkeys(codes)]


def _begun_large(name: str) -> str:
    return name[:1].upper() + name[1:]


def time_zone(name: str, default: str) -> str:
    """Return a name of the time zone database."""
    value = text(name, default)
    if value in available_timezones():
        return value
    raise ImproperlyConfigured(f"{name} is not a time zone like Europe/Berlin.")


def folder(name: str, default: Path) -> Path:
    """Return a folder, made if it is missing."""
    path = Path(text(name, str(default)))
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is not a folder that can be used: {error.strerror}.") from None
    return path
