"""A series of 10,000 images and an object of 2,000 frames: opening, scrolling, and what is held in memory."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict, dataclass
from itertools import pairwise

from playwright.async_api import Browser

from tests.bench.browsers import COUNT, HERTZ, Hand, Person, arrive, chromium, count
from tests.bench.goals import Goal, Outcome
from tests.bench.images import ct_series, multiframe_ct
from tests.bench.memory import page_memory, server_memory
from tests.bench.plan import Plan
from tests.bench.stage import Stage, stage

IMAGES, QUICK_IMAGES, FRAMES, SIDE = 10_000, 2_000, 2_000, 256
CACHE_MB = 1024
"""What the room's store of frames may hold at most."""
OVERHEAD_MB = 300
SERVER_CACHE_MB = 256 + 128 + 16
SMOOTH = 20.0


@dataclass
class Visit:
    """One opening of a series, and what scrolling through it was like."""

    images: int
    opened_ms: float = 0.0
    pictures_a_second: float = 0.0
    longest_pause_ms: float = 0.0
    loaded_after: float = 0.0
    loaded: int = 0
    heap_mb: float = 0.0
    buffers_mb: float = 0.0
    server_mb: float = 0.0


def scenario(plan: Plan) -> Outcome:
    """Open each once; the files are made for it and deleted after it."""
    images = QUICK_IMAGES if plan.quick else IMAGES
    visits: dict[str, Visit] = {}
    for name, count_of, files in (
        (f"{images} images", images, lambda: ct_series("many", images, SIDE)),
        (f"{FRAMES} frames in one object", FRAMES, lambda: iter([multiframe_ct("frames", FRAMES, SIDE)])),
    ):
        started = time.perf_counter()
        with stage(files(), 1) as made:
            print(f"  {name}: in the archive after {time.perf_counter() - started:.0f} s", flush=True)
            visits[name] = asyncio.run(_visit(made, count_of, 30.0 if plan.quick else 90.0))
        print(f"    {visits[name]}", flush=True)
    return _outcome(visits)


def _outcome(visits: dict[str, Visit]) -> Outcome:
    goals = []
    for name, visit in visits.items():
        held = visit.heap_mb + visit.buffers_mb
        goals += [
            Goal(f"{name}: memory of the page after scrolling through", held, "≤", CACHE_MB + OVERHEAD_MB, "MB",
                 f"heap {visit.heap_mb:.0f}, pixels {visit.buffers_mb:.0f}, of {visit.loaded} images"),
            Goal(f"{name}: memory of the server", visit.server_mb, "≤", SERVER_CACHE_MB + OVERHEAD_MB, "MB"),
            Goal(f"{name}: pictures a second while scrolling what is here", visit.pictures_a_second, "≥", SMOOTH, "",
                 f"longest pause {visit.longest_pause_ms:.0f} ms; first image after {visit.opened_ms:.0f} ms"),
        ]  # fmt: skip
    raw = {name: asdict(visit) for name, visit in visits.items()}
    return Outcome("room-memory", "Very long series (Chromium, WebGL in software)", goals, raw=raw)


async def _visit(made: Stage, images: int, patience: float) -> Visit:
    visit = Visit(images)
    async with chromium() as browser:
        person = await _open(browser, made, visit)
        visit.loaded, visit.loaded_after = await _wait(person, patience)
        await _scroll(person, visit)
        memory = await page_memory(person)
        visit.heap_mb, visit.buffers_mb = memory.heap_mb, memory.buffers_mb
        await person.context.close()
    assert made.server.process is not None
    visit.server_mb = server_memory(made.server.process.pid).all_uss_mb
    if person.complaints:
        raise RuntimeError(str(person.complaints))
    return visit


async def _open(browser: Browser, made: Stage, visit: Visit) -> Person:
    person = await arrive(browser, made, 0, script=COUNT)
    started = time.perf_counter()
    await person.page.goto(made.url)
    await person.page.wait_for_function(
        "() => document.querySelector('[data-slot=image]')?.textContent", timeout=300_000, polling=50
    )
    visit.opened_ms = 1000 * (time.perf_counter() - started)
    return person


async def _wait(person: Person, patience: float) -> tuple[int, float]:
    """Let images come for a while; return how many are here and after how many seconds that was so."""
    started = time.perf_counter()
    while time.perf_counter() - started < patience:
        if await person.page.locator("[data-slot=loading]").is_hidden():
            break
        await asyncio.sleep(0.5)
    told: str = await person.page.evaluate("document.querySelector('[data-slot=loading]').textContent")
    words = [int(word) for word in told.replace(",", "").split() if word.isdigit()]
    images = await person.page.evaluate("Number(document.querySelector('.viewport-scrubber').ariaValueMax)")
    return (words[0] if words else int(images)), time.perf_counter() - started


async def _scroll(person: Person, visit: Visit) -> None:
    """Turn the wheel through images that are here, then leap through the whole series."""
    place = await person.middle()
    steps = min(300, max(60, visit.loaded - 20))
    await count(person)
    started = time.perf_counter()
    await Hand(person).wheel(place, [1] * steps, HERTZ)
    lasted = time.perf_counter() - started
    times: list[float] = (await count(person))["times"]
    visit.pictures_a_second = len(times) / lasted
    gaps = [later - earlier for earlier, later in pairwise(times)]
    visit.longest_pause_ms = max(gaps, default=0.0)
    leap = max(1, visit.images // 100)
    for _ in range(visit.images // leap):
        await _press(person, leap)


async def _press(person: Person, images: int) -> None:
    for _ in range(max(1, images // 10)):
        await person.viewport().press("PageDown")
