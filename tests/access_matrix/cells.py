"""Ask one route as one person about one object, and hold the answer against the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from apps.audit.models import AuditEvent
from tests.access_matrix.table import Row
from tests.access_matrix.world import ALPHA, BRAVO, Actor, World

Fault = str
OBJECTS = ("a", "b", "none")
PAGES = ("archive-search", "consult-list", "consult-prepare", "consult-start")
ROOM = ("room_id",)
IMAGES = ("study_uid", "series_uid")
HANGING = {"name": "n", "layout": "1x1", "viewport-1-study": "current"}
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "room": ROOM,
    "api-room": ROOM,
    "api-room-people": ROOM,
    "api-room-person": (*ROOM, "user_id"),
    "series-metadata": IMAGES,
    "series-thumbnail": IMAGES,
    "frame": (*IMAGES, "sop_uid", "number"),
    "hanging-edit": ("protocol_id",),
    "hanging-move": ("protocol_id",),
    "hanging-delete": ("protocol_id",),
    "javascript-catalogue": ("language", "digest"),
    "demo-sign-in": ("token",),
}
BODIES: dict[str, Callable[[World, str], dict[str, Any]]] = {
    "sign-in": lambda world, which: {"email": "radiologist-host@example.org", "password": "not this one"},
    "sign-in-code": lambda world, which: {"code": "000000x"},
    "choose-language": lambda world, which: {"language": "de"},
    "consult-prepare": lambda world, which: {"study": world.ids("a")["study_uid"]},
    "consult-start": lambda world, which: {"studies": [world.ids("a")["study_uid"]], "title": "t"},
    "api-room-people": lambda world, which: {"user_id": str(world.newcomer.pk)},
    "hanging-new": lambda world, which: HANGING,
    "hanging-edit": lambda world, which: HANGING,
}


def ask(world: World, row: Row, actor: Actor, which: str, **options: Any) -> HttpResponse:
    """Send the request of a cell."""
    ids = {**world.ids(which), "number": 1, "token": "not-a-token", "language": "de", "digest": "older"}
    url = reverse(row.route, args=[ids[name] for name in ARGUMENTS.get(row.route, ())])
    body = BODIES.get(row.route, lambda world, which: {})(world, which)
    send = getattr(actor.client(**options), row.method.lower())
    if row.method in ("GET", "HEAD", "OPTIONS"):
        return send(url)  # type: ignore[no-any-return]
    kind = {"content_type": "application/json"} if url.startswith("/api/") or row.method != "POST" else {}
    return send(url, body, **kind)  # type: ignore[no-any-return]


def objects_of(row: Row) -> tuple[str, ...]:
    """Return which objects a route can be asked about."""
    if row.route == "frame":
        return (*OBJECTS, "mixed")  # a series that was shared, an instance that is in another
    return OBJECTS if {*ROOM, *IMAGES} & set(ARGUMENTS.get(row.route, ())) else ("a",)


def column(actor: Actor, which: str) -> str:
    """Return the column of the table that speaks of this person and this object."""
    if not actor.role or actor.relation == "deactivated":
        return actor.relation
    is_outsider = actor.relation == "outsider"
    to_object = {"a": actor.relation, "b": "member" if is_outsider else "outsider"}.get(which, "outsider")
    return f"{actor.role}-{to_object}" if actor.role in ("patient", "coordinator") else to_object


def faults(world: World, rows: list[Row], actors: list[Actor]) -> Iterator[Fault]:
    """Yield one line for each answer that is not what the table says."""
    for row in rows:
        for actor in worth_asking(row, actors):
            answers = {}
            for which in objects_of(row):
                with undone():
                    before = set(AuditEvent.objects.values_list("pk", flat=True))
                    answer = answers[which] = ask(world, row, actor, which)
                    trail = list(AuditEvent.objects.exclude(pk__in=before).order_by("pk"))
                name = f"{row.method} {row.route} as {actor.label} on {which}"
                yield from (f"{name}: {fault}" for fault in _judge(world, row, actor, which, answer, trail))
            yield from _oracle(row, actor, answers)


class undone:
    """Undo what happens inside."""

    def __enter__(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def __exit__(self, *error: Any) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)


def _judge(
    world: World, row: Row, actor: Actor, which: str, answer: HttpResponse, trail: list[AuditEvent]
) -> Iterator[Fault]:
    expected = row.status[column(actor, which)]
    if answer.status_code != expected:
        yield f"{answer.status_code} instead of {expected}"
    if actor.relation == "half" and (row.route, row.method) != ("sign-out", "POST"):
        trail = [event for event in trail if event.action != "sign_out"]  # the session is ended on sight
    taken = 200 <= answer.status_code < 300 or (answer.status_code == 302 and bool(trail))
    yield from _headers(answer, row.route)
    yield from _leaks(row, actor, which, answer)
    yield from _trail(world, row, actor, which, trail, taken, answer.status_code)


def worth_asking(row: Row, actors: list[Actor]) -> list[Actor]:
    """Leave the other roles out where a method is not offered to anybody signed in."""
    offered = any(status != 405 for name, status in row.status.items() if name not in STRANGERS)
    return [actor for actor in actors if offered or actor.role in ("", "coordinator", "patient")]


STRANGERS = ("anonymous", "password", "half", "deactivated")


def _headers(answer: HttpResponse, route: str) -> Iterator[Fault]:
    cache = {part.strip() for part in answer.get("Cache-Control", "").split(",")}
    wanted = {"private", "no-store"}
    if answer.status_code == 200 and route in ("frame", "series-thumbnail"):
        wanted = {"private", "max-age=86400"}
    if not wanted <= cache or "public" in cache:
        yield f"Cache-Control {answer.get('Cache-Control')}"
    policy = {
        words[0]: words[1:] for part in answer.get("Content-Security-Policy", "").split(";") if (words := part.split())
    }
    if policy.get("script-src") != ["'self'"] or policy.get("frame-ancestors") != ["'none'"]:
        yield f"Content-Security-Policy {policy}"
    if policy.get("default-src") != ["'none'"] or policy.get("base-uri") != ["'none'"]:
        yield f"Content-Security-Policy {policy}"
    for name, value in _FENCES.items():
        if answer.get(name) != value:
            yield f"{name} is {answer.get(name)}"
    if "Cookie" not in answer.get("Vary", ""):
        yield "does not vary with the cookie"


_FENCES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With "no-referrer" browsers send `Origin: null` with our own forms; other sites learn nothing from this either.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _leaks(row: Row, actor: Actor, which: str, answer: HttpResponse) -> Iterator[Fault]:
    """Find words of patients whom this person may not see here."""
    seen = {"host": {ALPHA}, "member": {ALPHA}, "outsider": {BRAVO}}.get(actor.relation, set())
    if actor.role == "patient":
        seen = set()
    if row.shows == "archive" and answer.status_code == 200:
        seen = {ALPHA, BRAVO}
    elif row.shows == "own":
        seen &= {"a": {ALPHA}, "b": {BRAVO}}.get(which, set())
    elif row.shows == "none":
        seen = set()
    text = (str(answer.headers) + str(answer.cookies)).encode() + answer.getvalue()
    for patient in {ALPHA, BRAVO} - seen:
        for canary in patient.canaries:
            if canary.lower().encode() in text.lower():
                yield f"shows {canary}"
    if row.shows in ("own", "mine") and row.method == "GET" and answer.status_code == 200 and _is_text(answer):
        for patient in seen:
            if patient.canaries[0].lower().encode() not in text.lower():
                yield f"does not show {patient.canaries[0]}, so the search for leaks proves nothing"


def _is_text(answer: HttpResponse) -> bool:
    return "image" not in answer["Content-Type"] and "octet-stream" not in answer["Content-Type"]


def _trail(
    world: World, row: Row, actor: Actor, which: str, trail: list[AuditEvent], taken: bool, status: int
) -> Iterator[Fault]:
    wanted = [] if row.audit == "-" or not taken else [row.audit]
    if row.audit.endswith("!"):
        wanted = [row.audit[:-1]] if status == 403 else []
    found = [event.action for event in trail]
    if found != wanted:
        yield f"the audit trail says {found} instead of {wanted}"
    for event in trail:
        if taken and actor.role and event.actor_id != (actor.user.pk if actor.user else None):
            yield "the audit trail names somebody else"
        of_asked = event.object_type == "consult" and row.route in ARGUMENTS
        if taken and of_asked and event.object_id != str(world.ids(which)["room_id"]):
            yield "the audit trail names another consult"


def _oracle(row: Row, actor: Actor, answers: dict[str, HttpResponse]) -> Iterator[Fault]:
    """ "Not yours" and "does not exist" must be the same answer."""
    if "none" not in answers:
        return
    nothing = _faceless(answers["none"])
    for which, answer in answers.items():
        if column(actor, which).endswith("outsider") and _faceless(answer) != nothing:
            yield f"{row.method} {row.route} as {actor.label}: what is not theirs differs from what does not exist"


def _faceless(answer: HttpResponse) -> tuple[int, str, bytes]:
    """Return an answer without identifiers and tokens."""
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(answer.items()) if name != "Content-Length")
    return answer.status_code, _ids(headers), _ids(answer.getvalue().decode("latin-1")).encode("latin-1")


def _ids(text: str) -> str:
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", text)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|2\.25\.\d+", "ID", text)
