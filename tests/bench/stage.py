"""A server of ours with a room over made images, and what a member must know of those images to point at them."""

from __future__ import annotations

import json
import shutil
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from apps.protocol.frames import Image
from tests.support.case_seed import seed_case
from tests.support.server import Server


@dataclass(frozen=True)
class Seen:
    """One image of the room and the place of its middle."""

    image: Image
    middle: tuple[float, float, float]

    def wire(self) -> dict[str, Any]:
        """Return the reference that operations carry."""
        image = self.image
        return {
            "study_uid": image.study_uid,
            "series_uid": image.series_uid,
            "sop_uid": image.sop_uid,
            "frame": image.frame,
            "frame_of_reference_uid": image.frame_of_reference_uid or None,
        }


@dataclass(frozen=True)
class Stage:
    """A running server and one room. Session 0 is the host's."""

    server: Server
    room: str
    path: str
    sessions: list[str]
    users: list[str]

    @property
    def url(self) -> str:
        """Return the room's address."""
        return self.server.url + self.path

    def another_room(self, files: Iterable[bytes]) -> Stage:
        """Start another consult of the same people on the same server."""
        return _over(self.server, files, len(self.sessions))

    def get(self, path: str) -> Any:
        """Ask the server as the host."""
        request = urllib.request.Request(self.server.url + path, headers={"Cookie": f"sessionid={self.sessions[0]}"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def series(self) -> list[tuple[str, str]]:
        """Return study and series of everything in the room."""
        room = self.get(f"/api/rooms/{self.room}/")
        return [(study["study_uid"], each["series_uid"]) for study in room["studies"] for each in study["series"]]

    def images(self, study: str, series: str) -> list[Seen]:
        """Return the images of a series in the order they are shown."""
        told = self.get(f"/dicomweb/studies/{study}/series/{series}/metadata?room={self.room}")
        return [_seen(study, series, dataset) for dataset in told]


def _seen(study: str, series: str, dataset: dict[str, Any]) -> Seen:
    def values(tag: str) -> list[Any]:
        found: list[Any] = dataset.get(tag, {}).get("Value", [])
        return found

    (sop,), frame_of_reference = values("00080018"), values("00200052")
    x, y, z = (float(value) for value in values("00200032"))
    down, across = (float(value) for value in values("00280030"))
    rows, columns = values("00280010")[0], values("00280011")[0]
    middle = (x + across * columns / 2, y + down * rows / 2, z)
    return Seen(Image(study, series, sop, 1, frame_of_reference[0]), middle)


def _over(server: Server, files: Iterable[bytes], people: int) -> Stage:
    seeded = seed_case(server, files, people=people)
    return Stage(server, seeded["room"], seeded["path"], seeded["sessions"], seeded["users"])


@contextmanager
def stage(files: Iterable[bytes], people: int) -> Iterator[Stage]:
    """Serve a room of so many people over these files; everything is deleted at the end."""
    server = Server("wire")
    try:
        server.manage("migrate", "--verbosity", "0")
        made = _over(server, files, people)
        with server:
            yield made
    finally:
        shutil.rmtree(server.var, ignore_errors=True)
