"""The demonstration's consult: the newest case of the archive, with its earlier studies."""

from __future__ import annotations

from collections.abc import Sequence

from apps.access.policy import Role
from apps.accounts.models import User
from apps.archive.interface import Archive, Study, StudyQuery
from apps.consults.models import Consult
from apps.consults.services import consult_create

TITLE = "New weakness on the left side"
MOST = 200


def make_consult(archive: Archive, people: Sequence[User]) -> Consult | None:
    """Start the consult, or find the one of an earlier start. None while the archive is empty.

    The case is the patient with the most studies; everybody but coordinator and patient is invited.
    """
    host = people[0]
    existing = Consult.objects.filter(created_by=host).order_by("created_at").first()
    if existing is not None:
        return existing
    studies = _case(archive.search_studies(StudyQuery(limit=MOST)).studies)
    if not studies:
        return None
    invited = [person.pk for person in people[1:] if person.role != Role.PATIENT]
    return consult_create(actor=host, archive=archive, studies=studies, title=TITLE, invite=invited)


def _case(studies: Sequence[Study]) -> list[Study]:
    by_patient: dict[tuple[str, str], list[Study]] = {}
    for study in studies:
        by_patient.setdefault((study.patient_id, study.patient_name), []).append(study)
    return max(by_patient.values(), key=len, default=[])
