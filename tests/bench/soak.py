"""What ten people do in an hour, as a script: three at browsers, the others over sockets."""

from __future__ import annotations

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

from playwright.async_api import Browser, TimeoutError

from tests.bench.browsers import Hand, Person, arrive
from tests.bench.guest import Guest
from tests.bench.scenarios.room_marks import length_on
from tests.bench.stage import Seen, Stage
from tests.support.ops import new_id
from tests.support.proxy import FaultProxy

POINTER_HERTZ = 20


class Visitor:
    """Somebody at a browser, behind a line that can fail."""

    def __init__(self, person: Person, proxy: FaultProxy, made: Stage) -> None:
        self.person, self.proxy, self.made = person, proxy, made

    @classmethod
    async def arrive(cls, browser: Browser, made: Stage, seat: int, proxy: FaultProxy) -> Visitor:
        """Open the room."""
        person = await arrive(browser, made, seat, url=proxy.url)
        await person.enter(proxy.url + made.path)
        await person.all_loaded()
        return cls(person, proxy, made)

    async def cycle(self, *, leaves: bool) -> None:
        """Do everything once, and end as it began."""
        parts: list[Callable[[], Awaitable[None]]] = [
            self.scroll, self.window, self.draw, self.chat, self.follow, self.present, self.other_series, self.drop,
        ]  # fmt: skip
        for part in parts:
            await part()
        if leaves:
            await self.leave()

    async def press(self, name: str) -> None:
        """Press a button of the toolbar."""
        await self.person.page.get_by_role("button", name=name, exact=True).first.click()

    async def scroll(self) -> None:
        """Turn the wheel to and fro."""
        place = await self.person.middle()
        await Hand(self.person).wheel(place, [*[1] * 15, *[-1] * 15], 30)

    async def window(self) -> None:
        """Drag the window and put it back."""
        x, y = await self.person.middle()
        await self.press("Window/Level")
        await Hand(self.person).drag([(x + 2 * (step % 20), y + step % 7) for step in range(40)], 40)
        await self.press("Reset")

    async def draw(self) -> None:
        """Draw a length, and take it away again."""
        x, y = await self.person.middle()
        await self.press("Length")
        await Hand(self.person).drag([(x - 60 + 3 * step, y - 40) for step in range(20)], 30)
        await self.person.page.locator("[data-finding]").last.wait_for()
        await self.person.viewport().focus()
        await self.person.page.keyboard.press("Control+z")
        await self.press("Window/Level")

    async def chat(self) -> None:
        """Say something."""
        field = self.person.page.get_by_label("Write to everyone")
        await field.fill("What do you make of this?")
        await field.press("Enter")

    async def follow(self) -> None:
        """Go along with somebody for a second."""
        await self.press("Follow")
        await asyncio.sleep(1)
        # Whoever was followed may have left meanwhile, which ends it too.
        with suppress(TimeoutError):
            await self.person.page.get_by_role("button", name="Stop following").first.click(timeout=1000)

    async def present(self) -> None:
        """Present for a moment, where nobody else does."""
        await self.press("Present")
        await asyncio.sleep(0.3)
        await self.press("Present")

    async def other_series(self) -> None:
        """Open the other series and come back."""
        rail = self.person.page.get_by_role("list", name="Series", exact=True).get_by_role("button")
        for number in (1, 0):
            await rail.nth(number).click()
            await self.person.first_image()
            await asyncio.sleep(0.3)

    async def drop(self) -> None:
        """Lose the line for a second."""
        self.proxy.cut()
        await self.person.page.get_by_role("alert").get_by_text("You are offline").wait_for()
        await asyncio.sleep(0.5)
        self.proxy.mend()
        await (
            self.person.page.get_by_role("alert")
            .get_by_text("You are offline")
            .wait_for(state="hidden", timeout=60_000)
        )

    async def leave(self) -> None:
        """Go to another page and come back."""
        await self.person.page.goto(self.proxy.url + "/consults/")
        await self.person.enter(self.proxy.url + self.made.path)
        await self.person.all_loaded()


class Socketed:
    """Somebody over a socket: pointer, view, marks, chat; drops the line, leaves, comes back."""

    def __init__(self, made: Stage, seat: int, images: list[Seen]) -> None:
        self.made, self.seat, self.images = made, seat, images
        self.failures: list[str] = []
        self._random = random.Random(seat)

    async def live(self) -> None:
        """Do this until cancelled."""
        while True:
            guest = Guest(self.made.server.url, self.made.room, self.made.sessions[self.seat])
            staying = asyncio.create_task(guest.stay())
            try:
                await guest.welcomed.wait()
                await self._visit(guest)
            finally:
                staying.cancel()
                await asyncio.gather(staying, return_exceptions=True)
            await asyncio.sleep(self._random.uniform(0.5, 2))

    async def _visit(self, guest: Guest) -> None:
        """Stay about half a minute: an hour's visit, compressed."""
        steps = int(self._random.uniform(15, 40) * POINTER_HERTZ)
        seen = self.images[0]
        for step in range(steps):
            if step % 10 == 0:
                seen = self.images[int((1 + math.sin(step / 50 + self.seat)) / 2 * (len(self.images) - 1))]
                await guest.look_at(seen, 400 + step % 100)
            await guest.point(seen, step / 15)
            if step % 400 == 200:
                mark = length_on(seen)
                await guest.commit(mark)
                await guest.commit({"kind": "annotation.delete", "id": mark["id"]})
                await guest.commit({"kind": "chat.post", "id": new_id(), "text": "I see it too."})
            if step % 500 == 499:
                await guest.drop()
            await asyncio.sleep(1 / POINTER_HERTZ)
