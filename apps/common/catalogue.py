"""The words of the front end as a script, for each language, under an address that changes with its content."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class _Catalogue:
    script: bytes
    digest: str


@cache
def _catalogue(language: str) -> _Catalogue:
    with translation.override(language):
        script = JavaScriptCatalog().get(HttpRequest()).content
    return _Catalogue(script, sha256(script).hexdigest()[:16])


def address(language: str) -> str:
    """Return the script's address as it is now."""
    return reverse("javascript-catalogue", args=[language, _catalogue(language).digest])


@require_safe
def catalogue(request: HttpRequest, language: str, digest: str) -> HttpResponse:
    """Answer the script. Under an older or newer process' address it is given too, but not to be kept."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = _catalogue(language)
    answer = HttpResponse(found.script, content_type='text/javascript; charset="utf-8"')
    if digest == found.digest:
        answer["Cache-Control"] = f"private, max-age={YEAR}, immutable"
    return answer
