"""Routes of the worklist."""

from django.urls import path

from apps.consults.pages import views

urlpatterns = [
    path("", views.archive_search, name="archive-search"),
    path("consults/", views.consult_list, name="consult-list"),
    path("consults/prepare/", views.consult_prepare, name="consult-prepare"),
    path("consults/start/", views.consult_start, name="consult-start"),
]
