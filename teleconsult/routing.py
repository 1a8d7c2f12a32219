"""Everything on WebSockets passes here: same origin, session, second factor, then the apps' routes."""

from __future__ import annotations

from typing import Any, cast

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator, WebsocketDenier
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import re_path

from apps.accounts.sockets import second_factor
from apps.live.routing import websocket_urlpatterns


async def _not_found(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close"})


def _same_origin(application: Any) -> Any:
    if settings.CSRF_TRUSTED_ORIGINS:
        return OriginValidator(application, settings.CSRF_TRUSTED_ORIGINS)

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> Any:
        chosen = application if _is_own(scope["headers"]) else WebsocketDenier()
        return await chosen(scope, receive, send)

    return guarded


def _is_own(headers: list[tuple[bytes, bytes]]) -> bool:
    """Say whether a page of this very scheme, host and port asks: cookies tell neither schemes nor ports apart."""
    origins, hosts = ([value.decode("latin-1").lower() for key, value in headers if key == name] for name in _NAMES)
    if len(origins) != 1 or len(hosts) != 1:
        return False
    scheme, _, place = origins[0].partition("://")
    allowed = validate_host(split_domain_port(hosts[0])[0], settings.ALLOWED_HOSTS)
    return allowed and place == hosts[0] and (scheme == "https" or (scheme == "http" and not settings.HTTPS))


_NAMES = (b"origin", b"host")

websocket_application = _same_origin(
    AuthMiddlewareStack(second_factor(URLRouter([*websocket_urlpatterns, re_path(r"", cast(Any, _not_found))])))
)
