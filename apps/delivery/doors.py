"""The only way to pixels on somebody's behalf. Outside the grant everything is "not found", existing or not."""

from __future__ import annotations

from apps.access.policy import Action, Relation, allows
from apps.accounts.models import User
from apps.cases.models import CaseSeries
from apps.cases.selectors import readable_series
from apps.common.errors import NotFound
from apps.common.ids import is_dicom_uid


def series_for(user: User, study_uid: str, series_uid: str) -> CaseSeries:
    """Return the series if it was shared with this person. Raises `NotFound`."""
    if not (is_dicom_uid(study_uid) and is_dicom_uid(series_uid)):
        raise NotFound
    series = readable_series(user.pk, study_uid, series_uid)
    if series is None or not allows(user.role, frozenset({Relation.ANYONE, Relation.MEMBER}), Action.IMAGE_READ):
        raise NotFound
    return series


def frame_for(user: User, study_uid: str, series_uid: str, sop_uid: str, frame: int) -> CaseSeries:
    """Return the series of a frame that was shared with this person. Raises `NotFound`."""
    series = series_for(user, study_uid, series_uid)
    if not any(uid == sop_uid and 1 <= frame <= frames for uid, frames in series.instances):
        raise NotFound
    return series
