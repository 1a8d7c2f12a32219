"""A room with 2,000 marks: how much later it opens than an empty one, and how it scrolls."""

from __future__ import annotations

import asyncio
import random
import statistics
import time

from playwright.async_api import Browser

from tests.bench.browsers import COUNT, HERTZ, Hand, Person, arrive, chromium, count
from tests.bench.calm import wait_for_calm
from tests.bench.goals import Goal, Outcome
from tests.bench.guest import Guest
from tests.bench.images import ct_series
from tests.bench.plan import Plan
from tests.bench.stage import Seen, Stage, stage
from tests.support.ops import new_id

IMAGES = 100
MARKS, HARD = 2_000, 200
NONE, SPREAD, ONE = "no marks", f"{MARKS} over the series", f"{HARD} on one image"
WRITERS = 4
TURN = 30
"""The wheel goes so many images to and fro; the marks of `ONE` are on the first."""

# When the words of the first image are there, and when a mark is drawn over it and the last finding listed.
WATCH = """
(() => {
  const opened = (window.opened = {});
  const look = () => {
    if (document.querySelector('[data-slot=image]')?.textContent) opened.image ??= performance.now();
    if (opened.image && document.querySelector('.viewer-mark') && document.querySelector('[data-finding]'))
      opened.marks ??= performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""

Values = dict[str, list[float]]


def scenario(plan: Plan) -> Outcome:
    """Open each room in turn and scroll in it."""
    opened: Values = {NONE: [], SPREAD: [], ONE: []}
    rates: Values = {NONE: [], SPREAD: [], ONE: []}
    files = list(ct_series("marks", IMAGES))
    with stage(files, 2) as made:
        rooms = {NONE: made, SPREAD: made.another_room(files), ONE: made.another_room(files)}
        images = made.images(*made.series()[0])
        filling = []
        for part in range(4):
            started = time.perf_counter()
            targets = [images[number % IMAGES] for number in range(part * MARKS // 4, (part + 1) * MARKS // 4)]
            asyncio.run(_fill(rooms[SPREAD], targets))
            filling.append(time.perf_counter() - started)
        said = ", ".join(f"{seconds:.1f}" for seconds in filling)
        print(f"  seconds to commit each quarter of {MARKS} marks: {said}", flush=True)
        asyncio.run(_fill(rooms[ONE], [images[0]] * HARD))
        asyncio.run(_rounds(plan, rooms, opened, rates))
    return _outcome(opened, rates, filling)


def _outcome(opened: Values, rates: Values, filling: list[float]) -> Outcome:
    middle = {name: statistics.median(values) for name, values in opened.items()}
    later = [Goal(f"{name}: opens later than without, by", middle[name] - middle[NONE], "≤", 1000, "ms",
                  f"{middle[name]:.0f} against {middle[NONE]:.0f} ms") for name in (SPREAD, ONE)]  # fmt: skip
    scroll = [
        Goal(f"{name}: pictures a second while scrolling", statistics.median(rates[name]), "≥", 20, "",
             f"{statistics.median(rates[NONE]):.1f} without marks") for name in (SPREAD, ONE)
    ]  # fmt: skip
    raw = {"opened_ms": opened, "filling_seconds": filling, "frames_per_second": rates}
    return Outcome("room-marks", f"A room with {MARKS} marks (Chromium, WebGL in software)", [*later, *scroll], raw=raw)


async def _fill(made: Stage, targets: list[Seen]) -> None:
    """Commit a length on each of these images, as people do."""
    guests = [Guest(made.server.url, made.room, made.sessions[1]) for _ in range(WRITERS)]
    staying = [asyncio.create_task(guest.stay()) for guest in guests]
    await asyncio.gather(*(guest.welcomed.wait() for guest in guests))

    async def write(guest: Guest, mine: list[Seen]) -> None:
        for seen in mine:
            await guest.commit(length_on(seen))

    await asyncio.gather(*(write(guest, targets[number::WRITERS]) for number, guest in enumerate(guests)))
    for task in staying:
        task.cancel()


def length_on(seen: Seen) -> dict[str, object]:
    """Return an operation that makes a short length somewhere on an image."""
    x, y, z = seen.middle
    start = [x + random.uniform(-120, 120), y + random.uniform(-120, 120), z]
    end = [start[0] + random.uniform(5, 30), start[1] + random.uniform(5, 30), z]
    made = {"kind": "annotation.create", "id": new_id(), "tool": "length", "text": "", "image": seen.wire()}
    return {**made, "points": [start, end]}


async def _rounds(plan: Plan, rooms: dict[str, Stage], opened: Values, rates: Values) -> None:
    for number in range(plan.rounds):
        print(f"  round {number + 1} of {plan.rounds}", flush=True)
        for name, made in rooms.items():
            async with chromium() as browser:
                await asyncio.to_thread(wait_for_calm, 5.0)
                milliseconds, rate = await _visit(browser, made, marked=name != NONE, seconds=2 if plan.quick else 5)
            opened[name].append(milliseconds)
            rates[name].append(rate)
            print(f"    {name:<22} open after {milliseconds:.0f} ms, {rate:.1f} pictures a second", flush=True)


async def _visit(browser: Browser, made: Stage, *, marked: bool, seconds: float) -> tuple[float, float]:
    person = await arrive(browser, made, 0, script=COUNT + ";" + WATCH)
    await person.page.goto(made.url)
    what = "marks" if marked else "image"
    await person.page.wait_for_function(f"() => window.opened.{what}", timeout=120_000)
    milliseconds = float(await person.page.evaluate(f"window.opened.{what}"))
    await person.first_image()
    await person.all_loaded()
    rate = await _scroll(person, seconds)
    await person.context.close()
    if person.complaints:
        raise RuntimeError(str(person.complaints))
    return milliseconds, rate


async def _scroll(person: Person, seconds: float) -> float:
    steps = int(seconds * HERTZ)
    notches = [1 if (number // TURN) % 2 == 0 else -1 for number in range(steps)]
    # Found by its class: a search by accessible names goes through every label of thousands of findings.
    box = await person.page.locator(".viewer-root").bounding_box()
    assert box is not None
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await count(person)
    started = time.perf_counter()
    await Hand(person).wheel(place, notches)
    lasted = time.perf_counter() - started
    return len((await count(person))["times"]) / lasted
