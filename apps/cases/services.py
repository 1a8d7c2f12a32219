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

    The newest day's studies are current, older ones prior. All must belong to one patient. Asks the archive first
    and writes after, so that no transaction waits for it.
    """
    listed = [(study, _series_of(archive, study)) for study in studies]
    newest = max((study.study_date for study in studies if study.study_date), default=None)
    with transaction.atomic():
        case = _case_of(studies[0])
        taken = []
        for study, series in listed:
            prior = bool(newest and study.study_date and (newest - study.study_date).days > 7)
            taken.append(_take_study(case, study, series, prior=prior))
    return case, taken


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


def _take_study(case: Case, study: Study, series: list[SeriesImages], *, prior: bool) -> CaseStudy:
    taken, _ = CaseStudy.objects.update_or_create(
        case=case,
        study_uid=study.study_instance_uid,
        defaults={
            "date": study.study_date,
            "description": study.description[:200],
            "accession_number": study.accession_number,
            "modalities": list(study.modalities),
            "prior": prior,
        },
    )
    for one, instances in series:
        images = [[image.sop_instance_uid, image.frames] for image in instances if image.has_pixels]
        CaseSeries.objects.update_or_create(
            study=taken,
            series_uid=one.series_instance_uid,
            defaults={
                "number": one.number,
                "modality": one.modality,
                "description": one.description[:200],
                "body_part": one.body_part[:64],
                "frame_of_reference_uid": one.frame_of_reference_uid,
                "instances": images,
            },
        )
    return taken


def grant_access(*, studies: Iterable[CaseStudy], user_id: Any, source: Any) -> None:
    """Let a person see these studies for the sake of `source`."""
    for study in studies:
        StudyAccess.objects.update_or_create(study=study, user_id=user_id, source=source, defaults={"revoked_at": None})


def revoke_access(*, user_id: Any, source: Any) -> None:
    """Withdraw what `source` gave; other sources of the same person stay."""
    StudyAccess.objects.filter(user_id=user_id, source=source, revoked_at=None).update(revoked_at=clock.now())
