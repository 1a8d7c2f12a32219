"""The room as a person uses it: what is read and done, by accessible names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Box:
    """A rectangle of the page in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the point at a share of width and height."""
        return self.x + self.width * x, self.y + self.height * y


class RoomPage:
    """One person's window."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def viewport(self, number: int = 1) -> Locator:
        """Return a viewport by its contract name."""
        return self.page.get_by_label(f"Viewport {number}", exact=True)

    def box(self, number: int = 1) -> Box:
        """Return where a viewport is."""
        found = self.viewport(number).bounding_box()
        assert found is not None
        return Box(**found)

    def wait_for_image(self, number: int = 1) -> None:
        """Wait until a viewport shows an image."""
        expect(self.viewport(number).get_by_text(re.compile(r"Image \d+/\d+"))).to_be_visible(timeout=30_000)

    def overlay(self, text: str, number: int = 1) -> Locator:
        """Return a contract text of a viewport."""
        return self.viewport(number).get_by_text(text, exact=True)

    def tool(self, name: str) -> None:
        """Press a tool or action."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def menu(self, menu: str, item: str) -> None:
        """Press a button in a menu of the toolbar."""
        self.page.get_by_role("button", name=re.compile(f"^{menu}(,|$)")).click()
        self.page.get_by_role("group", name=menu, exact=True).get_by_role("button", name=item, exact=True).click()

    def layout(self, name: str) -> None:
        """Choose a layout, such as `1 × 2`."""
        self.menu("Layout", name)

    def drag(
        self, start: tuple[float, float], end: tuple[float, float], *, release: bool = True, number: int = 1
    ) -> None:
        """Drag between two shares of a viewport."""
        box = self.box(number)
        self.page.mouse.move(*box.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*box.at(*end), steps=8)
        if release:
            self.page.mouse.up()

    def point(self, x: float, y: float, number: int = 1) -> None:
        """Move the mouse to a share of a viewport."""
        box = self.box(number)
        self.page.mouse.move(*box.at(x, y), steps=3)

    def scroll(self, images: int, number: int = 1) -> None:
        """Turn the wheel over a viewport."""
        self.point(0.5, 0.5, number)
        for _ in range(abs(images)):
            self.page.mouse.wheel(0, 100 if images > 0 else -100)

    def cursor_of(self, name: str) -> Locator:
        """Return somebody's pointer."""
        return self.page.locator(f'[data-cursor-of="{name}"]')

    def cursor_at(self, name: str, *, away_from: tuple[float, float] | None = None) -> tuple[float, float]:
        """Return where somebody's pointer points, in CSS pixels, once it has come `away_from` a place and rests."""
        expect(self.cursor_of(name)).to_be_visible()
        self.page.wait_for_function(
            """([name, from]) => new Promise((resolve) => {
              const at = () => document.querySelector(`[data-cursor-of="${name}"]`)?.getBoundingClientRect();
              const first = at();
              requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => {
                const now = at();
                const rests = first && now && first.x === now.x && first.y === now.y;
                resolve(rests && (!from || Math.hypot(now.x - from[0], now.y - from[1]) > 3));
              })));
            })""",
            arg=[name, away_from],
        )
        box = self.cursor_of(name).bounding_box()
        assert box is not None
        return box["x"], box["y"]

    def list(self, name: str) -> Locator:
        """Return a list by its contract name."""
        return self.page.get_by_role("list", name=name, exact=True)

    def findings(self) -> Locator:
        """Return the rows of the findings."""
        return self.list("Findings").get_by_role("listitem")

    def finding(self, number: int) -> Locator:
        """Return a finding's row by its number."""
        return self.page.locator(f'[data-finding="{number}"]')

    def select(self, number: int) -> Locator:
        """Go to a finding, which shows what can be done with it; return its row."""
        row = self.finding(number)
        if row.get_attribute("class") != "selected":
            row.get_by_role("button", name=re.compile(f"^Finding {number}:")).click()
        expect(row).to_have_class("selected")
        return row

    def measure(self, start: tuple[float, float] = (0.45, 0.4), end: tuple[float, float] = (0.55, 0.4)) -> None:
        """Draw a length."""
        self.tool("Length")
        self.drag(start, end)

    def say(self, text: str) -> None:
        """Write in the chat."""
        field = self.page.get_by_label("Write to everyone")
        field.fill(text)
        field.press("Enter")

    def chat(self) -> Locator:
        """Return the chat's log."""
        return self.page.get_by_role("log", name="Chat", exact=True)

    def status(self) -> Locator:
        """Return the status line."""
        return self.page.locator(".status-line")

    def participant(self, name: str) -> Locator:
        """Return somebody's row."""
        return self.list("Participants").get_by_role("listitem").filter(has_text=name)
