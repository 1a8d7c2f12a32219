"""Find the front end's built files."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.common import catalogue

register = template.Library()


@cache
def _manifest() -> dict[str, Any]:
    path = settings.FRONTEND_DIST / "manifest.json"
    if not path.is_file():
        return {}
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _styles(entry: str, seen: set[str]) -> list[str]:
    """Return the style sheets of an entry and of what it imports, imports first."""
    found = _manifest().get(entry)
    if found is None or entry in seen:
        return []
    seen.add(entry)
    imported = [sheet for one in found.get("imports", []) for sheet in _styles(one, seen)]
    return [*imported, *found.get("css", [])]


@register.simple_tag
def frontend_styles(entry: str) -> SafeString:
    """Link the style sheets of a front-end entry."""
    sheets = ((static(sheet),) for sheet in dict.fromkeys(_styles(entry, set())))
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', sheets)


@register.simple_tag
def frontend_words() -> SafeString:
    """Load the words of the reader's language; placed before the entry's script, it has run when that one starts."""
    return format_html('<script src="{}" defer></script>', catalogue.address(get_language() or settings.LANGUAGE_CODE))


@register.simple_tag
def frontend_script(entry: str) -> SafeString:
    """Load the script of a front-end entry."""
    found = _manifest().get(entry)
    if found is None:
        return format_html("<!-- {} is not built -->", entry)
    return format_html('<script type="module" src="{}"></script>', static(found["file"]))
