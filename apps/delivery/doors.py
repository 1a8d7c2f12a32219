"""The only way to pixels on somebody's behalf. Outside the grant everything is "not found", existing or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.access.policy import Action, Relation, allows
from apps.accounts.models import User
from apps.cases.models import CaseSeries
from apps.cases.selectors import readable_series
from apps.common.errors import NotFound
from apps.common.ids import is_dicom_uid


@dataclass(frozen=True)
class SharedSeries:
    """A series as far as it was shared: once, or in several versions by several consults, the newest first."""

    versions: list[CaseSeries]

    @property
    def frames(self) -> dict[str, int]:
        """Return how many frames each shared instance has."""
        found: dict[str, int] = {}
        for version in self.versions:
            for uid, frames in version.instances:
                found[uid] = max(frames, found.get(uid, 0))
        return found

    @property
    def middle(self) -> tuple[str, int] | None:
        """Return the middle image of the newest version that has images: its SOP Instance UID and frame, from 1."""
        instances = next((version.instances for version in self.versions if version.instances), None)
        if instances is None:
            return None
        uid, frames = instances[len(instances) // 2]
        return uid, (frames + 1) // 2


def series_for(user: User, study_uid: str, series_uid: str, source: Any = None) -> SharedSeries:
    """Return what of the series was shared with this person, by `source` or by anything. Raises `NotFound`."""
    if not (is_dicom_uid(study_uid) and is_dicom_uid(series_uid)):
        raise NotFound
    versions = readable_series(user.pk, study_uid, series_uid, source)
    if not versions or not allows(user.role, frozenset({Relation.ANYONE, Relation.MEMBER}), Action.IMAGE_READ):
        raise NotFound
    return SharedSeries(versions)


def frame_for(user: User, study_uid: str, series_uid: str, sop_uid: str, frame: int) -> SharedSeries:
    """Return the series of a frame that was shared with this person. Raises `NotFound`."""
    series = series_for(user, study_uid, series_uid)
    if not 1 <= frame <= series.frames.get(sop_uid, 0):
        raise NotFound
    return series
