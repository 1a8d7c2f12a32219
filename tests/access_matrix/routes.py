"""What routes there are, as the URL resolver says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path

from teleconsult.urls import urlpatterns as product

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

# The test process runs without the demonstration; a test of its own compares with a process that runs it.
urlpatterns: list[Any] = [*product]
if not any(str(entry.pattern) == "demo/" for entry in urlpatterns):
    urlpatterns.append(path("demo/", include("apps.demo.urls")))


def names(patterns: list[Any]) -> list[str]:
    """Return the names of all routes; one without a name cannot have a row, so it is named by its pattern."""
    return sorted(_names(patterns))


def _names(patterns: list[Any], before: str = "") -> Iterator[str]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry.url_patterns, before + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield entry.name or f"nameless:{before}{entry.pattern}"
