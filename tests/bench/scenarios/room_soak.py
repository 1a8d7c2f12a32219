"""Ten people, an hour of use compressed into ten minutes: nothing complains, and memory stays as it is."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from tests.bench.browsers import chromium
from tests.bench.goals import Goal, Outcome
from tests.bench.images import ct_series
from tests.bench.memory import page_memory, server_memory
from tests.bench.plan import Plan
from tests.bench.soak import Socketed, Visitor
from tests.bench.stage import Stage, stage
from tests.support.phantoms import uid
from tests.support.proxy import FaultProxy

PEOPLE = 10
IMAGES = 30
SIDE = 256
WARM_UP = 0.3
"""Part of the time after which nothing may grow any more."""
MAY_GROW = 1.10
# Nodes in the document, without what is kept for good: the chat and the findings.
ATTACHED = """
() => {
  const all = (root) => { const walk = document.createTreeWalker(root, NodeFilter.SHOW_ALL); let n = 1;
    while (walk.nextNode()) n += 1; return n; };
  const kept = [...document.querySelectorAll('[role=log], .findings')].reduce((sum, one) => sum + all(one), 0);
  return { attached: all(document), kept };
}
"""

Sample = dict[str, float]


def scenario(plan: Plan) -> Outcome:
    """Run the script once; rounds would only repeat it."""
    seconds, browsers = (75.0, 2) if plan.quick else (600.0, 3)
    files = [*_series("current", "20261112", SIDE), *_series("prior", "20261031", SIDE)]
    with stage(files, PEOPLE) as made, ExitStack() as stack:
        proxies = [stack.enter_context(FaultProxy(made.server.port)) for _ in range(browsers)]
        samples, complaints = asyncio.run(_soak(made, proxies, seconds))
        log = (made.server.var / f"server-{made.server.port}.log").read_text(errors="replace")
    complaints += [line for line in log.splitlines() if "Traceback" in line or " ERROR " in line]
    return _outcome(samples, complaints, browsers)


def _series(name: str, date: str, side: int) -> list[bytes]:
    frame = uid("soak/frame")
    return list(ct_series(f"soak {name}", IMAGES, side, StudyDate=date, FrameOfReferenceUID=frame))


async def _soak(made: Stage, proxies: list[FaultProxy], seconds: float) -> tuple[list[Sample], list[str]]:
    samples: list[Sample] = []
    complaints: list[str] = []
    images = made.images(*made.series()[0])
    async with AsyncExitStack() as stack:
        visitors = []
        for seat, proxy in enumerate(proxies):
            browser = await stack.enter_async_context(chromium())
            visitors.append(await Visitor.arrive(browser, made, seat, proxy))
        others = [Socketed(made, seat, images) for seat in range(len(proxies), PEOPLE)]
        living = [asyncio.create_task(other.live()) for other in others]
        started = time.perf_counter()
        while (now := time.perf_counter() - started) < seconds:
            # The first never leaves: what its page gathers, it keeps.
            await asyncio.gather(*(each.cycle(leaves=number > 0) for number, each in enumerate(visitors)))
            samples.append(await _sample(made, visitors[0], now))
            broken = [str(task.exception()) for task in living if task.done()]
            if broken:
                raise RuntimeError(f"over a socket: {broken}")
        for task in living:
            task.cancel()
        await asyncio.gather(*living, return_exceptions=True)
        complaints += [words for visitor in visitors for words in visitor.person.complaints]
    return samples, complaints


async def _sample(made: Stage, visitor: Visitor, at: float) -> Sample:
    page = await page_memory(visitor.person)
    counts: dict[str, int] = await visitor.person.page.evaluate(ATTACHED)
    assert made.server.process is not None
    server = server_memory(made.server.process.pid)
    sample = {
        "at": at,
        "heap MB": page.heap_mb,
        "buffers MB": page.buffers_mb,
        "nodes": page.nodes - counts["kept"],
        "kept nodes": counts["kept"],
        "loose nodes": page.nodes - counts["attached"],
        "listeners": page.listeners,
        "server RSS MB": server.rss_mb,
        "server USS MB": server.uss_mb,
        "threads": server.threads,
        "sockets": server.sockets,
    }
    print("    " + "  ".join(f"{name} {value:.0f}" if value > 99 else f"{name} {value:.1f}"
                             for name, value in sample.items()), flush=True)  # fmt: skip
    return sample


def _outcome(samples: list[Sample], complaints: list[str], browsers: int) -> Outcome:
    warm = [sample for sample in samples if sample["at"] >= WARM_UP * samples[-1]["at"]]
    half = max(1, len(warm) // 2)
    goals = [
        Goal("errors in consoles and in the server's log", len(complaints), "=", 0, note="; ".join(complaints[:3]))
    ]
    for what in ("heap MB", "nodes", "listeners", "server RSS MB", "server USS MB"):
        # The least: pointers and markers of the others come and go, and only a leak lifts the floor.
        first, last = (min(sample[what] for sample in part) for part in (warm[:half], warm[-half:]))
        words = f"{what}: least of the second half, relative to the first after the warm-up"
        goals.append(Goal(words, last / first, "≤", MAY_GROW, note=f"{first:.1f} to {last:.1f}"))
    table = [list(samples[0]), *[[f"{value:.1f}" for value in sample.values()] for sample in samples]]
    title = f"{PEOPLE} people, {browsers} of them at browsers, doing everything for {samples[-1]['at']:.0f} s"
    raw: dict[str, Any] = {"samples": samples, "complaints": complaints}
    return Outcome("room-soak", title, goals, table, raw)
