"""A room and its one order of events."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from apps.consults.models import Consult


class Room(models.Model):
    """The live room of a consult; both have the same id. `seq` is the newest event's."""

    id = models.UUIDField(primary_key=True)
    consult = models.OneToOneField(Consult, on_delete=models.CASCADE, related_name="room")
    seq = models.BigIntegerField(default=0)
    snapshot = models.JSONField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class RoomEvent(models.Model):
    """An operation as the room took it. Rows are only ever added."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    seq = models.BigIntegerField()
    op_id = models.UUIDField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.CharField(max_length=32)
    op = models.JSONField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="room_event_order"),
            models.UniqueConstraint(fields=["room", "op_id"], name="room_event_op_once"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.seq}"
