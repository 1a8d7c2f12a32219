"""An HTTP server on the loopback interface that answers as a test tells it to."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class HostileServer:
    """Calls `behave` with the handler of each request; `asked` lists method and path of every one."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.behave: Callable[[BaseHTTPRequestHandler], None] = answer(200, b"[]")
        self.released = threading.Event()


def answer(status: int, body: bytes, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: answer so, with DICOM JSON as the content type unless `Content_Type` says else."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content_Type": "application/dicom+json", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def endless(chunk: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Return a behaviour: send `chunk` again and again until the client has had enough."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/dicom+json")
        handler.end_headers()
        with contextlib.suppress(OSError):
            while True:
                handler.wfile.write(chunk)

    return behave


@contextlib.contextmanager
def hostile_server() -> Iterator[HostileServer]:
    """Run a server; on leaving, requests that still wait are released."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append(f"{self.command} {self.path}")
            server.headers.append(dict(self.headers))
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            server.behave(self)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server = HostileServer(f"http://127.0.0.1:{httpd.server_port}/dicom-web")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()
