"""A running demonstration with made images, a browser, and people in it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, expect, sync_playwright

from tests.e2e.room import RoomPage
from tests.support.case_seed import seed_case
from tests.support.phantoms import phantom_ct
from tests.support.proxy import FaultProxy
from tests.support.samples import SAMPLES
from tests.support.server import Server

FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SLICES, PRIOR_SLICES = 24, 12
SPACING = (0.5, 0.8)
"""Between rows and between columns: pixels that are not square."""

Rooms = Callable[[str, Iterable[bytes]], str]
"""Starts a consult over files, or finds the one of that name."""

expect.set_options(timeout=10_000)


def write_images(folder: Path) -> None:
    """Write a CT of the patient and an earlier one in the same frame of reference, with thicker slices."""
    patient = {"PatientName": "PHANTOM^Paula", "PatientID": "P-4711", "PatientBirthDate": "19700102", "PatientSex": "F"}
    shared: dict[str, Any] = {
        "rows": 128,
        "columns": 96,
        "pixel_spacing": SPACING,
        "frame_of_reference": "e2e",
        # No hanging protocol but the plainest fits.
        "BodyPartExamined": "PHANTOM",
        **patient,
    }
    current = phantom_ct(SLICES, name="e2e current", slice_step=2.0, StudyDate="20261112", StudyDescription="Phantom",
                         SeriesDescription="Thin", AccessionNumber="A1", **shared)  # fmt: skip
    prior = phantom_ct(PRIOR_SLICES, name="e2e prior", slice_step=4.0, StudyDate="20261031", StudyDescription="Phantom",
                       SeriesDescription="Thick", AccessionNumber="A2", **shared)  # fmt: skip
    for number, file in enumerate([*current, *prior]):
        (folder / f"{number}.dcm").write_bytes(file)


class Demo:
    """A server with people and one consult."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.facts: dict[str, Any] = json.loads((server.var / "demo.json").read_text(encoding="utf-8"))

    @property
    def consult_path(self) -> str:
        """Return the consult's path."""
        return "/" + str(self.facts["consult_url"]).split("/", 3)[3]

    def login_path(self, name: str) -> str:
        """Return the path of a person's sign-in link."""
        user = next(user for user in self.facts["users"] if user["name"] == name)
        return "/" + str(user["login_url"]).split("/", 3)[3]

    def consult_over(self, files: Iterable[bytes]) -> str:
        """Start another consult of the same people over these files; return its path."""
        return str(seed_case(self.server, files)["path"])


def start_demo(images: Path) -> Demo:
    """Prepare and start a demonstration that shows `images`, in English, German and a right-to-left language."""
    server = Server("wire", TELECONSULT_DEMO="1", LANGUAGES="en,de,ar")
    server.manage("demo", "--no-serve", "--data", str(images))
    server.start()
    return Demo(server)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration over made images."""
    images = tmp_path_factory.mktemp("images")
    write_images(images)
    made = start_demo(images)
    yield made
    made.server.stop()


@pytest.fixture(scope="session")
def real_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demonstration over a real chest CT, where the samples are."""
    folder = SAMPLES / "series" / "ct-chest-lidc-0314"
    if not folder.is_dir():
        pytest.skip("the sample images are not here")
    made = start_demo(folder)
    yield made
    made.server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; each person has a context of their own."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, headless=True)
    yield launched
    launched.close()


class People:
    """Opens the room for people; fails a test whose pages complained."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self.browser, self.demo = browser, demo
        self.complaints: list[str] = []
        self.pages: list[Page] = []

    def sign_in(
        self, name: str, *, url: str | None = None, size: tuple[int, int] = (1440, 900), **options: Any
    ) -> Page:
        """Sign a person in, in a browser context of their own, at the search page."""
        width, height = size
        context = self.browser.new_context(viewport={"width": width, "height": height}, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"{name}: {error}"))
        page.on("console", lambda message: self._console(name, message))
        page.goto((url or self.demo.server.url) + self.demo.login_path(name))
        self.pages.append(page)
        return page

    def enter(self, name: str, *, url: str | None = None, consult: str | None = None, **options: Any) -> RoomPage:
        """Bring a person into the consult's room, or that of another `consult`, with its first image on screen."""
        page = self.sign_in(name, url=url, **options)
        page.goto((url or self.demo.server.url) + (consult or self.demo.consult_path))
        room = RoomPage(page, name)
        room.wait_for_image()
        return room

    def _console(self, name: str, message: ConsoleMessage) -> None:
        # A line that is cut and a page that is refused on purpose are no complaint.
        if message.type == "error" and not any(word in message.text for word in ("ERR_", "WebSocket", "404")):
            self.complaints.append(f"{name}: {message.text}")

    def close(self) -> None:
        """Close all and demand silence."""
        for page in self.pages:
            page.context.close()
        assert self.complaints == []


@pytest.fixture
def people(browser: Browser, demo: Demo) -> Iterator[People]:
    """People in the demonstration over made images."""
    made = People(browser, demo)
    yield made
    made.close()


@pytest.fixture(scope="module")
def rooms(demo: Demo) -> Rooms:
    """A consult over files, made once for each name."""
    made: dict[str, str] = {}

    def room(name: str, files: Iterable[bytes]) -> str:
        if name not in made:
            made[name] = demo.consult_over(files)
        return made[name]

    return room


@pytest.fixture
def proxy(demo: Demo) -> Iterator[FaultProxy]:
    """A line to the server that can fail."""
    with FaultProxy(demo.server.port) as made:
        yield made


def pytest_configure() -> None:
    """Playwright's synchronous API runs an event loop in this thread; Django need not fear it here."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
