"""Many threads want the same: it is made once, and all share what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from apps.archive.errors import ArchiveUnreachable
from apps.imaging import services
from apps.imaging.errors import NoSuchFrame
from apps.imaging.flight import SharedCache
from apps.imaging.services import cached_frame, cached_thumbnail, forget_images
from tests.support.phantoms import phantom_ct

PEOPLE = 6
PATIENCE = 20


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Begin and end with nothing kept."""
    forget_images()
    yield
    forget_images()


class Waiters:
    """Counts those who wait for a flight, so that work can go on when all of them do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.all_wait = threading.Semaphore(0)
        real = Future.result

        def result(flight: Future[Any], timeout: float | None = None) -> Any:
            if timeout is None and not flight.done():
                self.all_wait.release()
            return real(flight, timeout)

        monkeypatch.setattr(Future, "result", result)

    def wait_for(self, count: int) -> None:
        """Return when `count` threads wait."""
        for _ in range(count):
            assert self.all_wait.acquire(timeout=PATIENCE)


def together(ask: Callable[[int], Any], people: int = PEOPLE) -> list[Future[Any]]:
    """Ask from many threads at once."""
    start = threading.Barrier(people)

    def one(number: int) -> Any:
        start.wait(PATIENCE)
        return ask(number)

    with ThreadPoolExecutor(people) as pool:
        return [pool.submit(one, number) for number in range(people)]


def test_one_makes_it_and_all_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    cache: SharedCache[bytes] = SharedCache(0, len)  # too small to keep anything
    waiters, made = Waiters(monkeypatch), []

    def make() -> bytes:
        waiters.wait_for(PEOPLE - 1)
        made.append(bytes(10))
        return made[-1]

    found = [answer.result(PATIENCE) for answer in together(lambda number: cache.get_or_make("key", make))]
    assert len(made) == 1
    assert all(one is made[0] for one in found)
    assert cache.get_or_make("key", lambda: b"next") == b"next"


def test_all_get_the_error_and_the_next_one_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cache: SharedCache[bytes] = SharedCache(100, len)
    waiters, tries = Waiters(monkeypatch), []

    def fail() -> bytes:
        waiters.wait_for(PEOPLE - 1)
        tries.append(1)
        raise ArchiveUnreachable("No connection.")

    answers = together(lambda number: cache.get_or_make("key", fail))
    assert {type(answer.exception(PATIENCE)) for answer in answers} == {ArchiveUnreachable}
    assert len(tries) == 1
    assert cache.get_or_make("key", lambda: b"there") == b"there"


def test_different_things_do_not_wait_for_each_other() -> None:
    cache: SharedCache[bytes] = SharedCache(100, len)
    both = threading.Barrier(2)

    def make() -> bytes:
        both.wait(PATIENCE)  # passes only when both are made at once
        return b"x"

    assert [one.result(PATIENCE) for one in together(lambda number: cache.get_or_make(number, make), 2)] == [b"x"] * 2


def test_what_was_begun_before_everything_was_dropped_is_not_kept() -> None:
    cache: SharedCache[bytes] = SharedCache(100, len)

    def make() -> bytes:
        cache.clear()
        return b"old"

    assert cache.get_or_make("key", make) == b"old"
    assert cache.get_or_make("key", lambda: b"new") == b"new"


FILE = phantom_ct(1, 16, 20)[0]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which frames were decoded; the phantom stands in for an object of many frames."""
    done: list[int] = []
    real = services.decode_frame

    def decode(file: bytes, frame: int = 0) -> services.Frame:
        done.append(frame)
        return real(file, 0)

    monkeypatch.setattr(services, "decode_frame", decode)
    return done


def test_people_who_open_one_frame_together_fetch_and_decode_it_once(decoded: list[int]) -> None:
    loads: list[int] = []

    def load() -> bytes:
        loads.append(1)
        return FILE

    frames = [one.result(PATIENCE) for one in together(lambda number: cached_frame("image", 0, load))]
    assert (len(loads), decoded) == (1, [0])
    assert all(frame is frames[0] for frame in frames)


def test_frames_of_one_object_fetch_it_once_also_all_at_once(decoded: list[int]) -> None:
    loads: list[int] = []

    def load() -> bytes:
        loads.append(1)
        return FILE

    for one in together(lambda number: cached_frame("image", number, load)):
        one.result(PATIENCE)
    assert cached_frame("image", PEOPLE, load).rows == 16
    assert cached_thumbnail("image", 0, 32, load).startswith(b"\x89PNG")
    assert (len(loads), sorted(decoded)) == (1, list(range(PEOPLE + 1)))


def test_a_frame_that_there_is_not_is_refused_to_all_and_its_file_kept() -> None:
    loads: list[int] = []

    def load() -> bytes:
        loads.append(1)
        return FILE

    answers = together(lambda number: cached_frame("image", 7, load))
    assert {type(answer.exception(PATIENCE)) for answer in answers} == {NoSuchFrame}
    assert cached_frame("image", 0, load).rows == 16
    assert len(loads) == 1
