"""A socket is opened by a page of this very origin only (cross-site WebSocket hijacking, CWE-1385)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from teleconsult import routing

HOST = "localhost:8000"


def opened(origin: str | None, *, host: str = HOST, more: tuple[tuple[bytes, bytes], ...] = ()) -> bool:
    """Say whether a handshake with this Origin gets through."""
    reached = []
    coming = iter(("websocket.connect", "websocket.disconnect"))

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope)

    async def receive() -> dict[str, Any]:
        return {"type": next(coming), "code": 1006}

    async def send(message: Any) -> None:
        assert message["type"] == "websocket.close"

    own = [(b"host", host.encode())] + ([] if origin is None else [(b"origin", origin.encode())])
    scope = {"type": "websocket", "path": "/ws/rooms/x/", "headers": [*own, *more]}
    asyncio.run(routing._same_origin(inner)(scope, receive, send))
    return bool(reached)


@pytest.mark.parametrize(
    ("origin", "host"),
    [("http://localhost:8000", HOST), ("https://localhost:8000", HOST), ("http://LOCALHOST", "localhost")],
)
def test_the_own_page_gets_through(origin: str, host: str) -> None:
    assert opened(origin, host=host)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://localhost",
        "http://localhost:9000",
        "http://127.0.0.1:8000",
        "http://localhost.evil.example:8000",
        "http://evil.example",
        "http://localhost:8000@evil.example",
        "http://evil.example/localhost:8000",
        "http://localhost:8000/",
        "ftp://localhost:8000",
        "file://",
        "http://[::1]:8000",
        "//localhost:8000",
        "localhost:8000",
        "chrome-extension://localhost:8000",
        "http://localhost:8000 http://evil.example",
    ],
)
def test_any_other_origin_is_refused(origin: str | None) -> None:
    assert not opened(origin)


def test_two_origins_are_refused() -> None:
    assert not opened("http://localhost:8000", more=((b"origin", b"http://localhost:8000"),))


def test_a_host_that_is_not_served_is_refused() -> None:
    assert not opened("http://evil.example", host="evil.example")


def test_under_https_a_plain_page_is_refused(settings) -> None:  # type: ignore[no-untyped-def]
    settings.HTTPS = True
    assert not opened("http://localhost:8000")
    assert opened("https://localhost:8000")


def test_named_origins_are_the_only_ones(settings) -> None:  # type: ignore[no-untyped-def]
    settings.CSRF_TRUSTED_ORIGINS = ["https://tele.example"]
    assert opened("https://tele.example")
    assert not opened("https://tele.example:8443")
    assert not opened("http://tele.example")
    assert not opened("http://localhost:8000")
