"""Socket routes."""

from django.urls import path

from apps.live.consumers import RoomConsumer
from apps.live.presence.lane import LiveLane

websocket_urlpatterns = [path("ws/rooms/<uuid:room_id>/", LiveLane(RoomConsumer.as_asgi()))]
