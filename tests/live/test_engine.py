"""The engine's rules, over the memory store. Test names begin with the rule of docs/protocol.md they prove."""

from __future__ import annotations

import contextlib
import random
from datetime import UTC, datetime

import pytest

from apps.live.engine import Actor, OpRefused, RoomEngine, apply, fold, reduce, rules
from apps.live.engine import room as room_module
from apps.live.stores.memory import MemoryStore
from apps.protocol.messages import Event, Op, RoomState
from tests.support.ops import PEOPLE, actor, create, image, new_id, op, random_op
from tests.support.room_seed import SERIES, STUDY

ROOM = "room"


class Bench:
    """An engine with shorthand for committing."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.engine = RoomEngine(self.store, lambda: datetime(2026, 11, 12, 14, 32, tzinfo=UTC))

    def do(self, operation: Op, who: int | Actor = 0, op_id: str | None = None) -> Event:
        """Commit as person `who`."""
        somebody = who if isinstance(who, Actor) else actor(who)
        return self.engine.commit(room_id=ROOM, op_id=op_id or new_id(), op=operation, authorise=lambda: somebody)

    def refuse(self, code: str, operation: Op, who: int | Actor = 0) -> None:
        """Expect a refusal that changes nothing."""
        before = self.state()
        with pytest.raises(OpRefused) as refusal:
            self.do(operation, who)
        assert refusal.value.code == code
        assert self.state() == before

    def state(self) -> RoomState:
        """Return the newest state."""
        return self.engine.state(ROOM)


@pytest.fixture
def bench() -> Bench:
    """An empty room."""
    return Bench()


def test_R10_events_are_numbered_without_gaps_and_dated_by_the_server(bench: Bench) -> None:
    events = [bench.do(create()), bench.do(op("chat.post", id=new_id(), text="hello")), bench.do(create(), 1)]
    assert [event.seq for event in events] == [1, 2, 3]
    assert {event.at for event in events} == {"2026-11-12T14:32:00.000Z"}
    assert [event.author for event in events] == [PEOPLE[0], PEOPLE[0], PEOPLE[1]]


def test_R12_the_same_op_id_again_returns_the_first_event_and_changes_nothing(bench: Bench) -> None:
    op_id = new_id()
    operation = create()
    first = bench.do(operation, op_id=op_id)
    assert bench.do(operation, op_id=op_id) == first
    assert bench.state().seq == 1


def test_R12_somebody_elses_op_id_is_refused(bench: Bench) -> None:
    op_id = new_id()
    bench.do(create(), op_id=op_id)
    with pytest.raises(OpRefused) as refusal:
        bench.do(create(), 1, op_id=op_id)
    assert refusal.value.code == "op_id_taken"


def test_R13_operations_on_unknown_and_deleted_marks_are_refused(bench: Bench) -> None:
    mark = new_id()
    bench.refuse("unknown_annotation", op("annotation.delete", id=mark))
    bench.do(create(mark))
    bench.refuse("annotation_exists", create(mark))
    bench.refuse("annotation_not_deleted", op("annotation.restore", id=mark))
    bench.do(op("annotation.delete", id=mark))
    bench.refuse("annotation_deleted", op("annotation.delete", id=mark))
    bench.refuse("annotation_deleted", op("annotation.update", id=mark, changes={"text": "x"}))


def test_R14_authors_and_the_host_delete_other_members_do_not(bench: Bench) -> None:
    mark = new_id()
    bench.do(create(mark), 1)
    bench.refuse("not_allowed", op("annotation.delete", id=mark), 2)
    bench.do(op("annotation.delete", id=mark), 1)
    bench.do(op("annotation.restore", id=mark), 0)


def test_R14_coordinators_write_in_the_chat_but_draw_nothing(bench: Bench) -> None:
    coordinator = actor(3, role="coordinator")
    bench.refuse("not_allowed", create(), coordinator)
    bench.do(op("chat.post", id=new_id(), text="hello"), coordinator)


def test_R14_an_unknown_role_may_do_nothing(bench: Bench) -> None:
    stranger = actor(3, role="janitor")
    bench.refuse("not_allowed", create(), stranger)
    bench.refuse("not_allowed", op("chat.post", id=new_id(), text="hello"), stranger)


def test_R15_who_presents_hands_over_and_the_host_takes_back(bench: Bench) -> None:
    bench.do(op("presenter.set", person=PEOPLE[1]), 1)
    bench.refuse("not_allowed", op("presenter.set", person=PEOPLE[2]), 2)
    bench.do(op("presenter.set", person=PEOPLE[2]), 1)
    bench.do(op("presenter.set", person=PEOPLE[0]), 0)
    bench.refuse("unknown_person", op("presenter.set", person=new_id()), 0)
    assert bench.state().presenter == PEOPLE[0]


def test_R15_a_presenter_who_is_not_here_holds_nothing(bench: Bench) -> None:
    bench.do(op("presenter.set", person=PEOPLE[0]), 0)
    take = op("presenter.set", person=PEOPLE[1])
    bench.refuse("not_allowed", take, actor(1, here=frozenset(PEOPLE)))
    bench.do(take, actor(1, here=frozenset(PEOPLE[1:])))
    assert bench.state().presenter == PEOPLE[1]


def test_R21_edits_of_two_people_merge_by_property_and_the_last_write_wins(bench: Bench) -> None:
    mark = new_id()
    bench.do(create(mark, text="first"))
    bench.do(_locked(mark, "everyone"))
    moved = [[1, 1, 1], [2, 2, 2]]
    bench.do(op("annotation.update", id=mark, changes={"points": moved}), 1)
    bench.do(op("annotation.update", id=mark, changes={"text": "second"}), 2)
    bench.do(op("annotation.update", id=mark, changes={"text": "third"}), 1)
    found = bench.state().annotations[0]
    assert ([list(point) for point in found.points], found.text) == (moved, "third")
    assert found.touched == {"points": 3, "text": 5, "deleted": 1, "editable_by": 2}
    assert found.author == PEOPLE[0]


def test_R22_a_restored_mark_keeps_its_number_and_numbers_are_never_reused(bench: Bench) -> None:
    first, second = new_id(), new_id()
    bench.do(create(first))
    bench.do(op("annotation.delete", id=first))
    bench.do(create(second))
    bench.do(op("annotation.restore", id=first))
    assert [(mark.number, mark.deleted) for mark in bench.state().annotations] == [(1, False), (2, False)]


EVERY_OP = [
    create("00000000-0000-4000-8000-00000000000a"),
    op("annotation.update", id="00000000-0000-4000-8000-00000000000a", changes={"text": "node"}),
    op("annotation.update", id="00000000-0000-4000-8000-00000000000a", changes={"points": [[1, 2, 3], [4, 5, 6]]}),
    op("annotation.delete", id="00000000-0000-4000-8000-00000000000a"),
    op("annotation.restore", id="00000000-0000-4000-8000-00000000000a"),
    op("chat.post", id=new_id(), text="hello"),
    op("comment.post", id=new_id(), annotation_id="00000000-0000-4000-8000-00000000000a", text="hello"),
    op("presenter.ask", person=PEOPLE[0], on=True),
    op("presenter.set", person=PEOPLE[0]),
    op("spotlight.set", on=True),
    op("series.open", viewport=2, study_uid=STUDY, series_uid=SERIES),
    op("key_image.set", image=image(3), on=True),
    op("key_image.set", image=image(3), on=False),
]


def _locked(mark: str, editable_by: str) -> Op:
    return op("annotation.update", id=mark, changes={"editable_by": editable_by})


def _renamed(mark: str) -> Op:
    return op("annotation.update", id=mark, changes={"text": "node"})


def test_R24_others_change_a_mark_only_where_its_author_or_the_host_allows_it(bench: Bench) -> None:
    mark = new_id()
    bench.do(create(mark), 1)
    bench.refuse("not_allowed", _renamed(mark), 2)
    bench.refuse("not_allowed", _locked(mark, "everyone"), 2)
    bench.do(_renamed(mark), 0)
    for who in (1, 0):
        bench.do(_locked(mark, "everyone"), who)
        bench.do(_renamed(mark), 2)
        bench.do(_locked(mark, "author"), who)
        bench.refuse("not_allowed", _renamed(mark), 2)


def test_R24_a_locked_mark_is_changed_by_nobody_until_it_is_unlocked(bench: Bench) -> None:
    mark = new_id()
    bench.do(create(mark), 1)
    bench.do(_locked(mark, "nobody"), 1)
    for who in (0, 1):
        bench.refuse("annotation_locked", _renamed(mark), who)
        bench.refuse("annotation_locked", op("annotation.delete", id=mark), who)
    bench.refuse("not_allowed", _locked(mark, "author"), 2)
    bench.do(_locked(mark, "author"), 1)
    bench.do(_renamed(mark), 1)


def test_R24_only_an_outline_changes_its_number_of_points_and_only_a_calibration_has_a_value(bench: Bench) -> None:
    line, outline, known = new_id(), new_id(), new_id()
    corners = [[0, 0, 0], [9, 0, 0], [9, 9, 0]]
    bench.do(create(line))
    bench.do(create(outline, tool="freehand", points=corners))
    bench.do(create(known, tool="calibration", value=50))
    bench.refuse("bad_change", op("annotation.update", id=line, changes={"points": corners}))
    bench.refuse("bad_change", op("annotation.update", id=outline, changes={"points": corners[:2]}))
    bench.refuse("bad_change", op("annotation.update", id=line, changes={"value": 20}))
    bench.do(op("annotation.update", id=outline, changes={"points": [*corners, [0, 9, 0]]}))
    bench.do(op("annotation.update", id=known, changes={"value": 20}))
    assert [mark.value for mark in bench.state().annotations] == [None, None, 20]


def test_R23_a_mark_on_a_reformatted_plane_keeps_the_plane(bench: Bench) -> None:
    plane = {"plane": "coronal", "mode": "mip", "slab_mm": 10, "index": 7}
    bench.do(create(image={**image(), "reformat": plane}))
    kept = bench.state().annotations[0].image.reformat
    assert kept is not None
    assert kept.model_dump() == plane


def test_R25_comments_answer_marks_that_are_there(bench: Bench) -> None:
    mark = new_id()
    first = op("comment.post", id=new_id(), annotation_id=mark, text="Seen before?")
    bench.refuse("unknown_annotation", first)
    bench.do(create(mark, tool="comment", points=[[1, 2, 3]], text="Look at this"))
    bench.do(first, Actor(PEOPLE[3], "coordinator", False, frozenset(PEOPLE)))
    bench.refuse("message_exists", first)
    bench.refuse("not_allowed", op("comment.post", id=new_id(), annotation_id=mark, text="x"), actor(2, role="patient"))
    bench.do(op("annotation.delete", id=mark))
    bench.refuse("annotation_deleted", op("comment.post", id=new_id(), annotation_id=mark, text="Gone"))
    assert [comment.author for comment in bench.state().comments] == [PEOPLE[3]]


def _asks(person: int, on: bool = True) -> Op:
    return op("presenter.ask", person=PEOPLE[person], on=on)


def test_R26_who_asks_to_present_is_given_it_or_turned_down(bench: Bench) -> None:
    bench.do(op("presenter.set", person=PEOPLE[1]), 1)
    for who in (2, 3, 4):
        bench.do(_asks(who), who)
    bench.refuse("not_allowed", _asks(2), 1)
    bench.refuse("not_allowed", _asks(2, False), 3)
    bench.do(_asks(3, False), 3)
    bench.do(_asks(4, False), 1)
    assert bench.state().asking == [PEOPLE[2]]
    bench.do(op("presenter.set", person=PEOPLE[2]), 1)
    assert bench.state().asking == []


def test_R27_only_the_presenter_asks_all_to_follow_and_the_call_ends_with_them(bench: Bench) -> None:
    bench.refuse("not_allowed", op("spotlight.set", on=True))
    bench.do(op("presenter.set", person=PEOPLE[1]), 1)
    bench.refuse("not_allowed", op("spotlight.set", on=True))
    call = bench.do(op("spotlight.set", on=True), 1)
    assert bench.state().spotlight == call.seq
    bench.do(op("presenter.set", person=PEOPLE[2]), 1)
    assert bench.state().spotlight == 0


def test_R20_every_operation_type_is_in_the_list() -> None:
    assert {operation.kind for operation in EVERY_OP} == set(rules._RULES) == set(reduce._REDUCERS)


@pytest.mark.parametrize("last", range(1, len(EVERY_OP) + 1), ids=lambda last: EVERY_OP[last - 1].kind)
def test_R20_old_snapshot_and_events_make_the_new_snapshot(bench: Bench, last: int) -> None:
    """For every operation type: state before + its event = state after, also through JSON."""
    for operation in EVERY_OP[: last - 1]:
        bench.do(operation)
    before = RoomState.model_validate_json(bench.state().model_dump_json())
    event = bench.do(EVERY_OP[last - 1])
    apply(before, Event.model_validate_json(event.model_dump_json()))
    assert before == bench.state()
    assert before != fold(bench.store.events_after(ROOM, 0)[:-1])


@pytest.mark.parametrize("seed", range(30))
def test_R20_any_cut_of_a_random_history_gives_the_same_state(seed: int) -> None:
    rng = random.Random(seed)
    bench = Bench()
    marks: list[str] = []
    for _ in range(120):
        with contextlib.suppress(OpRefused):
            bench.do(random_op(rng, marks), rng.randrange(5))
    events = bench.store.events_after(ROOM, 0)
    cut = rng.randrange(len(events))
    snapshot = RoomState.model_validate_json(fold(events[:cut]).model_dump_json())
    assert fold(events[cut:], snapshot) == bench.state() == fold(events)


def test_R5_who_lacks_little_gets_events_and_who_lacks_much_a_state(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        bench.do(op("chat.post", id=new_id(), text="x"))
    little = bench.engine.catch_up(ROOM, 3)
    assert (little.state, [event.seq for event in little.events]) == (None, [4, 5])
    assert bench.engine.catch_up(ROOM, 5).events == []
    fresh = bench.engine.catch_up(ROOM, None)
    assert fresh.state is not None
    assert fresh.state.seq == 5
    monkeypatch.setattr(room_module, "REPLAY_AT_MOST", 2)
    much = bench.engine.catch_up(ROOM, 1)
    assert much.state is not None


def test_R5_a_since_from_the_future_gets_a_state(bench: Bench) -> None:
    bench.do(create())
    assert bench.engine.catch_up(ROOM, 99).state == bench.state()


def test_R11_an_operation_whose_storing_fails_is_not_in_the_state(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.do(create())
    state = bench.state()
    with monkeypatch.context() as patch:
        patch.setattr("apps.live.stores.memory._Transaction.append", lambda self, event: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bench.do(create())
    assert bench.state() == state
    assert bench.do(create()).seq == 2


def test_R20_snapshots_are_stored_on_the_way_and_a_cold_engine_starts_from_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_module, "SNAPSHOT_EVERY", 4)
    for _ in range(10):
        bench.do(create())
    stored = bench.store.snapshot(ROOM)
    assert stored is not None
    assert stored.seq == 8
    cold = RoomEngine(bench.store, lambda: datetime.now(UTC))
    assert cold.state(ROOM) == bench.state()
