"""Which images a room holds, as noted when its consult began; read once and kept in this process."""

from __future__ import annotations

from typing import Any

from apps.cases.models import CaseSeries
from apps.live.engine import OpRefused
from apps.protocol.frames import Image
from apps.protocol.messages import AnnotationCreate, ImageRef, KeyImageSet, Op, SeriesOpen


class RoomImages:
    """The room's images by UID. Membership tests are dictionary look-ups, fit for the live lane.

    The frame of reference is not compared: real series exist whose every image names another one.
    """

    def __init__(self, frames: dict[tuple[str, str, str], int]) -> None:
        self._frames = frames
        self._series = {(study, series) for study, series, _ in frames}

    @classmethod
    def load(cls, room_id: Any) -> RoomImages:
        """Read the images of the room's consult."""
        frames: dict[tuple[str, str, str], int] = {}
        for series in CaseSeries.objects.filter(study__consults=room_id).select_related("study"):
            for sop_uid, count in series.instances:
                frames[series.study.study_uid, series.series_uid, sop_uid] = count
        return cls(frames)

    def knows(self, image: Image | ImageRef) -> bool:
        """Say whether this frame is in the room."""
        return 1 <= image.frame <= self._frames.get((image.study_uid, image.series_uid, image.sop_uid), 0)

    def demand(self, op: Op) -> None:
        """Raise `OpRefused` when `op` names an image or a series that is not in the room."""
        if isinstance(op, AnnotationCreate | KeyImageSet) and not self.knows(op.image):
            raise OpRefused("unknown_image")
        if isinstance(op, SeriesOpen) and (op.study_uid, op.series_uid) not in self._series:
            raise OpRefused("unknown_image")
