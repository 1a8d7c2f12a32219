"""Show DICOM values as clinicians are used to."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

register = template.Library()


@register.filter
def person_name(value: str) -> str:
    """Write a PN value (PS3.5 6.2.1) as `FAMILY, Given`."""
    parts = [part.strip() for part in str(value).split("=")[0].split("^")]
    family, given = parts[0].upper(), " ".join(part for part in parts[1:3] if part)
    return f"{family}, {given}" if family and given else family or given or "?"


@register.filter
def age(birth: date | None) -> str:
    """Write an age in years, as of today."""
    if birth is None:
        return ""
    today = timezone.localdate()
    years = today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
    return gettext("%(years)s y") % {"years": years}


@register.filter(expects_localtime=True)
def day(value: date | datetime | None) -> str:
    """Write a day as `12 Nov 2026`, in the order and with the points of the reader's language."""
    return date_format(value, pgettext("day, as in Django's date filter", "j M Y")) if value else ""
