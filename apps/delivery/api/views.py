"""WADO-RS (PS3.18 section 10.4): metadata, frames and thumbnails of what was shared."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.archive.registry import get_archive
from apps.audit.services import record
from apps.common.errors import NotFound
from apps.delivery import doors
from apps.delivery.api.waiting import busy_as_answer, let_database_go
from apps.imaging import services as imaging
from apps.imaging.turns import FETCHES

FRAME_TYPE = "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
DAY = 86_400


def _user(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise NotFound
    return request.user


def _room(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["room"]) if "room" in request.GET else None
    except ValueError:
        raise NotFound from None


@require_safe
@busy_as_answer
def series_metadata(request: HttpRequest, study_uid: str, series_uid: str) -> HttpResponse:
    """Answer the DICOM JSON of the series' shared instances, in image order.

    With `?room=`, of those that this room shows: another room of the same person may show more of the series.
    """
    user = _user(request)
    shared = doors.series_for(user, study_uid, series_uid, _room(request)).frames
    record(
        action="image.read",
        actor_id=user.pk,
        object_type="series",
        object_id=series_uid,
        detail={"study": study_uid},
    )
    let_database_go()
    with FETCHES.turn():
        told = get_archive().series_metadata(study_uid, series_uid)
    metadata = [instance for instance in told if instance.get("00080018", {}).get("Value", [""])[0] in shared]
    return JsonResponse(metadata, safe=False, content_type="application/dicom+json")


@require_safe
@busy_as_answer
def frame(request: HttpRequest, study_uid: str, series_uid: str, sop_uid: str, number: int) -> HttpResponse:
    """Answer one frame, single part: stored values in little endian, colour as interleaved 8-bit RGB."""
    doors.frame_for(_user(request), study_uid, series_uid, sop_uid, number)
    let_database_go()
    # All three: two patients' objects that share a SOP Instance UID by somebody's mistake must not share pixels.
    key = (study_uid, series_uid, sop_uid)
    image = imaging.cached_frame(key, number - 1, lambda: get_archive().fetch_instance(*key))
    response = HttpResponse(image.pixels, content_type=FRAME_TYPE)
    # The browser of this person may keep it; nobody else's cache may.
    patch_cache_control(response, private=True, max_age=DAY, immutable=True)
    return response


@require_safe
@busy_as_answer
def thumbnail(request: HttpRequest, study_uid: str, series_uid: str) -> HttpResponse:
    """Answer a small PNG of the series' middle image."""
    middle = doors.series_for(_user(request), study_uid, series_uid).middle
    if middle is None:
        raise NotFound
    let_database_go()
    sop_uid, number = middle
    key = (study_uid, series_uid, sop_uid)
    picture = imaging.cached_thumbnail(
        key, number - 1, imaging.THUMBNAIL_PIXELS, lambda: get_archive().fetch_instance(*key)
    )
    response = HttpResponse(picture, content_type="image/png")
    patch_cache_control(response, private=True, max_age=DAY)
    return response
