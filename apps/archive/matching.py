"""Whether a study matches a query: the one rule for every archive.

Servers differ (case, wildcards, keys they silently ignore), so each answer is judged again by this.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from apps.archive.interface import Study, StudyQuery

_BREAKS = re.compile(r"[\s^=,.*?\\]+")


def fold(value: str) -> str:
    """Return `value` without case and without accents."""
    plain = unicodedata.normalize("NFKD", value)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def words(value: str) -> list[str]:
    """Split a name, or what was typed for one, into folded words."""
    return [word for word in _BREAKS.split(fold(value)) if word]


def matches(study: Study, query: StudyQuery, names: str | None = None) -> bool:
    """Say whether `study` is one that `query` asks for; `names` gives all groups of the name where known."""
    in_name = words(study.patient_name if names is None else names)
    if not all(any(part.startswith(word) for part in in_name) for word in words(query.patient_name)):
        return False
    if query.patient_id and fold(query.patient_id.strip()) != fold(study.patient_id):
        return False
    if query.accession_number and fold(query.accession_number.strip()) != fold(study.accession_number):
        return False
    if query.modality and query.modality.strip().upper() not in study.modalities:
        return False
    return _in_dates(study, query)


def newest_first(study: Study) -> tuple[Any, ...]:
    """Sort key: newest study first, undated ones last, equal ones always in the same order."""
    day, moment = study.study_date, study.study_time
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second if moment else -1
    return (-(day.toordinal() if day else 0), -seconds, study.study_instance_uid)


def _in_dates(study: Study, query: StudyQuery) -> bool:
    if query.date_from is None and query.date_to is None:
        return True
    if study.study_date is None:
        return False
    after = query.date_from is None or study.study_date >= query.date_from
    return after and (query.date_to is None or study.study_date <= query.date_to)
