"""Routes of the hanging protocols."""

from django.urls import path

from apps.hanging.pages import views

urlpatterns = [
    path("hanging-protocols/", views.protocol_list, name="hanging-list"),
    path("hanging-protocols/new/", views.protocol_new, name="hanging-new"),
    path("hanging-protocols/reset/", views.protocols_reset, name="hanging-reset"),
    path("hanging-protocols/<uuid:protocol_id>/", views.protocol_edit, name="hanging-edit"),
    path("hanging-protocols/<uuid:protocol_id>/move/", views.protocol_move, name="hanging-move"),
    path("hanging-protocols/<uuid:protocol_id>/delete/", views.protocol_delete, name="hanging-delete"),
]
