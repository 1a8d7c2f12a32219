"""Operations for tests, drawn from a seeded generator or made by hand."""

from __future__ import annotations

import random
import uuid
from typing import Any

from apps.live.engine import Actor
from apps.protocol.messages import Op, parse_op
from tests.support.room_seed import REFERENCE, SERIES, STUDY, sop

PEOPLE = [str(uuid.UUID(int=number)) for number in range(1, 6)]


def new_id(rng: random.Random | None = None) -> str:
    """Return a UUID in lower case; the same one for the same generator state."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4)) if rng else str(uuid.uuid4())


def image(number: int = 1) -> dict[str, Any]:
    """Return a reference to image `number` of the seeded series."""
    return {
        "study_uid": STUDY,
        "series_uid": SERIES,
        "sop_uid": sop(number),
        "frame": 1,
        "frame_of_reference_uid": REFERENCE,
    }


def create(id: str | None = None, **fields: Any) -> Op:
    """Return an operation that makes a length."""
    made = {"kind": "annotation.create", "id": id or new_id(), "tool": "length", "image": image(), "text": ""}
    return parse_op({**made, "points": [[0, 0, 0], [10, 0, 0]], **fields})


def op(kind: str, **fields: Any) -> Op:
    """Return any operation."""
    return parse_op({"kind": kind, **fields})


def actor(number: int = 0, **fields: Any) -> Actor:
    """Return person `number`; 0 is the host. All are radiologists unless told otherwise."""
    made = {"person": PEOPLE[number], "role": "radiologist", "host": number == 0, "people": frozenset(PEOPLE)}
    return Actor(**{**made, **fields})


_WEIGHTS = {
    "create": 4,
    "points": 4,
    "text": 3,
    "both": 2,
    "delete": 2,
    "restore": 2,
    "chat": 2,
    "presenter": 1,
    "series": 1,
    "key": 1,
    "lock": 1,
    "comment": 2,
    "ask": 1,
    "spotlight": 1,
}


def random_op(rng: random.Random, marks: list[str]) -> Op:
    """Return a random operation; `marks` are ids that may exist, and new ones are added to it."""
    choice = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    target = rng.choice(marks) if marks else new_id(rng)
    points = [[rng.uniform(-200, 200) for _ in range(3)] for _ in range(2)]
    text = rng.choice(["node", "Läsion", "a" * 50, "שלום", ""])
    if choice == "create":
        marks.append(new_id(rng))
        return create(marks[-1], points=points, text=text, image=image(rng.randint(1, 20)))
    if choice in ("points", "text", "both"):
        changes = {name: value for name, value in (("points", points), ("text", text)) if choice in (name, "both")}
        return op("annotation.update", id=target, changes=changes)
    if choice in ("delete", "restore"):
        return op(f"annotation.{choice}", id=target)
    if choice == "chat":
        return op("chat.post", id=new_id(rng), text=text or "x")
    if choice == "lock":
        changes = {"editable_by": rng.choice(["author", "everyone", "nobody"])}
        return op("annotation.update", id=target, changes=changes)
    if choice == "comment":
        return op("comment.post", id=new_id(rng), annotation_id=target, text=text or "x")
    return _random_room_op(rng, choice)


def _random_room_op(rng: random.Random, choice: str) -> Op:
    if choice == "ask":
        return op("presenter.ask", person=rng.choice(PEOPLE), on=rng.random() < 0.7)
    if choice == "spotlight":
        return op("spotlight.set", on=rng.random() < 0.7)
    if choice == "presenter":
        return op("presenter.set", person=rng.choice([*PEOPLE, None]))
    if choice == "series":
        return op("series.open", viewport=rng.randint(1, 4), study_uid=STUDY, series_uid=SERIES)
    return op("key_image.set", image=image(rng.randint(1, 20)), on=rng.random() < 0.7)
