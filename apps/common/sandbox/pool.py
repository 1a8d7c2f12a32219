"""A few persistent workers, started when first needed and replaced when they die."""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO, cast

from apps.common.sandbox.contract import JobRefused, Reply, SandboxBusy, SandboxFailed, SandboxTimeout, receive, send

_ROOT = Path(__file__).resolve().parents[3]
_ENVIRONMENT = {
    # Nothing of the server's environment: its secrets are none of a decoder's business.
    "PYTHONPATH": str(_ROOT),
    "PYTHONUTF8": "1",
    # Every thread of a numeric library reserves address space, which is what the limit counts.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
MEMORY_BYTES = 1536 * 1024 * 1024
JOB_SECONDS = 30.0
QUEUE_SECONDS = 60.0


class Sandbox:
    """At most `size` workers of `memory` bytes; each job may take `seconds`. Safe to call from any thread."""

    def __init__(self, size: int = 2, memory: int = MEMORY_BYTES, seconds: float = JOB_SECONDS) -> None:
        self._memory, self._seconds = memory, seconds
        self._slots = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        atexit.register(self.close)

    def run(self, job: str, body: bytes, **values: Any) -> Reply:
        """Run the job named `package.module:function` on `body` and `values`.

        Raises JobRefused when the job refuses its input, SandboxTimeout or SandboxFailed when it did not
        survive it, SandboxBusy when no worker came free.
        """
        if not self._slots.acquire(timeout=QUEUE_SECONDS):
            raise SandboxBusy("The image workers are busy.")
        try:
            worker = self._take()
            try:
                reply = worker.run(job, body, values)
            except BaseException:
                worker.end()  # whatever it was, this worker may still be in the middle of a message
                raise
            if worker.alive:
                with self._lock:
                    self._idle.append(worker)
            else:
                worker.end()
            return _judge(reply)
        finally:
            self._slots.release()

    def close(self) -> None:
        """End the idle workers. The sandbox can be used again afterwards."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _take(self) -> _Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return _Worker(self._memory, self._seconds)
            if worker.alive:
                return worker
            worker.end()


class _Worker:
    """One worker process and its two pipes."""

    def __init__(self, memory: int, seconds: float) -> None:
        self._seconds = seconds
        self._late = False
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", "apps.common.sandbox.worker", str(memory), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # decoders print what is in the file: health data stays out of the logs
            env=_ENVIRONMENT,
            cwd=_ROOT,
        )

    @property
    def alive(self) -> bool:
        return not self._late and self._process.poll() is None

    def run(self, job: str, body: bytes, values: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        timer = threading.Timer(self._seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            send(cast(BinaryIO, self._process.stdin), {"job": job, "values": values}, body)
            answer = receive(cast(BinaryIO, self._process.stdout))
        except (OSError, EOFError, ValueError, RecursionError):
            if self._late:
                raise SandboxTimeout("The file took too long to read.") from None
            raise SandboxFailed("The file could not be read within the limits set.") from None
        finally:
            timer.cancel()
            timer.join()  # afterwards it can no longer end this worker in the middle of the next job
        if answer[0].get("failed") == "out of memory":
            self.end()  # it is about to leave by itself; do not hand it the next job
        return answer

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):  # a half-written message cannot be flushed any more
                    pipe.close()

    def _give_up(self) -> None:
        self._late = True
        self._process.kill()


def _judge(answer: tuple[dict[str, Any], bytes]) -> Reply:
    head, body = answer
    if "refused" in head:
        raise JobRefused(str(head["refused"]), str(head.get("reason", "")))
    if not isinstance(head.get("values"), dict):
        raise SandboxFailed("The file could not be read within the limits set.", why=str(head.get("failed", "")))
    return Reply(head["values"], body)
