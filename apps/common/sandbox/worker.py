"""The worker process: fences itself in, then answers jobs from standard input until that closes.

Started as `python -m apps.common.sandbox.worker MEMORY SECONDS` by `pool`. It never imports Django.
"""

from __future__ import annotations

import importlib
import os
import resource
import signal
import sys
import warnings
from typing import Any

from apps.common.sandbox.contract import Job, JobRefused, receive, send

_GRACE = 5  # the pool ends a late worker first; this alarm is for a worker whose pool is gone
_jobs: dict[str, Job] = {}


def fence(memory: int) -> None:
    """Limit this process: `memory` bytes of address space, no file writes, no core dumps, few descriptors."""
    limits = {"RLIMIT_AS": memory, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 64}
    for name, wanted in limits.items():
        which = getattr(resource, name)
        _, hard = resource.getrlimit(which)
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(which, (limit, limit))
        except (OSError, ValueError):
            # macOS, a place for development, refuses some of these; where the product serves, none may be missing.
            if sys.platform == "linux":
                raise


def find_job(name: str) -> Job:
    """Return the function `package.module:function`; only modules of this product are ever imported."""
    if name not in _jobs:
        module, _, function = name.partition(":")
        if not module.startswith("apps."):
            raise LookupError(name)
        _jobs[name] = getattr(importlib.import_module(module), function)
    return _jobs[name]


def answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes, bool]:
    """Run one job. Returns the answer's head and body, and whether this worker should carry on."""
    try:
        reply = find_job(head["job"])(body, head["values"])
    except JobRefused as refusal:
        return {"refused": refusal.code, "reason": refusal.reason}, b"", True
    except MemoryError:
        # What a failed allocation has left behind is not worth trusting with the next file.
        return {"failed": "out of memory"}, b"", False
    except RecursionError:
        return {"failed": "nested too deeply"}, b"", True
    except Exception as error:  # hostile input: whatever a library raises, the job failed and the worker lives
        return {"failed": type(error).__name__}, b"", True
    return {"values": reply.values}, reply.body, True


def main() -> None:
    """Serve jobs until standard input closes."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    fence(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Libraries print; the answer channel must carry nothing but answers.
    jobs, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    carry_on = True
    while carry_on:
        try:
            head, body = receive(jobs)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, seconds + _GRACE)
        answer_head, answer_body, carry_on = answer(head, body)
        send(answers, answer_head, answer_body)
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
