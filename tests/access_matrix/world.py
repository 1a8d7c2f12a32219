"""Two patients, two consults, and a person of every role in every relation to the first of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from apps.access.policy import Role
from apps.accounts.models import User
from apps.accounts.services import PENDING
from apps.archive import registry
from apps.archive.folder import FolderArchive
from apps.cases.services import grant_access, revoke_access
from apps.common import clock
from apps.consults.models import Consult, Participant
from apps.consults.services import consult_create
from apps.hanging.models import HangingProtocol
from apps.hanging.shape import Protocol, Viewport
from apps.imaging.services import forget_images
from tests.support.phantoms import phantom_ct, uid
from tests.support.room_seed import session_of

PASSWORD = "correct horse battery staple"
CLINICIANS = (Role.RADIOLOGIST, Role.SPECIALIST, Role.REFERRING)
RELATIONS = ("host", "member", "outsider", "removed", "deactivated")
SLICES = 2


@dataclass(frozen=True)
class Patient:
    """One patient's phantom study and the words that may appear only for those who see it."""

    name: str

    @property
    def canaries(self) -> tuple[str, ...]:
        """Return texts of this patient and nobody else."""
        return (f"CANARY{self.name}", f"ID-CANARY-{self.name}", f"study canary {self.name}")

    @property
    def files(self) -> list[bytes]:
        """Return the study as DICOM files."""
        return phantom_ct(
            SLICES,
            name=self.name,
            PatientName=f"CANARY{self.name}^Jo",
            PatientID=f"ID-CANARY-{self.name}",
            StudyDescription=f"study canary {self.name}",
            SeriesDescription=f"series canary {self.name}",
            AccessionNumber=f"ACC{self.name}",
        )

    @property
    def uids(self) -> dict[str, str]:
        """Return the UIDs that routes take."""
        return {part: uid(f"{self.name}/{end}") for part, end in _PARTS.items()}


_PARTS = {"study_uid": "study", "series_uid": "series", "sop_uid": "0"}
ALPHA, BRAVO = Patient("ALPHA"), Patient("BRAVO")


@contextmanager
def archive_of(folder: Path, files: list[bytes]) -> Iterator[FolderArchive]:
    """Make this the archive of the process, holding `files`."""
    archive = FolderArchive(folder)
    assert all(result.stored for result in archive.store(files))
    registry.reset_archive()
    before, registry._archive = registry._archive, archive
    forget_images()
    try:
        yield archive
    finally:
        registry._archive = before
        forget_images()


def make_user(name: str, role: str = Role.RADIOLOGIST, password: str | None = None) -> User:
    """Make a person."""
    return User.objects.create_user(f"{name.replace(' ', '.')}@example.org", password, name=name, role=role)


def seat(consult: Consult, user: User, *, host: bool = False, removed: bool = False) -> None:
    """Put a person into a consult past the services, so that roles that cannot be invited are tested too."""
    Participant.objects.create(
        consult=consult, user=user, host=host, removed_at=clock.now() if removed else None
    )  # fmt: skip
    grant_access(studies=consult.studies.all(), user_id=user.pk, source=consult.pk)
    if removed:
        revoke_access(user_id=user.pk, source=consult.pk)


@dataclass(frozen=True)
class Actor:
    """Somebody at a browser. `relation` is to consult A; outsiders are members of consult B."""

    label: str
    relation: str
    role: str = ""
    user: User | None = None
    session: str = ""

    def client(self, **options: Any) -> Client:
        """Return this person's browser."""
        client = Client(raise_request_exception=False, **options)
        if self.session:
            client.cookies["sessionid"] = self.session
        return client


@dataclass
class World:
    """Everything the cells of the matrix speak of."""

    a: Consult
    b: Consult
    victim: User
    newcomer: User
    protocol: HangingProtocol
    actors: list[Actor] = field(default_factory=list)

    def person(self, role: str, relation: str) -> Actor:
        """Return the person of this role and relation."""
        return next(actor for actor in self.actors if (actor.role, actor.relation) == (role, relation))

    def ids(self, which: str) -> dict[str, Any]:
        """Return what routes take, of consult A, of consult B, or of nothing that exists."""
        if which == "none":
            return {
                **{part: uid(f"nothing/{part}") for part in _PARTS},
                "room_id": uuid.UUID(int=4711),
                "user_id": self.victim.pk,
                "protocol_id": self.protocol.pk,
            }
        if which == "mixed":
            return {**self.ids("a"), "sop_uid": BRAVO.uids["sop_uid"]}
        patient, consult = (ALPHA, self.a) if which == "a" else (BRAVO, self.b)
        return {
            **patient.uids,
            "room_id": consult.pk,
            "user_id": self.victim.pk,
            "protocol_id": self.protocol.pk,
        }


def make_world(archive: FolderArchive) -> World:
    """Make both consults and everybody."""
    hosts = [make_user(f"first-host-{letter}") for letter in "ab"]
    a, b = (
        consult_create(
            actor=host, archive=archive, studies=[archive.find_study(patient.uids["study_uid"])], title=f"about {at}"
        )
        for host, patient, at in zip(hosts, (ALPHA, BRAVO), "ab", strict=True)
    )
    shape = Protocol(name="p", rows=1, columns=1, viewports=(Viewport(),))
    protocol = HangingProtocol.objects.create(position=0, **shape.columns_of_the_table())
    world = World(a, b, make_user("victim"), make_user("newcomer"), protocol)
    for consult in (a, b):
        seat(consult, world.victim)
    for role in Role:
        for relation in RELATIONS:
            world.actors.append(_member(world, role, relation))
    return world


def _member(world: World, role: str, relation: str) -> Actor:
    user = make_user(f"{role}-{relation}", role)
    seat(world.b if relation == "outsider" else world.a, user, host=relation == "host", removed=relation == "removed")
    session = session_of(user)
    if relation == "deactivated":
        user.is_active = False
        user.save(update_fields=["is_active"])
    return Actor(f"{role}-{relation}", relation, role, user, session)


def strangers(world: World) -> list[Actor]:
    """Return those who did not sign in fully: no session, password given, a session without the second factor."""
    host = world.person(Role.RADIOLOGIST, "host").user
    assert host is not None
    pending = SessionStore()
    pending[PENDING] = {"user": str(host.pk), "at": clock.now().timestamp()}
    pending.save()
    half = SessionStore(session_key=None)
    half.update({key: value for key, value in _whole(host).items() if key != DEVICE_ID_SESSION_KEY})
    half.save()
    return [
        Actor("anonymous", "anonymous"),
        Actor("password-only", "password", session=str(pending.session_key)),
        Actor("no-second-factor", "half", session=str(half.session_key)),
    ]


def _whole(user: User) -> dict[str, Any]:
    return dict(SessionStore(session_key=session_of(user)).load())
