"""Frames a second in the room with ten moving pointers, against a page with Cornerstone3D and nothing else."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Browser, Route

from tests.bench.browsers import COUNT, HERTZ, Hand, Person, arrive, chromium, count, processor_seconds
from tests.bench.calm import wait_for_calm
from tests.bench.goals import Goal, Outcome
from tests.bench.guest import Crowd, crowd
from tests.bench.images import ct_series
from tests.bench.load import WORK
from tests.bench.plan import Plan
from tests.bench.stage import Seen, Stage, stage
from tests.bench.targets import WITH_NODE
from tests.support.processes import ROOT

IMAGES = 60
FIRST, LAST = 20, 45
"""Between these images the wheel is turned to and fro."""
PEOPLE = 10
BARE = WORK / "bare"
PAGE = "<!doctype html><meta charset=utf-8><title>bare</title><body><script type=module src=bare.js></script>"
SIZE = (1100, 720)
CALM_SECONDS = 5.0
KINDS = ("room", "bare GPU", "bare CPU")
MOVES = ("window", "scroll")
COSTS = ("window ms", "scroll ms")
"""Processor time of all of the browser's processes for one new picture."""

Rates = dict[str, dict[str, list[float]]]


def scenario(plan: Plan) -> Outcome:
    """Measure all three pages in turn, each afresh in every round."""
    build()
    rates: Rates = {kind: {move: [] for move in (*MOVES, *COSTS)} for kind in KINDS}
    with stage(ct_series("fps", IMAGES), PEOPLE + 1) as made:
        images = made.images(*made.series()[0])
        with crowd(made, made.sessions[1:], images) as guests:
            asyncio.run(_rounds(plan, made, images, guests, rates))
    middle = {
        kind: {move: statistics.median(each) for move, each in by_move.items()} for kind, by_move in rates.items()
    }
    goals = []
    for move in MOVES:
        best = max(KINDS[1:], key=lambda kind: middle[kind][move])
        ratio = middle["room"][move] / middle[best][move]
        note = f"{middle['room'][move]:.1f} against {middle[best][move]:.1f} of {best}"
        goals.append(Goal(f"{move}: frames a second, relative to the faster bare page", ratio, "≥", 0.9, note=note))
    return Outcome("room-fps", TITLE, goals, _table(rates), {"frames_per_second": rates})


TITLE = f"Frames a second while {PEOPLE} others move their pointers (Chromium, WebGL in software, 60 events a second)"


def _table(rates: Rates) -> list[list[str]]:
    def cell(values: list[float]) -> str:
        return f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"

    columns = (*MOVES, *COSTS)
    rows = [[kind, *[cell(rates[kind][each]) for each in columns], str(len(rates[kind]["window"]))] for kind in KINDS]
    head = ["page", "window/level", "scroll", "CPU ms per picture, window/level", "CPU ms, scroll", "rounds"]
    return [head, *rows]


def build() -> None:
    """Build the bare page from the installed packages."""
    command = [WITH_NODE, "npx", "vite", "build", "-c", "bench/vite.config.ts", "--logLevel", "error"]
    subprocess.run(command, cwd=ROOT / "frontend", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def _rounds(plan: Plan, made: Stage, images: list[Seen], guests: Crowd, rates: Rates) -> None:
    seconds = 2.0 if plan.quick else 5.0
    for number in range(plan.rounds):
        print(f"  round {number + 1} of {plan.rounds}", flush=True)
        size: tuple[float, float] = (0, 0)
        # Also the order changes: whoever comes first after a change of load would always be the same.
        order = KINDS if number % 2 == 0 else (KINDS[0], *reversed(KINDS[1:]))
        for kind in order:
            async with chromium() as browser:
                if kind == "room":
                    guests.point_at(0)
                    person, size = await _open_room(browser, made)
                else:
                    person = await _open_bare(browser, made, images[0], kind, size)
                found = await _measure(person, guests, seconds)
                await person.context.close()
            if person.complaints:
                raise RuntimeError(f"{kind}: {person.complaints}")
            for move, rate in found.items():
                rates[kind][move].append(rate)
            said = "  ".join(f"{name} {value:.1f}" for name, value in found.items())
            print(f"    {kind:<9} {said}", flush=True)


async def _open_room(browser: Browser, made: Stage) -> tuple[Person, tuple[float, float]]:
    person = await arrive(browser, made, 0, size=SIZE, script=COUNT)
    await person.enter(made.url)
    await person.all_loaded()
    await person.page.locator(".remote-cursor").nth(PEOPLE - 1).wait_for(state="attached")
    for _ in range(FIRST // 10):
        await person.viewport().press("PageDown")
    await person.viewport().get_by_text(f"Image {FIRST + 1}/{IMAGES}").wait_for()
    box = await person.page.locator(".viewer-root").bounding_box()
    assert box is not None
    return person, (box["width"], box["height"])


async def _open_bare(browser: Browser, made: Stage, seen: Seen, kind: str, size: tuple[float, float]) -> Person:
    person = await arrive(browser, made, 0, size=SIZE, script=COUNT)
    await person.context.route("**/bench-bare/**", _serve)
    values = {"mode": kind.split()[1].lower(), "study": seen.image.study_uid, "series": seen.image.series_uid}
    values |= {"room": made.room, "width": str(size[0]), "height": str(size[1]), "start": str(FIRST)}
    query = "&".join(f"{name}={value}" for name, value in values.items())
    await person.page.goto(f"{made.server.url}/bench-bare/?{query}")
    await person.page.wait_for_function("() => document.title === 'ready'", timeout=60_000)
    await person.context.unroute_all()
    return person


async def _serve(route: Route) -> None:
    """Answer with the bare page from the server's own origin, whose cookie brings the images."""
    name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
    if not name:
        await route.fulfill(body=PAGE, content_type="text/html")
    else:
        await route.fulfill(path=BARE / name)


async def _measure(person: Person, guests: Crowd, seconds: float) -> dict[str, float]:
    hand, (x, y) = Hand(person), await _middle(person)
    steps = int(seconds * HERTZ)
    guests.point_at(FIRST)
    await asyncio.to_thread(wait_for_calm, CALM_SECONDS)
    await asyncio.sleep(1)
    window, window_ms = await _rate(
        person, lambda: hand.drag([(x + 3 * _swing(n, 40), y + _swing(n, 25)) for n in range(steps)])
    )
    # Each slice that is passed has somebody on it, and the others are named at the edge.
    guests.point_at(*range(FIRST, LAST, (LAST - FIRST) // PEOPLE))
    await asyncio.sleep(1)
    notches = [1 if (n // (LAST - FIRST)) % 2 == 0 else -1 for n in range(steps)]
    scroll, scroll_ms = await _rate(person, lambda: hand.wheel((x, y), notches))
    return {"window": window, "scroll": scroll, "window ms": window_ms, "scroll ms": scroll_ms}


async def _middle(person: Person) -> tuple[float, float]:
    box = await person.page.locator(".viewer-root, #bare").first.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _swing(number: int, width: int) -> int:
    """Go up and down between 0 and `width`, by one at a time."""
    place = number % (2 * width)
    return place if place <= width else 2 * width - place


async def _rate(person: Person, move: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Return how often a second the picture changed while the hand moved, and the processor's ms for each time."""
    browser = person.context.browser
    assert browser is not None
    await count(person)
    before, started = sum((await processor_seconds(browser)).values()), time.perf_counter()
    await move()
    lasted = time.perf_counter() - started
    told, after = await count(person), sum((await processor_seconds(browser)).values())
    pictures = len(told["times"])
    return pictures / lasted, 1000 * (after - before) / max(1, pictures)
