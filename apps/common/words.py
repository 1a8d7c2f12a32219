"""Say things in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from apps.common.errors import TeleconsultError


def said(error: TeleconsultError) -> str:
    """Return a refusal's sentence in the language of the answer. Where it is raised, English is good enough."""
    return gettext(error.message)
