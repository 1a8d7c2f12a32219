"""The fence around workers (`apps.common.sandbox`): what a job may not do, and what its failure costs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.common.sandbox import JobRefused, Sandbox, SandboxFailed, SandboxTimeout

DRILL = "apps.common.sandbox.drills:"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """One worker, so that consequences for the next job show."""
    fenced = Sandbox(size=1)
    yield fenced
    fenced.close()


def worker_of(sandbox: Sandbox) -> int:
    """Return the process number of the worker that takes the next job."""
    return int(sandbox.run(f"{DRILL}echo", b"").values["worker"])


def test_bytes_and_values_go_both_ways(sandbox: Sandbox) -> None:
    body = bytes(range(256)) * 5000
    reply = sandbox.run(f"{DRILL}echo", body, number=7, text="ü")
    assert reply.body == body
    assert (reply.values["number"], reply.values["text"]) == (7, "ü")


def test_a_worker_serves_many_jobs(sandbox: Sandbox) -> None:
    assert worker_of(sandbox) == worker_of(sandbox)


def test_a_refusal_keeps_its_code_and_its_worker(sandbox: Sandbox) -> None:
    before = worker_of(sandbox)
    with pytest.raises(JobRefused) as caught:
        sandbox.run(f"{DRILL}refuse", b"")
    assert (caught.value.code, caught.value.reason) == ("refused_here", "It is refused.")
    assert worker_of(sandbox) == before


def test_an_exception_ends_one_job_and_no_worker(sandbox: Sandbox) -> None:
    before = worker_of(sandbox)
    with pytest.raises(SandboxFailed):
        sandbox.run(f"{DRILL}fail", b"")
    assert worker_of(sandbox) == before


def test_a_job_that_grows_ends_within_its_memory() -> None:
    small = Sandbox(size=1, memory=256 * 2**20)
    with pytest.raises(SandboxFailed) as caught:
        small.run(f"{DRILL}grow", b"")
    assert caught.value.data == {"why": "out of memory"}
    assert worker_of(small)
    small.close()


def test_a_job_that_hangs_is_ended_and_its_worker_replaced() -> None:
    hasty = Sandbox(size=1, seconds=0.5)
    before = worker_of(hasty)
    with pytest.raises(SandboxTimeout):
        hasty.run(f"{DRILL}hang", b"")
    assert worker_of(hasty) != before
    hasty.close()


def test_a_crash_costs_one_job(sandbox: Sandbox) -> None:
    before = worker_of(sandbox)
    with pytest.raises(SandboxFailed):
        sandbox.run(f"{DRILL}die", b"x" * 2**20)
    assert worker_of(sandbox) != before


def test_a_job_cannot_write_files(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.run(f"{DRILL}write_file", b"", path=str(tmp_path / "x")).values == {"wrote": False}


def test_what_a_decoder_prints_does_not_reach_the_answers(sandbox: Sandbox) -> None:
    assert sandbox.run(f"{DRILL}chatter", b"clean").body == b"clean"


def test_a_worker_knows_no_secrets_and_no_django(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    seen = sandbox.run(f"{DRILL}environment", b"").values
    assert "SECRET_KEY" not in seen["names"]
    assert not seen["django"]


def test_only_jobs_of_this_product_have_a_name(sandbox: Sandbox) -> None:
    with pytest.raises(SandboxFailed):
        sandbox.run("os:system", b"")


def test_threads_share_the_workers_without_mixing_answers() -> None:
    shared = Sandbox(size=2)
    found: dict[int, bytes] = {}
    threads = [
        threading.Thread(target=lambda n=n: found.update({n: shared.run(f"{DRILL}echo", bytes([n]) * 1000).body}))
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: bytes([n]) * 1000 for n in range(16)}
    shared.close()
