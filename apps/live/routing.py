"""Socket routes."""

from typing import Any

from django.urls import path

from apps.live.consumers import RoomConsumer
from apps.live.presence.lane import LiveLane

# Channels routes ASGI applications with Django's `path`, whose types know views only.
_room: Any = LiveLane(RoomConsumer.as_asgi())

websocket_urlpatterns = [path("ws/rooms/<uuid:room_id>/", _room)]
