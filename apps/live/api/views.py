"""REST: the room's manifest."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.access.policy import Action
from apps.accounts.models import User
from apps.audit.services import record
from apps.consults import doors, selectors, services
from apps.hanging import selectors as hanging
from apps.live.api.serializers import InviteInput, PersonOutput, RoomOutput
from apps.live.events import people_changed


class RoomView(APIView):
    """One room."""

    @extend_schema(responses=RoomOutput)
    def get(self, request: Request, room_id: UUID) -> Response:
        """Answer patient, title, studies, series and hanging protocols of a room the caller belongs to."""
        user = cast(User, request.user)
        consult = doors.consult_for(user.pk, room_id, Action.CONSULT_VIEW).consult
        consult.ordered_studies = selectors.studies_of(consult)  # type: ignore[attr-defined]
        consult.hanging_protocols = hanging.protocols()  # type: ignore[attr-defined]
        record(action="consult.view", actor_id=user.pk, object_type="consult", object_id=str(consult.pk))
        return Response(RoomOutput(consult).data)


class PeopleView(APIView):
    """Who can still be invited, and inviting."""

    @extend_schema(responses=PersonOutput(many=True))
    def get(self, request: Request, room_id: UUID) -> Response:
        """Answer the colleagues who are not in the room's consult yet. For the host."""
        user = cast(User, request.user)
        doors.consult_for(user.pk, room_id, Action.CONSULT_INVITE)
        inside = selectors.participants_of(room_id).values("user_id")
        people = selectors.colleagues_of(user, tuple(services.INVITABLE)).exclude(pk__in=inside)
        return Response(PersonOutput(people, many=True).data)

    @extend_schema(request=InviteInput, responses={204: None})
    def post(self, request: Request, room_id: UUID) -> Response:
        """Invite somebody. For the host."""
        wanted = InviteInput(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.consult_invite(
            actor=cast(User, request.user), consult_id=room_id, user_id=wanted.validated_data["user_id"]
        )
        people_changed(room_id)
        return Response(status=204)


class PersonView(APIView):
    """One person of the room."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, room_id: UUID, user_id: UUID) -> Response:
        """Put somebody out. For the host."""
        services.consult_remove(actor=cast(User, request.user), consult_id=room_id, user_id=user_id)
        people_changed(room_id)
        return Response(status=204)
