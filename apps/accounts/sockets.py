"""The second factor on sockets."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device


def second_factor(application: Any) -> Any:
    """Make `scope["user"]` answer `is_verified()` as `request.user` does; unverified means anonymous."""

    async def middleware(scope: dict[str, Any], receive: Any, send: Any) -> Any:
        scope = {**scope, "user": await database_sync_to_async(_verified)(scope["user"], scope["session"])}
        return await application(scope, receive, send)

    return middleware


def _verified(user: Any, session: Any) -> Any:
    user = getattr(user, "_wrapped", user)
    device_id = session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(device_id) if device_id and user.is_authenticated else None
    if device is None or device.user_id != user.pk or not user.is_active:
        user = AnonymousUser()
        device = None
    user.is_verified = lambda: device is not None
    return user
