"""The plain ASGI path of the live lane: binary frames go to the room, everything else to the consumer.

Works under any ASGI server. Where the server offers the short cut (`daphne_wire`), the lane uses it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from apps.live.presence.outlet import Outlet, PlainOutlet
from apps.live.presence.room import LiveRoom, Member
from apps.protocol.frames import PING, UPDATE, FrameError
from apps.protocol.messages import Error

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

WIRE = "teleconsult.wire"
"""Key of the short cut in `scope["extensions"]`."""
ERRORS_APART = 1.0


class Lane:
    """One socket's way into a room. Before `attach` and after `detach` binary frames go nowhere."""

    def __init__(self, send: Send, wire: Any = None) -> None:
        self.outlet: Outlet = wire.outlet(send) if wire is not None else PlainOutlet(send)
        self._wire = wire
        self._room: LiveRoom | None = None
        self._member: Member | None = None

    def attach(self, room: LiveRoom, member: Member) -> None:
        """Let this socket's live frames into `room` as `member`."""
        self._room, self._member = room, member
        if self._wire is not None:
            self._wire.attach(self.take)

    def detach(self) -> None:
        """Let nothing more in."""
        self._room = self._member = None
        if self._wire is not None:
            self._wire.detach()

    def take(self, frame: bytes) -> None:
        """Hand one live frame to the room; a bad one is answered and changes nothing."""
        if self._room is None or self._member is None:
            return
        try:
            self._room.put(self._member, frame)
        except FrameError as error:
            self._answer(error)

    def _answer(self, error: FrameError) -> None:
        member = self._member
        # One answer a second: whoever sends thousands of bad frames does not get thousands of answers.
        if member is None or (member.seen - member.told < ERRORS_APART and member.told):
            return
        member.told = member.seen
        self.outlet.send_text(Error(type="error", code=error.code, message=str(error)).model_dump_json())


class LiveLane:
    """ASGI middleware around the room's consumer. Puts the socket's `Lane` into `scope["lane"]`."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        lane = Lane(send, (scope.get("extensions") or {}).get(WIRE))

        async def receive_others() -> dict[str, Any]:
            while True:
                message = await receive()
                data = message.get("bytes")
                if data and data[0] in (UPDATE, PING):
                    lane.take(data)
                    continue
                return message

        try:
            await self.app({**scope, "lane": lane}, receive_others, send)
        finally:
            lane.detach()
