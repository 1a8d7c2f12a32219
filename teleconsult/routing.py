"""Everything on WebSockets passes here: same origin, session, second factor, then the apps' routes."""

from __future__ import annotations

from typing import Any, cast

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, OriginValidator
from django.conf import settings
from django.urls import re_path

from apps.accounts.sockets import second_factor
from apps.live.routing import websocket_urlpatterns


async def _not_found(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.close"})


def _same_origin(application: Any) -> Any:
    if settings.CSRF_TRUSTED_ORIGINS:
        return OriginValidator(application, settings.CSRF_TRUSTED_ORIGINS)
    return AllowedHostsOriginValidator(application)


websocket_application = _same_origin(
    AuthMiddlewareStack(second_factor(URLRouter([*websocket_urlpatterns, re_path(r"", cast(Any, _not_found))])))
)
