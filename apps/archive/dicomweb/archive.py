"""The DICOMweb archive."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from datetime import date

from apps.archive.check import inspect
from apps.archive.dicomjson import instance_of, series_of, text, whole_number, without_bulk
from apps.archive.dicomweb.http import Client, Limits
from apps.archive.dicomweb.search import FIELDS, search, study_from
from apps.archive.dicomweb.stow import store
from apps.archive.dicomweb.wado import fetch, path_uid
from apps.archive.errors import ArchiveNonsense, ArchiveNotFound
from apps.archive.interface import (
    Archive,
    Instance,
    JsonObject,
    Series,
    StoreResult,
    Study,
    StudyPage,
    StudyQuery,
)
from apps.archive.order import by_position, instance_key, series_key
from apps.common.clock import now
from apps.common.ids import is_dicom_uid

_MOST_COMPLETED = 50
_SERIES_FIELDS = "0008103E,00180015,00200052,00201209"
_INSTANCE_FIELDS = "00080016,00200013,00280008,00280010,00280011"


class DicomWebArchive(Archive):
    """An archive below `base`, for example `https://pacs.example/dicom-web`."""

    def __init__(
        self,
        base: str,
        user: str = "",
        password: str = "",
        *,
        ca_file: str = "",
        limits: Limits | None = None,
        today: Callable[[], date] = lambda: now().date(),
    ) -> None:
        self._client = Client(base, user, password, limits or Limits(), ca_file)
        self._today = today

    def search_studies(self, query: StudyQuery) -> StudyPage:
        """See `Archive` and `apps.archive.dicomweb.search`."""
        return search(self._client, query, self._today())

    def find_study(self, study_uid: str) -> Study:
        """See `Archive`."""
        items = self._client.data_sets("/studies", {"StudyInstanceUID": path_uid(study_uid), "includefield": FIELDS})
        # A server that does not know the key answers with its whole list.
        found = [item for item in items if text(item, "0020000D") == study_uid]
        if not found:
            raise ArchiveNotFound("The archive has no such study.")
        return study_from(found[0])

    def list_series(self, study_uid: str) -> list[Series]:
        """See `Archive`."""
        items = self._client.data_sets(f"/studies/{path_uid(study_uid)}/series", {"includefield": _SERIES_FIELDS})
        _all_of(items, "0020000D", study_uid)
        found = {s.series_instance_uid: s for s in (_series(item, study_uid) for item in items)}
        if not found:
            raise ArchiveNotFound("The archive has no such study.")
        ordered = sorted(found.values(), key=series_key)
        return [self._completed(series) for series in ordered[:_MOST_COMPLETED]] + ordered[_MOST_COMPLETED:]

    def list_instances(self, study_uid: str, series_uid: str) -> list[Instance]:
        """See `Archive`; an instance counts as having pixels when it has Rows, which QIDO does tell."""
        path = f"/studies/{path_uid(study_uid)}/series/{path_uid(series_uid)}/instances"
        items = self._client.data_sets(path, {"includefield": _INSTANCE_FIELDS})
        _all_of(items, "0020000E", series_uid)
        found = [instance_of(item, bool(whole_number(item, "00280010"))) for item in items]
        if not found:
            raise ArchiveNotFound("The archive has no such series.")
        return sorted((i for i in found if is_dicom_uid(i.sop_instance_uid)), key=instance_key)

    def series_metadata(self, study_uid: str, series_uid: str) -> list[JsonObject]:
        """See `Archive`."""
        items = self._client.data_sets(f"/studies/{path_uid(study_uid)}/series/{path_uid(series_uid)}/metadata")
        _all_of(items, "0020000D", study_uid)
        _all_of(items, "0020000E", series_uid)
        if not items:
            raise ArchiveNotFound("The archive has no such series.")
        return by_position([without_bulk(item) for item in items])

    def fetch_instance(self, study_uid: str, series_uid: str, sop_uid: str) -> bytes:
        """See `Archive`."""
        return fetch(self._client, study_uid, series_uid, sop_uid)

    def store(self, files: Iterable[bytes]) -> list[StoreResult]:
        """See `Archive` and `apps.archive.dicomweb.stow`."""
        return store(self._client, files, inspect)

    def health(self) -> None:
        """See `Archive`."""
        try:
            self._client.data_sets("/studies", {"limit": "1"})
        except ArchiveNotFound:
            raise ArchiveNonsense("There is no DICOMweb service at the archive's address.") from None

    def _completed(self, series: Series) -> Series:
        """Fill in the frame of reference, which servers need not list (PS3.18 table 10.6.1-5), from one instance."""
        if series.frame_of_reference_uid:
            return series
        path = f"/studies/{series.study_instance_uid}/series/{series.series_instance_uid}/instances"
        try:
            first = text(next(iter(self._client.data_sets(path, {"limit": "1"})), {}), "00080018")
            item = next(iter(self._client.data_sets(f"{path}/{path_uid(first)}/metadata")), {})
        except ArchiveNotFound:
            return series
        frame_of_reference, body_part = text(item, "00200052"), series.body_part or text(item, "00180015")
        return dataclasses.replace(series, frame_of_reference_uid=frame_of_reference, body_part=body_part)


def _series(item: JsonObject, study_uid: str) -> Series:
    series = series_of(item, study_uid, whole_number(item, "00201209") or 0)
    if not is_dicom_uid(series.series_instance_uid):
        raise ArchiveNonsense("The archive listed a series without a UID.")
    return dataclasses.replace(series, study_instance_uid=study_uid)


def _all_of(items: list[JsonObject], tag: str, uid: str) -> None:
    """Raise ArchiveNonsense when an answer belongs to something else than was asked for (absent is allowed)."""
    if any(text(item, tag) not in ("", uid) for item in items):
        raise ArchiveNonsense("The archive answered about something else than was asked for.")
