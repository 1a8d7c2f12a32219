"""Tell the sockets of a room, after commit, what changed elsewhere. Delivery is a hint; the sweep is the guarantee."""

from __future__ import annotations

from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction


def people_changed(room_id: Any) -> None:
    """Say that somebody was invited or put out."""

    def send() -> None:
        layer = get_channel_layer()
        async_to_sync(layer.group_send)(f"room.{room_id}", {"type": "room.people"})

    # Robust: what was done is done, also when nobody can be told at the moment.
    transaction.on_commit(send, robust=True)
