"""Write cases: take studies from the archive's answers, give and withdraw access."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from apps.archive.interface import Archive, Instance, Series, Study
from apps.cases.models import Case, CaseSeries, CaseStudy, StudyAccess
from apps.common import clock


def case_from_archive(*, archive: Archive, studies: Sequence[Study]) -> tuple[Case, list[CaseStudy]]:
    """Make or find the case of these studies and note their series and images as they are now.

    What was noted before is never changed, for consults show it. All must belong to one patient. Asks the archive
    first and writes after, so that no transaction waits for it.
    """
    listed = [(study, _series_of(archive, study)) for study in studies]
    with transaction.atomic():
        case = _case_of(studies[0])  # and its row's lock: two who start at once count versions one after the other
        return case, [_take_study(case, study, series) for study, series in listed]


SeriesImages = tuple[Series, list[Instance]]


def _series_of(archive: Archive, study: Study) -> list[SeriesImages]:
    uid = study.study_instance_uid
    return [(series, archive.list_instances(uid, series.series_instance_uid)) for series in archive.list_series(uid)]


def _case_of(study: Study) -> Case:
    case, _ = Case.objects.update_or_create(
        patient_id=study.patient_id,
        patient_name=study.patient_name,
        defaults={"birth_date": study.birth_date, "sex": study.sex[:1]},
    )
    return case


Fields = dict[str, Any]


def _take_study(case: Case, study: Study, series: list[SeriesImages]) -> CaseStudy:
    """Return the newest version of the study when nothing about it changed, or else note the next one."""
    fields, parts = _study_fields(study), _series_fields(series)
    newest = case.studies.filter(study_uid=study.study_instance_uid).order_by("-version").first()
    if newest is not None and _noted(newest) == (fields, parts):
        return newest
    version = newest.version + 1 if newest else 1
    taken = CaseStudy.objects.create(case=case, study_uid=study.study_instance_uid, version=version, **fields)
    CaseSeries.objects.bulk_create(CaseSeries(study=taken, series_uid=uid, **part) for uid, part in parts.items())
    return taken


def _study_fields(study: Study) -> Fields:
    return {
        "date": study.study_date,
        "description": study.description[:200],
        "accession_number": study.accession_number,
        "modalities": list(study.modalities),
    }


def _series_fields(series: list[SeriesImages]) -> dict[str, Fields]:
    return {
        one.series_instance_uid: {
            "number": one.number,
            "modality": one.modality,
            "description": one.description[:200],
            "body_part": one.body_part[:64],
            "frame_of_reference_uid": one.frame_of_reference_uid,
            "instances": [[image.sop_instance_uid, image.frames] for image in instances if image.has_pixels],
        }
        for one, instances in series
    }


_STUDY_FIELDS = ("date", "description", "accession_number", "modalities")
_SERIES_FIELDS = ("number", "modality", "description", "body_part", "frame_of_reference_uid", "instances")


def _noted(study: CaseStudy) -> tuple[Fields, dict[str, Fields]]:
    """Return what a version says, in the shape of `_study_fields` and `_series_fields`."""
    parts = {one.series_uid: {name: getattr(one, name) for name in _SERIES_FIELDS} for one in study.series.all()}
    return {name: getattr(study, name) for name in _STUDY_FIELDS}, parts


def grant_access(*, studies: Iterable[CaseStudy], user_id: Any, source: Any) -> None:
    """Let a person see these studies for the sake of `source`."""
    for study in studies:
        StudyAccess.objects.update_or_create(study=study, user_id=user_id, source=source, defaults={"revoked_at": None})


def revoke_access(*, user_id: Any, source: Any) -> None:
    """Withdraw what `source` gave; other sources of the same person stay."""
    StudyAccess.objects.filter(user_id=user_id, source=source, revoked_at=None).update(revoked_at=clock.now())
