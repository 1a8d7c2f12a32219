"""Search for studies on a server that may ignore, misread or truncate the question (QIDO-RS, PS3.18 10.6).

Four things servers do not give are made here. *Truth*: a key that a server does not know is ignored and
the whole list comes back (PS3.18 8.3.4 allows it), so every answer is judged again by `matching`. *Any
character*: Orthanc's plugin does not undo percent-encoding and compares bytes, so a value is sent with the
wildcard `*` in place of all that would need it. *Names in any case*: whether case counts is the server's
choice (PS3.4 C.2.2.2.1), so the longest word is asked for as typed, in capitals, in small letters and with
a capital first; where another key narrows the question enough, the name is left out and judged here alone.
On a server where case counts, mixed case inside a word (McNeil typed as mcneil) is then found only together
with another key. *Order*: QIDO has none, so wide questions go back in time step by step until the page is full.
"""

from __future__ import annotations

import dataclasses
import re
from datetime import date, timedelta

from apps.archive.dicomjson import name_groups, study_of, text, values, whole_number
from apps.archive.dicomweb.http import Client
from apps.archive.interface import JsonObject, Study, StudyPage, StudyQuery
from apps.archive.matching import matches, newest_first, words
from apps.common.ids import is_dicom_uid

MOST = 2000
"""How many answers of one question are looked at."""
_PAGE = 500
_STEPS_BACK = (7, 31, 366)
_UNSENDABLE = re.compile(r"[^A-Za-z0-9._-]+")
_NARROW = timedelta(days=31)
FIELDS = "00081030,00080061,00201206,00201208,00100030,00100040"


def search(client: Client, query: StudyQuery, today: date) -> StudyPage:
    """Return the page that `query` asks for, newest first; `total` is None when not all were seen."""
    found: dict[str, Study] = {}
    wanted = query.offset + query.limit
    complete = True
    for step in _steps(query, today):
        complete = _collect(client, step, query, found)
        if len(found) > wanted and step.date_from != query.date_from:
            complete = False  # the page is full; older studies were not asked for
            break
    ordered = sorted(found.values(), key=newest_first)
    page = tuple(ordered[query.offset : wanted])
    more = len(ordered) > wanted or not complete
    return StudyPage(page, query.offset, more, len(ordered) if complete else None)


def study_from(item: JsonObject) -> Study:
    """Build a Study from one QIDO answer; counts are 0 where the server does not tell."""
    modalities = tuple(sorted({str(m) for m in values(item, "00080061") if isinstance(m, str) and m.isalnum()}))
    return study_of(item, modalities, whole_number(item, "00201206") or 0, whole_number(item, "00201208") or 0)


def _steps(query: StudyQuery, today: date) -> list[StudyQuery]:
    """Split a question that could match a whole archive into ever longer spans of time, the newest first."""
    if query.patient_id or query.accession_number or query.date_from or query.date_to or query.patient_name:
        return [query]
    spans = [dataclasses.replace(query, date_from=today - timedelta(days=days)) for days in _STEPS_BACK]
    return [*spans, query]


def _collect(client: Client, step: StudyQuery, query: StudyQuery, found: dict[str, Study]) -> bool:
    """Ask `step` and put what matches `query` into `found`; return whether the server had no more to say."""
    complete = True
    for name in _name_patterns(step):
        seen: set[str] = set()
        asked = 0
        while True:
            items = client.data_sets("/studies", _parameters(step, name, asked))
            fresh = {text(item, "0020000D") for item in items} - seen
            for item in items:
                _take(item, query, found)
            if len(items) < _PAGE:
                break
            seen |= fresh
            asked += len(items)
            if asked >= MOST or not fresh:  # a server that ignores `offset` sends the same page for ever
                complete = False
                break
    return complete


def _take(item: JsonObject, query: StudyQuery, found: dict[str, Study]) -> None:
    """Judge one answer."""
    study = study_from(item)
    if is_dicom_uid(study.study_instance_uid) and matches(study, query, " ".join(name_groups(item, "00100010"))):
        found.setdefault(study.study_instance_uid, study)


def _parameters(step: StudyQuery, name: str, offset: int) -> dict[str, str]:
    parameters = {"limit": str(_PAGE), "offset": str(offset), "includefield": FIELDS}
    if name:
        parameters["PatientName"] = name
    if step.patient_id.strip():
        parameters["PatientID"] = _sendable(step.patient_id.strip())
    if step.accession_number.strip():
        parameters["AccessionNumber"] = _sendable(step.accession_number.strip())
    if step.modality.strip():
        parameters["ModalitiesInStudy"] = _sendable(step.modality.strip().upper())
    if step.date_from or step.date_to:
        begin = f"{step.date_from:%Y%m%d}" if step.date_from else ""
        end = f"{step.date_to:%Y%m%d}" if step.date_to else ""
        parameters["StudyDate"] = f"{begin}-{end}"
    return parameters


def _name_patterns(query: StudyQuery) -> list[str]:
    """Return the values of PatientName to ask for, one question each; [""] leaves the name out."""
    if not words(query.patient_name) or _is_narrow(query):
        return [""]
    typed = max(query.patient_name.replace("^", " ").replace(",", " ").split(), key=len)
    safe = _sendable(typed)
    cased = dict.fromkeys((safe, safe.upper(), safe.lower(), safe.capitalize()))
    return [f"*{word}*".replace("**", "*") for word in cased]


def _sendable(value: str) -> str:
    """Return `value` with the wildcard `*` for whatever a URL would have to encode."""
    return _UNSENDABLE.sub("*", value)


def _is_narrow(query: StudyQuery) -> bool:
    if query.patient_id.strip() or query.accession_number.strip():
        return True
    return bool(query.date_from and query.date_to and query.date_to - query.date_from <= _NARROW)
