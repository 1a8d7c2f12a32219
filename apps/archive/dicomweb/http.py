"""HTTP towards an archive that is not trusted: limits on time and size, no redirects, typed errors.

URLs are always built from our base and from UIDs; URLs inside answers are never followed, since servers
build them from the Host header and a hostile one could point anywhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests

from apps.archive.dicomjson import is_data_set
from apps.archive.errors import ArchiveNonsense, ArchiveNotFound, ArchiveRefused, ArchiveSlow, ArchiveUnreachable
from apps.archive.interface import JsonObject
from apps.common.clock import monotonic

JSON = "application/dicom+json"
_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, between two pieces of an answer, and for a whole answer; bytes of an answer."""

    connect: float = 3.0
    read: float = 10.0
    whole: float = 120.0
    json_bytes: int = 128 * 1024 * 1024
    file_bytes: int = 600 * 1024 * 1024


@dataclass(frozen=True)
class Answer:
    """An answer that was read to its end."""

    status: int
    content_type: str
    body: bytes


class Client:
    """Requests below `base` with basic authentication. Sessions are kept per thread: requests' are not shared."""

    def __init__(self, base: str, user: str, password: str, limits: Limits, ca_file: str = "") -> None:
        self._base = base.rstrip("/")
        self._auth = (user.encode(), password.encode()) if user else None
        self._ca_file = ca_file
        self._limits = limits
        self._local = threading.local()

    def data_sets(self, path: str, parameters: Mapping[str, str] | None = None) -> list[JsonObject]:
        """GET a list of data sets in the DICOM JSON model; 204 is the empty list (PS3.18 10.6.3)."""
        answer = self.send("GET", path, self._limits.json_bytes, parameters=parameters, headers={"Accept": JSON})
        if answer.status == 204:
            return []
        if answer.content_type and "json" not in answer.content_type.split(";")[0].lower():
            raise ArchiveNonsense("The archive did not answer with DICOM JSON.")
        found = parse_json(answer.body)
        if not isinstance(found, list) or not all(is_data_set(item) for item in found):
            raise ArchiveNonsense("The archive's answer is not a list of data sets.")
        return found

    def file(self, path: str, accept: str) -> Answer:
        """GET `path` as `accept`, up to the size limit for files."""
        return self.send("GET", path, self._limits.file_bytes, headers={"Accept": accept})

    def send(
        self,
        method: str,
        path: str,
        size: int,
        *,
        parameters: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        allowed: frozenset[int] = frozenset(),
    ) -> Answer:
        """Send one request and read at most `size` bytes; statuses of errors raise unless in `allowed`."""
        with _typed_errors():
            response = self._session().request(
                method,
                f"{self._base}{path}{_query(parameters or {})}",
                data=body,
                headers={"Accept-Encoding": "identity", **(headers or {})},
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
                stream=True,
            )
            with response:
                if response.status_code not in allowed:
                    _judge_status(response.status_code)
                content = self._read(response, size)
            return Answer(response.status_code, response.headers.get("Content-Type", ""), content)

    def _read(self, response: requests.Response, size: int) -> bytes:
        deadline = monotonic() + self._limits.whole
        content = bytearray()
        for chunk in response.iter_content(_CHUNK):
            content += chunk
            if len(content) > size:
                raise ArchiveNonsense("The archive's answer is larger than can be right.")
            if monotonic() > deadline:  # a server that drips bytes never trips the read timeout
                raise ArchiveSlow("The archive answers too slowly.")
        return bytes(content)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            # No proxies, .netrc credentials or certificates from the environment: settings say it all.
            session.trust_env = False
            session.auth = self._auth  # type: ignore[assignment]
            session.verify = self._ca_file or True
            self._local.session = session
        return session


def _query(parameters: Mapping[str, str]) -> str:
    """Write a query string that leaves DICOM's wildcards and commas as they are, which RFC 3986 3.4 allows."""
    return f"?{urlencode(parameters, safe='*?,')}" if parameters else ""


def parse_json(body: bytes) -> Any:
    """Parse JSON from the archive; raise ArchiveNonsense."""
    try:
        return json.loads(body, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        raise ArchiveNonsense("The archive's answer is not JSON.") from None


def _judge_status(status: int) -> None:
    if status in (401, 403):
        raise ArchiveRefused("The archive refused our credentials.", status=status)
    if status == 404:
        raise ArchiveNotFound("The archive does not have it.")
    if 300 <= status < 400:
        raise ArchiveNonsense("The archive points elsewhere, where we do not follow.", status=status)
    if not 200 <= status < 300:
        raise ArchiveRefused("The archive answered with an error.", status=status)


@contextmanager
def _typed_errors() -> Iterator[None]:
    """Turn what requests raises into ours; its messages hold URLs and UIDs, so they are dropped."""
    try:
        yield
    except requests.Timeout:
        raise ArchiveSlow("The archive did not answer in time.") from None
    except requests.exceptions.ConnectionError as error:
        if "Read timed out" in str(error):  # what requests makes of a timeout in the middle of a body
            raise ArchiveSlow("The archive stopped answering.") from None
        raise ArchiveUnreachable("The archive cannot be reached.") from None
    except requests.exceptions.ChunkedEncodingError:
        raise ArchiveUnreachable("The archive broke off in the middle of an answer.") from None
    except requests.RequestException:
        raise ArchiveNonsense("The archive's answer is not proper HTTP.") from None
