"""What every backing archive can do.

The words are DICOM's (PS3.3 A.1.2: patient, study, series, instance). All methods are synchronous and may
be called from any thread. Whatever goes wrong is one of `apps.archive.errors`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from apps.archive.errors import DUPLICATE

JsonObject = dict[str, Any]
"""A data set in the DICOM JSON model (PS3.18 annex F)."""


@dataclass(frozen=True)
class StudyQuery:
    """What to search for; empty means any.

    `patient_name`: every word must begin some word of the name, in any case and with or without accents.
    `patient_id`, `accession_number`: the whole value, in any case. `date_from`, `date_to`: Study Date, both
    included. `modality`: one that occurs in the study.
    """

    patient_name: str = ""
    patient_id: str = ""
    accession_number: str = ""
    date_from: date | None = None
    date_to: date | None = None
    modality: str = ""
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True)
class Study:
    """One study. Counts are 0 where the archive does not tell them."""

    study_instance_uid: str
    patient_id: str
    patient_name: str
    birth_date: date | None
    sex: str
    study_date: date | None
    study_time: time | None
    description: str
    accession_number: str
    modalities: tuple[str, ...]
    series_count: int
    instance_count: int


@dataclass(frozen=True)
class StudyPage:
    """A slice of the matches, newest first. `total` is None when the archive was not asked for all of them."""

    studies: tuple[Study, ...]
    offset: int
    more: bool
    total: int | None


@dataclass(frozen=True)
class Series:
    """One series of a study."""

    study_instance_uid: str
    series_instance_uid: str
    modality: str
    number: int | None
    description: str
    body_part: str
    frame_of_reference_uid: str
    instance_count: int


@dataclass(frozen=True)
class Instance:
    """One SOP instance. `rows` and `columns` are pixels and 0 without an image; `frames` is at least 1 with one."""

    sop_instance_uid: str
    sop_class_uid: str
    number: int | None
    rows: int
    columns: int
    frames: int
    has_pixels: bool


@dataclass(frozen=True)
class StoreResult:
    """What became of one file: taken (`stored`, empty code), already there (`duplicate`), or refused (`code`)."""

    sop_instance_uid: str
    stored: bool
    code: str = ""
    reason: str = ""

    @property
    def present(self) -> bool:
        """Whether the archive holds this very object now."""
        return self.stored or self.code == DUPLICATE


class Archive(ABC):
    """A place that studies are found in, read from and stored to."""

    @abstractmethod
    def search_studies(self, query: StudyQuery) -> StudyPage:
        """Return the matching studies, newest first, from `query.offset` on."""

    @abstractmethod
    def find_study(self, study_uid: str) -> Study:
        """Return one study; raise ArchiveNotFound."""

    @abstractmethod
    def list_series(self, study_uid: str) -> list[Series]:
        """Return the series of a study by Series Number; raise ArchiveNotFound."""

    @abstractmethod
    def list_instances(self, study_uid: str, series_uid: str) -> list[Instance]:
        """Return the instances of a series by Instance Number; raise ArchiveNotFound."""

    @abstractmethod
    def series_metadata(self, study_uid: str, series_uid: str) -> list[JsonObject]:
        """Return the data sets of a series without bulk data, in display order (see `apps.archive.order`).

        Raises ArchiveNotFound.
        """

    @abstractmethod
    def fetch_instance(self, study_uid: str, series_uid: str, sop_uid: str) -> bytes:
        """Return one instance as a DICOM file (PS3.10); raise ArchiveNotFound."""

    @abstractmethod
    def store(self, files: Iterable[bytes]) -> list[StoreResult]:
        """Check and store DICOM files; return one result per file, in order.

        A file that is refused does not stop the others. An object whose SOP Instance UID is taken by other
        content is refused (`uid_conflict`): what is there already may have been read and reported on.
        """

    @abstractmethod
    def health(self) -> None:
        """Return when the archive answers; otherwise raise an ArchiveError."""
