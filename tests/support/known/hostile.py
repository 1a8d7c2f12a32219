"""Words in a file that whoever shows them must not believe, obey or be broken by."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

from tests.support.phantoms import phantom_ct

MARKUP = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
BIDI = "\u202egnp.exe\u2066 \u2067moc.elpmaxe\u2069\u202c"
"""Overrides that turn what follows about."""
LONG = "W" * 64
CONTROL = "bell\x07 escape\x1b[31m null\x01 tab\tline\x85end"
TEMPLATE = "{{ 7*7 }} {% debug %} ${7*7} %(name)s %s"


@dataclass(frozen=True)
class Hostile:
    """A series whose every word is `words`. `shown` must be read as it stands wherever a page shows it at all."""

    kind: str
    words: str
    files: list[bytes]


def hostile_series() -> list[Hostile]:
    """Return one small series for each kind of words: they are the patient's name and ID and all descriptions."""
    kinds = {"markup": MARKUP, "bidi": BIDI, "long": LONG, "control": CONTROL, "template": TEMPLATE}
    return [Hostile(kind, words, _series(kind, words)) for kind, words in kinds.items()]


def _series(kind: str, words: str) -> list[bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that these are no proper names is their purpose
        return _written(kind, words)


def _written(kind: str, words: str) -> list[bytes]:
    return phantom_ct(
        3,
        name=f"hostile {kind}",
        PatientName=f"{words[:64]}^{words[:64]}",
        PatientID=words[:64],
        StudyDescription=words[:64],
        SeriesDescription=words[:64],
        ProtocolName=words[:64],
        InstitutionName=words[:64],
        ReferringPhysicianName=words[:64],
        AccessionNumber=words[:16],
        ImageComments=words * 20,
        WindowCenterWidthExplanation=words[:64],
    )
