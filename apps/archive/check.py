"""Look at one file before it is taken: is it DICOM, whole, identified, and are its pixels there?

Objects that have no pixels by nature (reports, presentation states, structures, documents, waveforms) are
taken. The parsing happens in a worker process with limits: a small file can unpack to gigabytes
(PS3.5 A.5, deflated) or nest without end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.archive.errors import NOT_DICOM, TOO_LARGE, FileRefused
from apps.common.sandbox import JobRefused, SandboxFailed, SandboxTimeout, shared

MAX_FILE_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True)
class Inspected:
    """What is known of a file that may be taken. `content` is the SHA-256 of its data set."""

    sop_instance_uid: str
    study_instance_uid: str
    series_instance_uid: str
    content: str
    has_pixels: bool
    metadata: dict[str, Any]


def looks_like_dicom(data: bytes) -> bool:
    """Say whether `data` begins as a DICOM file does (PS3.10 7.1)."""
    return data[128:132] == b"DICM"


def inspect(data: bytes) -> Inspected:
    """Check the file `data`; raise FileRefused with the reason in `why`."""
    if len(data) > MAX_FILE_BYTES:
        raise FileRefused(TOO_LARGE, f"It is larger than {MAX_FILE_BYTES // 2**20} MB.")
    if not looks_like_dicom(data):
        raise FileRefused(NOT_DICOM, "It is not a DICOM file." if data else "It is empty.")
    try:
        found = shared.run("apps.archive.jobs:inspect", data).values
    except JobRefused as refusal:
        raise FileRefused(refusal.code, refusal.reason) from None
    except SandboxTimeout:
        raise FileRefused(TOO_LARGE, "It takes too long to read.") from None
    except SandboxFailed as failure:
        raise _refusal(str(failure.data.get("why", ""))) from None
    return Inspected(**found)


def _refusal(why: str) -> FileRefused:
    if why == "nested too deeply":
        return FileRefused(TOO_LARGE, "Its sequences are nested too deeply.")
    if why in ("", "out of memory"):  # without a word the worker was killed, which is how the limits end it
        return FileRefused(TOO_LARGE, "It cannot be read within the memory allowed.")
    return FileRefused(NOT_DICOM, "It cannot be read as DICOM.")
