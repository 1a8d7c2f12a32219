"""Store files over STOW-RS (PS3.18 10.5), without ever replacing an object that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from apps.archive.check import Inspected
from apps.archive.dicomjson import is_data_set, text, values, whole_number
from apps.archive.dicomweb.http import JSON, Client, parse_json
from apps.archive.dicomweb.multipart import write_parts
from apps.archive.dicomweb.wado import fetch
from apps.archive.digest import content_digest
from apps.archive.errors import (
    ARCHIVE_REFUSED,
    DUPLICATE,
    UID_CONFLICT,
    ArchiveNonsense,
    FileRefused,
)
from apps.archive.interface import JsonObject, StoreResult

_BATCH_FILES = 20
_BATCH_BYTES = 32 * 1024 * 1024
_ANSWER_BYTES = 16 * 1024 * 1024
# 409: some or all were refused, and the body says which and why (PS3.18 table 10.5.3-1). Orthanc answers 400
# when a part is no DICOM at all, with the same body.
_WITH_REASONS = frozenset({202, 400, 409})


class _Batch:
    """Files that wait to be sent, and where their results go."""

    def __init__(self, client: Client, results: list[StoreResult | None]) -> None:
        self._client, self._results = client, results
        self._waiting: dict[str, tuple[int, Inspected, bytes]] = {}
        self._size = 0

    def content_of(self, sop_uid: str) -> str | None:
        """Return the content digest of a waiting file, or None."""
        found = self._waiting.get(sop_uid)
        return found[1].content if found else None

    def add(self, place: int, item: Inspected, data: bytes) -> None:
        """Take one file; send what waits when it is enough."""
        self._waiting[item.sop_instance_uid] = (place, item, data)
        self._size += len(data)
        if len(self._waiting) >= _BATCH_FILES or self._size >= _BATCH_BYTES:
            self.send()

    def send(self) -> None:
        """Send what waits and note the results."""
        if not self._waiting:
            return
        outcome = _post(self._client, [data for _, _, data in self._waiting.values()])
        for sop_uid, (place, _, _) in self._waiting.items():
            refusal = outcome.get(sop_uid, "The archive did not take it.")
            self._results[place] = (
                StoreResult(sop_uid, True) if not refusal else StoreResult(sop_uid, False, ARCHIVE_REFUSED, refusal)
            )
        self._waiting, self._size = {}, 0


def store(client: Client, files: Iterable[bytes], inspect: Callable[[bytes], Inspected]) -> list[StoreResult]:
    """Check and store `files`; one result each, in order."""
    results: list[StoreResult | None] = []
    batch = _Batch(client, results)
    for data in files:
        results.append(None)
        place = len(results) - 1
        try:
            item = inspect(data)
        except FileRefused as refusal:
            results[place] = StoreResult("", False, refusal.why, refusal.reason)
            continue
        there = batch.content_of(item.sop_instance_uid) or _content_in_archive(client, item.sop_instance_uid)
        if there is None:
            batch.add(place, item, data)
        elif there == item.content:
            results[place] = StoreResult(item.sop_instance_uid, False, DUPLICATE, "It is in the archive already.")
        else:
            reason = "Another object with its SOP Instance UID is in the archive."
            results[place] = StoreResult(item.sop_instance_uid, False, UID_CONFLICT, reason)
    batch.send()
    return [result for result in results if result is not None]


def _content_in_archive(client: Client, sop_uid: str) -> str | None:
    """Return the content digest of the archive's object with this UID, or None when it has none.

    An archive that changes what it takes (coerces attributes, transcodes) gives another digest for the same
    object: it is then reported as a conflict, which loses nothing.
    """
    parameters = {"SOPInstanceUID": sop_uid, "limit": "10"}
    for item in client.data_sets("/instances", parameters):
        if text(item, "00080018") == sop_uid:
            return content_digest(_fetch(client, item, sop_uid))
    return None


def _fetch(client: Client, item: JsonObject, sop_uid: str) -> bytes:
    return fetch(client, text(item, "0020000D"), text(item, "0020000E"), sop_uid)


def _post(client: Client, files: list[bytes]) -> dict[str, str]:
    """Send one request; return per SOP Instance UID the reason of its refusal, empty when it was taken."""
    content_type, body = write_parts(files)
    headers = {"Content-Type": content_type, "Accept": JSON}
    answer = client.send("POST", "/studies", _ANSWER_BYTES, headers=headers, body=body, allowed=_WITH_REASONS)
    found = parse_json(answer.body)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    if not is_data_set(found):
        raise ArchiveNonsense("The archive's answer to storing is no data set.")
    outcome = {}
    for item in _items(found, "00081198"):
        reason = whole_number(item, "00081197")
        outcome[text(item, "00081155")] = f"The archive refused it ({reason or 0:04X})."
    for item in _items(found, "00081199"):
        outcome[text(item, "00081155")] = ""
    return outcome


def _items(found: JsonObject, tag: str) -> list[JsonObject]:
    return [item for item in values(found, tag) if is_data_set(item)]
