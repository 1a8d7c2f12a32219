"""The live room's page: an empty shell that the front end fills."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.access.policy import Action
from apps.accounts.models import User
from apps.consults import doors


@login_required
@require_safe
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Open the room of a consult one belongs to."""
    seat = doors.consult_for(cast(User, request.user).pk, room_id, Action.ROOM_JOIN)
    return render(request, "live/room.html", {"room_id": seat.consult.pk, "host": seat.participant.host})
