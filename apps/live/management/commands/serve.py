"""Run the product: one process, pages and sockets."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string

MAX_MESSAGE = 65_536


class Command(BaseCommand):
    """`manage.py serve` starts Daphne on uvloop, with the live lane's short cut where it fits."""

    help = "Serve the product with Daphne."
    stealth_options = ("on_ready",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address, and whether to leave the short cut out."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--plain", action="store_true", help="plain Daphne, without the live lane's short cut")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until interrupted."""
        # Twisted takes the loop that exists when its reactor is first imported.
        uvloop.install()
        from daphne.endpoints import build_endpoint_description_strings

        from apps.live.presence.daphne_wire import CarefulServer, WireServer, usable

        plain = options.get("plain", False)
        fast = not plain and usable()
        if not fast and not plain:
            self.stderr.write("Daphne is not as the short cut expects; serving on the plain path.")
        server = WireServer if fast else CarefulServer
        on_ready = options.get("on_ready") or (
            lambda: self.stdout.write(f"Listening on {options['host']}:{options['port']}")
        )
        server(
            application=import_string(settings.ASGI_APPLICATION),
            endpoints=build_endpoint_description_strings(host=options["host"], port=options["port"]),
            verbosity=0,
            server_name="teleconsult",
            websocket_max_message_size=MAX_MESSAGE,
            websocket_max_frame_size=MAX_MESSAGE,
            ready_callable=on_ready,
        ).run()
