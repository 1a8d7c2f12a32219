"""Print a room's events as the database has them: `[[seq, op_id], …]`. Run as a module with a room's id."""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from apps.live.models import RoomEvent

    rows = RoomEvent.objects.filter(room_id=sys.argv[1]).order_by("seq").values_list("seq", "op_id")
    json.dump([[seq, str(op_id)] for seq, op_id in rows], sys.stdout)
