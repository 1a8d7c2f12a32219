"""Drag in one browser, see it in another: two Chromiums, WebGL in software, the demonstration's real head CT."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.bench.goals import Goal, Outcome
from tests.bench.plan import Plan
from tests.e2e.conftest import CHROMIUM, FLAGS, Demo
from tests.e2e.room import RoomPage
from tests.support.processes import ROOT
from tests.support.server import Server

TITLE = "Drag in browser A until the overlay's text changes in browser B"

# In A: which window text follows which movement of the mouse. In B: when each window text appears.
WATCH = """
() => {
  window.moments = {};
  let moved = 0;
  window.addEventListener('pointermove', (event) => { moved = performance.timeOrigin + event.timeStamp; }, true);
  const slot = document.querySelector('[data-slot=window]');
  const note = () => {
    const now = performance.timeOrigin + performance.now();
    const text = slot.textContent;
    window.moments[text] ??= { moved, seen: now };
  };
  new MutationObserver(note).observe(slot, { childList: true, characterData: true, subtree: true });
}
"""

Times = list[float]


def scenario(plan: Plan) -> Outcome:
    """Open the room in two browsers, drag in A, and time until B's `W … L …` has changed."""
    rounds: list[Times] = []
    with _real_demo() as demo, sync_playwright() as playwright:
        for number in range(plan.rounds):
            rounds.append(_measure(playwright, demo, 60 if plan.quick else 150))
            print(f"  round {number + 1} of {plan.rounds}: p50 {_at(rounds[-1], 50):.1f}  "
                  f"p95 {_at(rounds[-1], 95):.1f} ms of {len(rounds[-1])} changes", flush=True)  # fmt: skip
    p50, p95 = (statistics.median(_at(times, percent) for times in rounds) for percent in (50, 95))
    goals = [
        Goal("drag in A until B's overlay text, p50", p50, "≤", 50, "ms", f"{sum(map(len, rounds))} changes"),
        Goal("the same, p95", p95, "≤", 100, "ms"),
    ]
    return Outcome("browser", TITLE, goals, raw={"milliseconds": rounds})


def _at(times: Times, percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


@contextmanager
def _real_demo() -> Iterator[Demo]:
    """Serve the demonstration with its own images, fetched once."""
    var = Path(mkdtemp(prefix="teleconsult-"))
    cache = ROOT / "var" / "demo-cache"
    cache.mkdir(parents=True, exist_ok=True)
    (var / "demo-cache").symlink_to(cache)
    server = Server("wire", var=var, TELECONSULT_DEMO="1")
    try:
        server.manage("demo", "--no-serve")
        with server:
            yield Demo(server)
    finally:
        shutil.rmtree(var, ignore_errors=True)


def _measure(playwright: Playwright, demo: Demo, moves: int) -> Times:
    with ExitStack() as stack:
        pages = []
        for name in ("Ana Ruiz", "Tom Okafor"):
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            stack.callback(browser.close)
            pages.append(_enter(browser.new_page(viewport={"width": 1280, "height": 800}), demo, name))
        dragging, watching = pages
        watching.tool("Follow")
        watching.status().get_by_role("status").get_by_text("Following").wait_for()
        # Let all images arrive first: a consult's dragging happens long after that.
        time.sleep(5)
        for room in pages:
            room.page.evaluate(WATCH)
        _drag(dragging, moves)
        time.sleep(0.5)
        return _join(dragging.page, watching.page)


def _enter(page: Page, demo: Demo, name: str) -> RoomPage:
    page.goto(demo.server.url + demo.login_path(name))
    page.goto(demo.server.url + demo.consult_path)
    room = RoomPage(page, name)
    room.wait_for_image()
    return room


def _drag(room: RoomPage, moves: int) -> None:
    """Drag in small steps at some 30 a second, back and forth, as a hand does."""
    x, y = room.box().at(0.5, 0.5)
    room.page.mouse.move(x, y)
    room.page.mouse.down()
    for number in range(moves):
        room.page.mouse.move(x + 2 * number, y + (number % 40))
        time.sleep(0.03)
    room.page.mouse.up()


def _join(dragging: Page, watching: Page) -> Times:
    """Return for each window text that both showed the milliseconds from the hand in A to the text in B."""
    started = dragging.evaluate("() => window.moments")
    arrived = watching.evaluate("() => window.moments")
    return [arrived[text]["seen"] - started[text]["moved"] for text in started if text in arrived]
