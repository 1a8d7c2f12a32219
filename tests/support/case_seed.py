"""Put a folder of DICOM files into the archive and start a consult over its studies. Run as a module, with the
settings of a server, also while it runs; prints `{"room", "path", "sessions", "users"}` as JSON.

    python -m tests.support.case_seed FOLDER --people 10   people made for it; the first is the host
    python -m tests.support.case_seed FOLDER --demo        the demonstration's people, as in its own consult
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from pydicom import dcmread

from tests.support.processes import ROOT

if TYPE_CHECKING:
    from tests.support.server import Server


def seed_case(server: Server, files: Iterable[bytes], *, people: int = 0) -> dict[str, Any]:
    """Show `files` in a new consult of `server`: of its demonstration's people, or of so many made ones."""
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            (Path(folder) / f"{number:06}.dcm").write_bytes(file)
        who = ["--people", str(people)] if people else ["--demo"]
        command = [sys.executable, "-m", "tests.support.case_seed", folder, *who]
        done = subprocess.run(command, env=server.env, cwd=ROOT, check=True, capture_output=True)
    seeded: dict[str, Any] = json.loads(done.stdout)
    return seeded


def _studies(folder: Path) -> list[str]:
    read = (dcmread(path, specific_tags=["StudyInstanceUID"]) for path in sorted(folder.iterdir()))
    return list(dict.fromkeys(str(dataset.StudyInstanceUID) for dataset in read))


def _seed(folder: Path, people: int) -> dict[str, Any]:
    from django.urls import reverse

    from apps.accounts.models import User
    from apps.archive.importer import import_paths
    from apps.archive.registry import get_archive
    from apps.consults.services import INVITABLE, consult_create
    from apps.demo.people import make_people
    from tests.support.room_seed import session_of, user_of

    archive = get_archive()
    summary = import_paths(archive, [folder], lambda line: print(line, file=sys.stderr))
    if summary.refused:
        raise SystemExit(f"the archive refused files: {summary}")
    users = [user_of(User, number) for number in range(people)] if people else make_people()
    studies = [archive.find_study(uid) for uid in _studies(folder)]
    invited = [user.pk for user in users[1:] if user.role in INVITABLE]
    consult = consult_create(actor=users[0], archive=archive, studies=studies, title="Seeded", invite=invited)
    return {
        "room": str(consult.pk),
        "path": reverse("room", args=[consult.pk]),
        "sessions": [session_of(user) for user in users],
        "users": [str(user.pk) for user in users],
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--people", type=int, default=0)
    who.add_argument("--demo", action="store_true")
    arguments = parser.parse_args()
    django.setup()
    json.dump(_seed(arguments.folder, arguments.people), sys.stdout)
