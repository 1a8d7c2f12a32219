"""Real Chromiums for benchmarks: people in them, hands that keep their pace, and pictures that are counted."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright

from tests.bench.stage import Stage
from tests.e2e.conftest import CHROMIUM, FLAGS

HERTZ = 60
SIZE = (1280, 800)
NOT_COMPLAINTS = ("ERR_", "WebSocket", "404")
"""Words of console errors that say that a line was cut or a page refused on purpose."""

# Counts the animation frames after which the picture on the screen is another one than before. Both engines bring
# their picture to a visible 2D canvas: from values put into another canvas, which are compared here, or from WebGL,
# whose every drawing counts. The visible canvas is never read back: with a GPU, also an imitated one, that costs
# 80 ms a time and would be most of what is measured.
COUNT = """
(() => {
  const pictures = (window.pictures = { counting: false, times: [], frames: 0 });
  const put = new WeakMap();
  let fresh = false, changed = false;
  const wrap = (target, name, before) => {
    const original = target[name];
    target[name] = function (...args) { before(this, args); return original.apply(this, args); };
  };
  const flat = CanvasRenderingContext2D.prototype;
  wrap(flat, 'putImageData', (context, [{ data, width, height }]) => {
    const words = new Uint32Array(data.buffer, data.byteOffset + 4 * width * (height >> 1), width);
    let hash = 7;
    for (const word of words) hash = (Math.imul(hash, 31) + word) | 0;
    if (put.get(context) === hash) return;
    put.set(context, hash);
    if (context.canvas.isConnected) changed = true;
    else fresh = true;
  });
  wrap(flat, 'drawImage', (context) => {
    if (!context.canvas.isConnected) return;
    changed ||= fresh;
    fresh = false;
  });
  for (const name of ['drawArrays', 'drawElements'])
    wrap(WebGL2RenderingContext.prototype, name, () => { fresh = true; });
  const look = () => {
    if (pictures.counting) {
      pictures.frames += 1;
      if (changed) pictures.times.push(performance.now());
    }
    changed = false;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()
"""


@asynccontextmanager
async def chromium(*flags: str) -> AsyncIterator[Browser]:
    """Start one, as in the browser tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags], headless=True)
        try:
            yield browser
        finally:
            await browser.close()


class Person:
    """Somebody in a browser context of their own."""

    def __init__(self, name: str, context: BrowserContext, page: Page, cdp: CDPSession) -> None:
        self.name, self.context, self.page, self.cdp = name, context, page, cdp
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(f"{name}: {error}"))
        page.on("console", self._console)

    def _console(self, message: Any) -> None:
        if message.type == "error" and not any(word in message.text for word in NOT_COMPLAINTS):
            self.complaints.append(f"{self.name}: {message.text}")

    async def enter(self, url: str, images: int = 1) -> None:
        """Go to a room and wait for its first image."""
        await self.page.goto(url)
        await self.first_image()

    async def first_image(self, viewport: int = 1) -> None:
        """Wait until a viewport shows an image."""
        words = self.viewport(viewport).get_by_text(re.compile(r"Image \d+/\d+"))
        await words.wait_for(timeout=60_000)

    async def all_loaded(self, seconds: float = 120) -> None:
        """Wait until every image of the series is here."""
        loading = self.page.locator("[data-slot=loading]")
        await loading.wait_for(state="hidden", timeout=seconds * 1000)

    def viewport(self, number: int = 1) -> Any:
        """Return a viewport by its contract name."""
        return self.page.get_by_label(f"Viewport {number}", exact=True)

    async def middle(self, number: int = 1) -> tuple[float, float]:
        """Return the middle of a viewport in CSS pixels."""
        box = await self.viewport(number).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def arrive(
    browser: Browser, stage: Stage, seat: int, *, size: tuple[int, int] = SIZE, script: str = "", url: str = ""
) -> Person:
    """Give a person of the room a browser context in which they are signed in."""
    width, height = size
    context = await browser.new_context(viewport={"width": width, "height": height})
    await context.add_cookies([{"name": "sessionid", "value": stage.sessions[seat], "url": url or stage.server.url}])
    page = await context.new_page()
    if script:
        await page.add_init_script(script)
    return Person(f"Person {seat}", context, page, await context.new_cdp_session(page))


class Hand:
    """A mouse whose events come when they are due, whether or not the page has answered the last one (open loop)."""

    def __init__(self, person: Person) -> None:
        self._cdp = person.cdp
        self._sent: list[asyncio.Task[Any]] = []

    async def drag(self, path: Iterable[tuple[float, float]], hertz: float = HERTZ) -> None:
        """Press at the first place, go along the others at an even pace, and let go."""
        places = list(path)
        await self._mouse("mousePressed", places[0], button="left", clickCount=1)
        await self._pace(
            [{"type": "mouseMoved", "button": "left", "buttons": 1, **_at(place)} for place in places], hertz
        )
        await self._mouse("mouseReleased", places[-1], button="left", clickCount=1)

    async def wheel(self, place: tuple[float, float], notches: Iterable[int], hertz: float = HERTZ) -> None:
        """Turn the wheel at a place, by so many notches at each time."""
        await self._mouse("mouseMoved", place)
        turns = [{"type": "mouseWheel", "deltaX": 0, "deltaY": 100 * notch, **_at(place)} for notch in notches]
        await self._pace(turns, hertz)

    async def _mouse(self, kind: str, place: tuple[float, float], **more: Any) -> None:
        await self._cdp.send("Input.dispatchMouseEvent", {"type": kind, **_at(place), **more})

    async def _pace(self, events: list[dict[str, Any]], hertz: float) -> None:
        loop = asyncio.get_running_loop()
        start, sent = loop.time(), []
        for number, event in enumerate(events):
            await asyncio.sleep(max(0.0, start + number / hertz - loop.time()))
            sent.append(asyncio.create_task(self._cdp.send("Input.dispatchMouseEvent", event)))
        await asyncio.gather(*sent)


def _at(place: tuple[float, float]) -> dict[str, float]:
    return {"x": place[0], "y": place[1]}


async def count(person: Person) -> dict[str, Any]:
    """Return what was counted since the last call, and count on."""
    told: dict[str, Any] = await person.page.evaluate(
        """() => {
          const { pictures } = window;
          const told = { times: pictures.times, frames: pictures.frames };
          Object.assign(pictures, { counting: true, times: [], frames: 0 });
          return told;
        }"""
    )
    return told


async def processor_seconds(browser: Browser) -> dict[str, float]:
    """Return the processor time so far of the browser's processes, by kind: says more than frames on a busy machine."""
    session = await browser.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    seconds: dict[str, float] = {}
    for process in told["processInfo"]:
        seconds[process["type"]] = seconds.get(process["type"], 0.0) + process["cpuTime"]
    return seconds
