"""A short cut into Daphne for the live lane: small binary frames neither pass Autobahn's parser nor Channels.

The one module that touches private parts of Daphne, Autobahn and Twisted. `usable()` checks them at start-up; where
they are not as expected, the plain path serves alone. What it wins: docs/benchmarks.md. Not used with TLS in Daphne
itself, whose transport has no socket of its own to write to.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from typing import Any

import daphne.server
from autobahn.websocket.protocol import WebSocketProtocol as AutobahnProtocol
from autobahn.websocket.protocol import WebSocketServerProtocol as AutobahnServer
from daphne.server import Server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import abstract, main, reactor, tcp
from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from twisted.python.log import callWithLogger

from apps.live.presence.lane import WIRE
from apps.live.presence.outlet import PlainOutlet
from apps.protocol.frames import PING, UPDATE

logger = logging.getLogger(__name__)

OPEN = AutobahnProtocol.STATE_OPEN
READ_SIZE = 65_536
LOOK_SECONDS = 1.0
_NOTHING = (lambda: None).__code__


def usable() -> bool:
    """Say whether the private parts this module leans on are as it knows them."""
    names = {
        name
        for method in ("_connectionMade", "succeedHandshake", "processData")
        for owner in (AutobahnServer, AutobahnProtocol)
        for name in getattr(getattr(owner, method, None), "__code__", _NOTHING).co_names
    }
    transport = vars(abstract.FileDescriptor)
    return (
        {"data", "current_frame", "inside_message", "state"} <= names
        and issubclass(WebSocketProtocol, AutobahnServer)
        and callable(getattr(WebSocketProtocol, "dataReceived", None))
        and {"dataBuffer", "write", "connected"} <= set(transport)
        and "_tempDataBuffer" in abstract.FileDescriptor.__init__.__code__.co_names
        and {"_readers", "_asyncioEventloop", "add_reader"} <= set(AsyncioSelectorReactor.addReader.__code__.co_names)
        and callable(getattr(AsyncioSelectorReactor, "_disconnectSelectable", None))
        and callable(getattr(tcp.Connection, "_dataReceived", None))
        and hasattr(Server, "create_application")
        and hasattr(daphne.server, "WebSocketFactory")
    )


class WireOutlet(PlainOutlet):
    """Writes live frames straight to the socket while nothing else waits there."""

    plain = False

    def __init__(self, send: Any, transport: Any) -> None:
        super().__init__(send)
        self._transport = transport

    def send(self, payload: bytes, framed: bytes) -> None:
        transport = self._transport
        try:
            sent = transport.socket.send(framed)
        except (BlockingIOError, InterruptedError):
            sent = 0
        except OSError:
            return
        if sent < len(framed):
            transport.write(framed[sent:])

    def holding(self) -> bool:
        transport = self._transport
        return bool(transport.dataBuffer or transport._tempDataBuffer or not transport.connected)


class Wire:
    """The short cut of one connection, offered to the application in `scope["extensions"]`."""

    def __init__(self, protocol: FastWebSocketProtocol) -> None:
        self._protocol = protocol

    def outlet(self, send: Any) -> PlainOutlet:
        """Return the fastest outlet this connection allows."""
        transport = self._protocol.transport
        return WireOutlet(send, transport) if type(transport) is tcp.Server else PlainOutlet(send)

    def attach(self, take: Callable[[bytes], None]) -> None:
        """Hand live frames to `take` from now on."""
        self._protocol.take = take
        self._protocol.read_directly()

    def detach(self) -> None:
        """Hand over nothing more."""
        self._protocol.take = None


class CarefulWebSocketProtocol(WebSocketProtocol):  # type: ignore[misc]
    """Daphne's protocol, whose limit is for what comes in only: a room's whole state may be larger than any message."""

    maxMessagePayloadSize: int

    def sendMessage(self, *args: Any, **kwargs: Any) -> None:
        """Send a message of any size; Autobahn holds it to the limit of received ones."""
        limit, self.maxMessagePayloadSize = self.maxMessagePayloadSize, 0
        try:
            super().sendMessage(*args, **kwargs)
        finally:
            self.maxMessagePayloadSize = limit


class FastWebSocketProtocol(CarefulWebSocketProtocol):
    """Daphne's protocol with a look at each chunk before Autobahn gets it."""

    take: Callable[[bytes], None] | None = None

    def dataReceived(self, data: bytes) -> None:
        """Take whole, small, masked live frames from the front of `data`; Autobahn gets the rest."""
        data = self._take_live(data)
        if data:
            super().dataReceived(data)

    def read_directly(self) -> None:
        """Let the event loop call `_read` itself. Twisted puts each read into a logging context of its own, which
        costs more than all we do with a live frame. Whenever Twisted pauses and resumes, its own reader is back."""
        transport = self.transport
        reactor = transport.reactor
        if type(transport) is tcp.Server and transport in reactor._readers:
            reactor._asyncioEventloop.add_reader(transport.fileno(), self._read)

    def _read(self) -> None:
        transport = self.transport
        if not transport.connected:
            return
        try:
            data = transport.socket.recv(READ_SIZE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            data = self._take_live(data)
            if not data:
                return
        callWithLogger(transport, self._read_rest, data)

    def _read_rest(self, data: bytes) -> None:
        """Do as Twisted's reactor does with what was read; nothing means that the other side is gone."""
        transport = self.transport
        try:
            why = transport._dataReceived(data)
        except Exception as error:
            logger.exception("a connection is closed")
            why = error
        if why:
            transport.reactor._disconnectSelectable(transport, why, True)

    def _take_live(self, data: bytes) -> bytes:
        take = self.take
        if (
            take is not None
            and self.state == OPEN
            and not self.data
            and self.current_frame is None
            and not self.inside_message
        ):
            return _take_live_frames(data, take)
        return data


def _take_live_frames(data: bytes, take: Callable[[bytes], None]) -> bytes:
    """Hand each live frame at the front of `data` to `take` and return what is left (RFC 6455 section 5)."""
    at, end = 0, len(data)
    while end - at >= 11 and data[at] == 0x82:
        size = data[at + 1] - 0x80
        stop = at + 6 + size
        if not 5 <= size <= 125 or stop > end:
            break
        mask = data[at + 2 : at + 6]
        if data[at + 6] ^ mask[0] not in (UPDATE, PING):
            break
        repeated = (mask * 32)[:size]
        plain = int.from_bytes(data[at + 6 : stop], "little") ^ int.from_bytes(repeated, "little")
        take(plain.to_bytes(size, "little"))
        at = stop
    return data[at:] if at else data


class CarefulWebSocketFactory(WebSocketFactory):  # type: ignore[misc]
    """Builds `CarefulWebSocketProtocol`."""

    protocol = CarefulWebSocketProtocol


class FastWebSocketFactory(CarefulWebSocketFactory):
    """Builds `FastWebSocketProtocol`."""

    protocol = FastWebSocketProtocol


class CarefulServer(Server):  # type: ignore[misc]
    """Daphne on uvloop, with connections that the other side has reset closed within a second.

    When data and a reset come together, uvloop reports the data and then nothing more; Twisted would hold the
    connection, and the room its seat, until something is written there.
    """

    factory: type[CarefulWebSocketFactory] = CarefulWebSocketFactory

    def run(self) -> None:
        """Run with our own factory, and look for dead connections once a second."""
        daphne.server.WebSocketFactory = self.factory
        reactor.callLater(LOOK_SECONDS, self._look_for_dead)
        super().run()

    def _look_for_dead(self) -> None:
        reactor.callLater(LOOK_SECONDS, self._look_for_dead)
        for transport in reactor.getReaders():
            if type(transport) is tcp.Server and transport.connected and _is_dead(transport.socket):
                reactor._disconnectSelectable(transport, main.CONNECTION_LOST, True)


def _is_dead(connection: socket.socket) -> bool:
    """Say whether the other side is gone, without taking anything of what it sent."""
    try:
        return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        return True


class WireServer(CarefulServer):
    """Daphne with the short cut."""

    factory = FastWebSocketFactory

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Offer the short cut to WebSocket applications."""
        if isinstance(protocol, FastWebSocketProtocol):
            scope.setdefault("extensions", {})[WIRE] = Wire(protocol)
        return super().create_application(protocol, scope)
