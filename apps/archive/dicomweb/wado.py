"""Retrieve instances over WADO-RS (PS3.18 10.4)."""

from __future__ import annotations

from apps.archive.check import looks_like_dicom
from apps.archive.dicomweb.http import Client
from apps.archive.dicomweb.multipart import read_parts
from apps.archive.errors import ArchiveNonsense, ArchiveNotFound
from apps.common.ids import is_dicom_uid

# As stored: the syntax the archive has, so that nothing is transcoded on the way (PS3.18 8.7.3.5.2).
_FILE = 'multipart/related; type="application/dicom"; transfer-syntax=*'


def fetch(client: Client, study_uid: str, series_uid: str, sop_uid: str) -> bytes:
    """Fetch one instance as stored; raise ArchiveNonsense unless the answer is a DICOM file of that UID."""
    path = f"/studies/{path_uid(study_uid)}/series/{path_uid(series_uid)}/instances/{path_uid(sop_uid)}"
    answer = client.file(path, _FILE)
    parts = read_parts(answer.content_type, answer.body)
    if len(parts) != 1 or not looks_like_dicom(parts[0]):
        raise ArchiveNonsense("The archive did not answer with one DICOM file.")
    if sop_uid.encode("ascii") not in parts[0]:
        raise ArchiveNonsense("The archive answered with another object than was asked for.")
    return parts[0]


def path_uid(value: str) -> str:
    """Let only UIDs into paths: anything else could walk to another resource."""
    if not is_dicom_uid(value):
        raise ArchiveNotFound("The archive has no such thing.")
    return value
