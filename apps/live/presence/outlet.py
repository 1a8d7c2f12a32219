"""Write to one member's socket without waiting for it."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Protocol

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outlet(Protocol):
    """Where a member's frames go."""

    plain: bool

    def send(self, payload: bytes, framed: bytes) -> None:
        """Write one live frame: `payload` is its content, `framed` the same as WebSocket bytes."""
        ...

    def send_text(self, text: str) -> None:
        """Write a message of the durable lane, after everything written before."""
        ...

    def holding(self) -> bool:
        """Say whether earlier bytes still wait in this process."""
        ...

    def close(self, code: int) -> None:
        """End the connection."""
        ...


@types.coroutine
def _resume(coroutine: Coroutine[Any, Any, None], waiting: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that has already been started and has yielded `waiting`."""
    while True:
        try:
            value = yield waiting
        except BaseException as error:
            try:
                waiting = coroutine.throw(error)
            except StopIteration:
                return
        else:
            try:
                waiting = coroutine.send(value)
            except StopIteration:
                return


class PlainOutlet:
    """Any ASGI server's `send`. It is driven at once and usually finishes at once; only when the server makes it
    wait does it become a task, and until that ends the outlet is `holding`."""

    plain = True

    def __init__(self, send: Send) -> None:
        self._send = send
        self._texts: list[dict[str, Any]] = []
        self._task: asyncio.Task[None] | None = None

    def send(self, payload: bytes, framed: bytes) -> None:
        self._start({"type": "websocket.send", "bytes": payload})

    def send_text(self, text: str) -> None:
        self._start_or_queue({"type": "websocket.send", "text": text})

    def close(self, code: int) -> None:
        self._start_or_queue({"type": "websocket.close", "code": code})

    def holding(self) -> bool:
        return self._task is not None

    def _start_or_queue(self, message: dict[str, Any]) -> None:
        if self._task is not None:
            self._texts.append(message)
        else:
            self._start(message)

    def _start(self, message: dict[str, Any]) -> None:
        coroutine: Any = self._send(message)
        try:
            waiting = coroutine.send(None)
        except StopIteration:
            return
        except Exception:
            # The socket is gone; its consumer is told by a disconnect of its own.
            return
        self._task = asyncio.ensure_future(self._finish(coroutine, waiting))

    async def _finish(self, coroutine: Any, waiting: Any) -> None:
        try:
            await _resume(coroutine, waiting)
            while self._texts:
                await self._send(self._texts.pop(0))
        except Exception:
            self._texts.clear()
        finally:
            self._task = None
