"""How much JavaScript comes before the first image is on the screen, and on pages without images."""

from __future__ import annotations

import asyncio
import gzip

from playwright.async_api import Browser, Response

from tests.bench.browsers import Person, arrive, chromium
from tests.bench.goals import Goal, Outcome
from tests.bench.images import ct_series
from tests.bench.plan import Plan
from tests.bench.stage import Stage, stage

ROOM_MB, PAGE_KB = 1.0, 60.0
PAGES = {"sign-in": "/sign-in/", "search": "/", "my consults": "/consults/", "prepare a consult": ""}

# A machine with a GPU fetches the engine too. What WebGL imitates here is named as if it were one.
WITH_GPU = """
(() => {
  const original = WebGL2RenderingContext.prototype.getParameter;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    const value = original.call(this, name);
    return typeof value === 'string' ? value.replace(/swiftshader|software|llvmpipe/gi, 'GPU') : value;
  };
})()
"""


def scenario(plan: Plan) -> Outcome:
    """Load each page once, cold; sizes do not vary."""
    with stage(ct_series("bytes", 10), 2) as made:
        sizes = asyncio.run(_measure(made))
    room = sizes["room, until the first image"]
    pages = max(value for name, value in sizes.items() if name in PAGES)
    goals = [
        Goal("JavaScript until the room's first image, gzip", room / 1e6, "≤", ROOM_MB, "MB"),
        Goal("JavaScript of a page without images, gzip, the largest", pages / 1e3, "≤", PAGE_KB, "kB"),
    ]
    table = [["page", "kB gzip"], *[[name, f"{size / 1e3:.1f}"] for name, size in sizes.items()]]
    return Outcome("room-bytes", "JavaScript that a browser fetches", goals, table, {"bytes": sizes})


async def _measure(made: Stage) -> dict[str, int]:
    sizes = {}
    async with chromium() as browser:
        for name, path in PAGES.items():
            sizes[name] = await _page(browser, made, name, path)
        sizes["room, until the first image"], sizes["room, all that comes"] = await _room(browser, made, "")
        _, sizes["room with a GPU, all that comes"] = await _room(browser, made, WITH_GPU)
    return sizes


class Scripts:
    """All script that a page has received, workers and their imports included."""

    def __init__(self, person: Person) -> None:
        # Read at once: the browser forgets what the page before had fetched.
        self._bodies: list[asyncio.Task[bytes]] = []
        person.context.on("response", self._note)

    def _note(self, response: Response) -> None:
        if "javascript" in response.headers.get("content-type", ""):
            self._bodies.append(asyncio.ensure_future(response.body()))

    async def gzip_size(self) -> int:
        """Return how much came up to now, compressed as a server sends it."""
        return sum(len(gzip.compress(body, 6)) for body in await asyncio.gather(*list(self._bodies)))


async def _page(browser: Browser, made: Stage, name: str, path: str) -> int:
    person = await arrive(browser, made, 0)
    scripts = Scripts(person)
    if name == "sign-in":
        await person.context.clear_cookies()
    if path:
        await person.page.goto(made.server.url + ("/" if name == "sign-in" else path), wait_until="networkidle")
    else:
        await person.page.goto(made.server.url)
        await person.page.get_by_role("button", name="Start consult").first.click()
        await person.page.wait_for_load_state("networkidle")
    size = await scripts.gzip_size()
    await person.context.close()
    return size


async def _room(browser: Browser, made: Stage, script: str) -> tuple[int, int]:
    person = await arrive(browser, made, 0, script=script)
    scripts = Scripts(person)
    await person.enter(made.url)
    first = await scripts.gzip_size()
    await person.page.wait_for_load_state("networkidle")
    await asyncio.sleep(1)
    everything = await scripts.gzip_size()
    await person.context.close()
    return first, everything
