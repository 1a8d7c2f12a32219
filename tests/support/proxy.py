"""A TCP proxy on loopback that can stall or cut what passes, as networks do."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType

CHUNK = 65_536


class FaultProxy:
    """`with FaultProxy(port) as proxy: proxy.url`. `stall()` lets nothing pass and closes nothing; `cut()` closes
    everything and refuses new connections; `mend()` makes it an ordinary proxy again."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._passing = threading.Event()
        self._passing.set()
        self._refusing = False
        self._sockets: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FaultProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._passing.set()
        self._listener.close()
        self._close_all()

    def stall(self) -> None:
        """Let nothing pass, in either direction."""
        self._passing.clear()

    def cut(self) -> None:
        """Close everything and refuse what comes."""
        self._refusing = True
        self._close_all()

    def mend(self) -> None:
        """Let everything pass again."""
        self._refusing = False
        self._passing.set()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self._refusing:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._target))
            self._sockets |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                self._passing.wait()
                sink.sendall(data)
        for end in (source, sink):
            self._close(end)

    def _close_all(self) -> None:
        for end in list(self._sockets):
            self._close(end)

    def _close(self, end: socket.socket) -> None:
        self._sockets.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
