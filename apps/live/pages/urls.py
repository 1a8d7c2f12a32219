"""Page routes of rooms."""

from django.urls import path

from apps.live.pages import views

urlpatterns = [path("rooms/<uuid:room_id>/", views.room, name="room")]
