"""REST routes of rooms."""

from django.urls import path

from apps.live.api.views import PeopleView, PersonView, RoomView

urlpatterns = [
    path("rooms/<uuid:room_id>/", RoomView.as_view(), name="api-room"),
    path("rooms/<uuid:room_id>/people/", PeopleView.as_view(), name="api-room-people"),
    path("rooms/<uuid:room_id>/people/<uuid:user_id>/", PersonView.as_view(), name="api-room-person"),
]
