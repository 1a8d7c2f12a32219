"""Rooms over real sockets, on each server the product runs under. Names begin with the rule they prove."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from apps.protocol import frames
from apps.protocol.frames import Cursor, Image, Status, part
from tests.support.member import Member
from tests.support.ops import image, new_id
from tests.support.redis import RedisServer
from tests.support.room_seed import REFERENCE, SERIES, STUDY, sop
from tests.support.server import Server

IMAGE = Image(STUDY, SERIES, sop(1), 1, REFERENCE)
CREATE: dict[str, Any] = {
    "kind": "annotation.create",
    "tool": "length",
    "points": [[0, 0, 0], [10, 0, 0]],
    "text": "",
    "image": image(),
}


def create() -> dict[str, Any]:
    """Return a new length."""
    return {**CREATE, "id": new_id()}


class Place:
    """Where members meet: one or two server processes and a seeded consult."""

    def __init__(self, servers: list[Server], seeded: dict[str, Any]) -> None:
        self.servers, self.seeded = servers, seeded

    def member(self, person: int, server: int = 0, **options: Any) -> Member:
        """Return person `person` at a server."""
        url = self.servers[server % len(self.servers)].url
        return Member(url, self.seeded["room"], self.seeded["sessions"][person], **options)


@pytest.fixture(scope="module", params=["wire", "plain", "uvicorn", "two-processes"])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """One server of each kind, and two processes joined by Redis."""
    if request.param == "two-processes":
        redis: RedisServer = request.getfixturevalue("redis_server")
        first = Server("wire", REDIS_URL=redis.url)
        seeded = first.prepare(4)
        with first, Server("uvicorn", var=first.var, REDIS_URL=redis.url) as second:
            yield Place([first, second], seeded)
        return
    server = Server(request.param)
    seeded = server.prepare(4)
    with server:
        yield Place([server], seeded)


def test_R31_a_pointer_arrives_at_the_others_with_its_image(place: Place) -> None:
    with place.member(0) as first, place.member(1, server=1) as second:
        first.show(part(IMAGE), part(Cursor(1, 2, 3)))
        second.wait_until(lambda: (first.sid, frames.CURSOR, 1) in second.values)
        assert second.values[first.sid, frames.CURSOR, 1] == Cursor(1, 2, 3).encode()
        assert second.values[first.sid, frames.IMAGE, 1] == IMAGE.encode()


def test_R32_who_comes_late_learns_the_newest_values(place: Place) -> None:
    with place.member(0) as first:
        for x in range(20):
            first.show(part(Cursor(x, 0, 0)), part(Status(0, 2)))
        first.say({"type": "sync", "since": 0})
        first.wait("caught")
        with place.member(1, server=1) as late:
            late.wait_until(lambda: late.values.get((first.sid, frames.CURSOR, 1)) == Cursor(19, 0, 0).encode())


def test_R11_an_operation_is_acknowledged_and_arrives_everywhere_in_order(place: Place) -> None:
    with place.member(0) as first, place.member(1, server=1) as second:
        since = first.welcome["seq"]
        events = [first.commit(create()) for _ in range(3)] + [second.commit(create())]
        assert [event["seq"] for event in events] == list(range(since + 1, since + 5))
        for member in (first, second):
            seen = [member.wait("event")["event"] for _ in range(4)]
            assert sorted(seen, key=lambda event: int(event["seq"])) == events


def test_R12_the_same_operation_again_is_acknowledged_with_the_first_event(place: Place) -> None:
    with place.member(0) as member:
        op, op_id = create(), new_id()
        member.submit(op, op_id)
        first = member.wait("ack")["event"]
        member.submit(op, op_id)
        assert member.wait("ack")["event"] == first


def test_R5_who_comes_back_gets_only_what_was_missed(place: Place) -> None:
    with place.member(0) as first:
        with place.member(1, server=1) as second:
            known = first.commit(create())["seq"]
            second.wait("event")
        missed = first.commit(create())
        with place.member(1, server=1, since=known) as again:
            assert again.welcome["state"] is None
            assert again.welcome["events"] == [missed]


def test_R5_a_state_larger_than_any_message_still_comes_whole(place: Place) -> None:
    seeded = place.servers[0].prepare(2)
    full = Place(place.servers, seeded)
    with full.member(0) as writer:
        lines = [new_id() for _ in range(40)]
        for line in lines:
            writer.commit({"kind": "chat.post", "id": line, "text": "ü" * 4000})
    with full.member(1, server=1) as late:
        assert [line["id"] for line in late.welcome["state"]["chat"]] == lines
        assert len(json.dumps(late.welcome)) > 4 * 65_536


def test_R16_a_gap_is_filled_on_request(place: Place) -> None:
    with place.member(0) as member:
        since = member.welcome["seq"]
        events = [member.commit(create()) for _ in range(2)]
        member.say({"type": "sync", "since": since})
        assert member.wait("caught")["events"] == events


def test_R37_the_roster_names_who_came_and_who_left(place: Place) -> None:
    with place.member(0) as first:
        second = place.member(1, server=1).__enter__()
        first.wait_for(lambda text: text["type"] == "roster" and second.sid in {one["sid"] for one in text["present"]})
        second.socket.close()
        first.wait_for(
            lambda text: text["type"] == "roster" and second.sid not in {one["sid"] for one in text["present"]}
        )


def test_R37_colours_are_given_in_join_order_and_kept(place: Place) -> None:
    with place.member(0) as first:
        mine = {person["id"]: person["colour"] for person in first.welcome["people"]}[place.seeded["users"][0]]
    with place.member(0) as again:
        assert {one["id"]: one["colour"] for one in again.welcome["people"]}[place.seeded["users"][0]] == mine


def test_R38_ping_is_answered(place: Place) -> None:
    with place.member(0) as member:
        member.socket.send(frames.PING_FRAME.pack(frames.PING, 0, 4711))
        assert member.wait("pong")["nonce"] == 4711


BAD_LIVE = {
    "not_finite": frames.update([part(Cursor(float("nan"), 0, 0))]),
    "unknown_image": frames.update([part(Image(STUDY, SERIES, "9.9.9", 1, REFERENCE))]),
    "bad_part": frames.update([part(Cursor(0, 0, 0), viewport=99)]),
    "unknown_kind": frames.update([b"\x63\x01\x00\x00"]),
    "bad_frame": b"\x01\x00",
}


@pytest.mark.parametrize("code", BAD_LIVE)
def test_R35_a_bad_live_frame_is_answered_with_its_code_and_the_socket_stays(place: Place, code: str) -> None:
    with place.member(0) as member, place.member(1, server=1) as other:
        member.socket.send(BAD_LIVE[code])
        assert member.wait("error")["code"] == code
        member.show(part(Cursor(7, 7, 7)))
        other.wait_until(lambda: other.values.get((member.sid, frames.CURSOR, 1)) == Cursor(7, 7, 7).encode())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type":"op"}', '{"type":"sync","since":-1}', "[" * 60_000, "null"])
def test_R2_a_bad_message_is_answered_and_changes_nothing(place: Place, text: str) -> None:
    with place.member(0) as member:
        if text:
            member.socket.send(text)
        else:
            member.socket.send(b"\x7f")
        assert member.wait("error")["code"] == "bad_message"
        member.say({"type": "sync", "since": member.welcome["seq"]})
        assert member.wait("caught")["events"] == []


@pytest.mark.parametrize("text", ["\u202aC:\\scan", "a" * 5000, "\u0007"])
def test_R13_an_operation_that_cannot_be_understood_is_refused_by_its_id(place: Place, text: str) -> None:
    with place.member(0) as member:
        op_id = member.submit({"kind": "chat.post", "id": new_id(), "text": text})
        refusal = member.wait("refused")
        assert (refusal["op_id"], refusal["code"]) == (op_id, "bad_op")


def test_R37_a_tab_that_says_hello_again_is_there_once(place: Place) -> None:
    tab = new_id()
    with place.member(0) as watcher, place.member(1, tab=tab) as old:
        old.show(part(Cursor(1, 1, 1)))
        with place.member(1, tab=tab) as new:
            watcher.wait_for(
                lambda text: (
                    text["type"] == "roster" and {one["sid"] for one in text["present"]} == {watcher.sid, new.sid}
                )
            )
            assert old.closed_with() == 4000


def test_R2_a_message_that_is_too_large_closes_only_its_socket(place: Place) -> None:
    with place.member(0) as member, place.member(1) as other:
        member.socket.send("x" * 70_000)
        assert member.closed_with() in {1009, 1006}
        other.commit({"kind": "chat.post", "id": new_id(), "text": "still here"})


def test_R4_nothing_is_possible_before_hello_and_hello_is_said_once(place: Place) -> None:
    member = place.member(0)
    member.submit(create())
    assert member.wait("error")["code"] == "hello_first"
    with member:
        member.say({"type": "hello", "version": 1, "tab": new_id(), "since": None})
        assert member.wait("error")["code"] == "hello_twice"


def test_R3_another_version_is_closed(place: Place) -> None:
    member = place.member(0)
    member.say({"type": "hello", "version": 2, "tab": new_id(), "since": None})
    assert member.closed_with() == 4409


@pytest.mark.parametrize(
    ("code", "op"),
    [
        ("unknown_annotation", {"kind": "annotation.delete", "id": new_id()}),
        ("unknown_image", {**CREATE, "id": new_id(), "image": {**image(), "sop_uid": "9.9.9"}}),
        ("unknown_image", {**CREATE, "id": new_id(), "image": {**image(), "frame": 2}}),
        ("unknown_image", {"kind": "series.open", "viewport": 1, "study_uid": "9.9", "series_uid": "9.9"}),
        ("unknown_person", {"kind": "presenter.set", "person": new_id()}),
    ],
)
def test_R13_an_operation_without_sense_is_refused_with_its_code(place: Place, code: str, op: dict[str, Any]) -> None:
    with place.member(0) as member:
        op_id = member.submit(op)
        refusal = member.wait("refused")
        assert (refusal["op_id"], refusal["code"]) == (op_id, code)
        member.say({"type": "sync", "since": member.welcome["seq"]})
        assert member.wait("caught")["events"] == []


def test_R1_without_a_session_the_socket_closes_with_4401(place: Place) -> None:
    member = Member(place.servers[0].url, place.seeded["room"], None)
    assert member.closed_with() == 4401


def test_R1_a_room_one_does_not_belong_to_is_like_one_that_does_not_exist(place: Place) -> None:
    for room in (new_id(), place.servers[0].prepare(1)["room"]):
        member = Member(place.servers[0].url, room, place.seeded["sessions"][1])
        member.say({"type": "hello", "version": 1, "tab": new_id(), "since": None})
        assert member.closed_with() == 4404


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_R1_a_foreign_origin_is_refused(place: Place, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        place.member(0, origin=origin)


def test_R18_who_is_put_out_hears_nothing_more_and_is_closed_with_4403(place: Place) -> None:
    seeded = place.servers[0].prepare(2)
    other = Place(place.servers, seeded)
    with other.member(0) as host, other.member(1, server=1) as guest:
        _shell(place.servers[0], f"consult_remove(actor=User.objects.get(pk='{seeded['users'][0]}'),"
               f"consult_id='{seeded['room']}',user_id='{seeded['users'][1]}')")  # fmt: skip
        assert guest.closed_with() == 4403
        host.commit(create())
        again = other.member(1)
        again.say({"type": "hello", "version": 1, "tab": new_id(), "since": None})
        assert again.closed_with() == 4404


def test_R18_an_ended_session_ends_its_sockets(place: Place) -> None:
    seeded = place.servers[0].prepare(1)
    with Place(place.servers, seeded).member(0) as member:
        _shell(place.servers[0], f"Session.objects.filter(pk='{seeded['sessions'][0]}').delete()")
        assert member.closed_with() == 4403


def _shell(server: Server, statement: str) -> None:
    imports = (
        "from apps.accounts.models import User; from apps.consults.services import consult_remove; "
        "from django.contrib.sessions.models import Session; "
    )
    server.manage("shell", "--verbosity", "0", "-c", imports + statement)


def test_R17_events_and_state_agree_for_everybody_after_many_edits(place: Place) -> None:
    from apps.live.engine import fold
    from apps.protocol.messages import Event, RoomState

    with place.member(0) as first, place.member(1, server=1) as second:
        start = RoomState.model_validate(first.welcome["state"])
        marks = [first.commit(create())["op"]["id"] for _ in range(3)]
        for mark in marks:
            first.commit({"kind": "annotation.update", "id": mark, "changes": {"editable_by": "everyone"}})
        for number, mark in enumerate(marks):
            second.submit({"kind": "annotation.update", "id": mark, "changes": {"text": f"t{number}"}})
            first.submit({"kind": "annotation.update", "id": mark, "changes": {"points": [[0, 0, 0], [5, 5, 5]]}})
        for member in (first, second):
            for _ in marks:
                member.wait("ack")
        first.say({"type": "sync", "since": start.seq})
        events = [Event.model_validate(event) for event in first.wait("caught")["events"]]
        with place.member(2, server=1) as fresh:
            assert fold(events, start) == RoomState.model_validate(json.loads(json.dumps(fresh.welcome["state"])))
