"""Which images a room holds, as noted when its consult began; read once and kept in this process."""

from __future__ import annotations

from typing import Any

from apps.cases.models import CaseSeries
from apps.live.engine import OpRefused
from apps.protocol.frames import Image
from apps.protocol.messages import AnnotationCreate, ImageRef, KeyImageSet, Op, SeriesOpen


class RoomImages:
    """The room's images by UID. Membership tests are dictionary look-ups, fit for the live lane."""

    def __init__(self, frames: dict[tuple[str, str, str], int], references: dict[str, str]) -> None:
        self._frames = frames
        self._references = references
        self._series = {(study, series) for study, series, _ in frames}

    @classmethod
    def load(cls, room_id: Any) -> RoomImages:
        """Read the images of the room's consult."""
        frames: dict[tuple[str, str, str], int] = {}
        references: dict[str, str] = {}
        for series in CaseSeries.objects.filter(study__consults=room_id).select_related("study"):
            references[series.series_uid] = series.frame_of_reference_uid
            for sop_uid, count in series.instances:
                frames[series.study.study_uid, series.series_uid, sop_uid] = count
        return cls(frames, references)

    def has(self, study_uid: str, series_uid: str, sop_uid: str, frame: int) -> bool:
        """Say whether this frame is in the room."""
        return 1 <= frame <= self._frames.get((study_uid, series_uid, sop_uid), 0)

    def knows(self, image: Image) -> bool:
        """Say whether an image of the live lane is in the room, with the frame of reference it has."""
        reference = self._references.get(image.series_uid, "")
        return image.frame_of_reference_uid in ("", reference) and self.has(
            image.study_uid, image.series_uid, image.sop_uid, image.frame
        )

    def demand(self, op: Op) -> None:
        """Raise `OpRefused` when `op` names an image or a series that is not in the room."""
        if isinstance(op, AnnotationCreate | KeyImageSet) and not self._has_ref(op.image):
            raise OpRefused("unknown_image")
        if isinstance(op, SeriesOpen) and (op.study_uid, op.series_uid) not in self._series:
            raise OpRefused("unknown_image")

    def _has_ref(self, image: ImageRef) -> bool:
        reference = self._references.get(image.series_uid, "")
        return (image.frame_of_reference_uid or "") in ("", reference) and self.has(
            image.study_uid, image.series_uid, image.sop_uid, image.frame
        )
