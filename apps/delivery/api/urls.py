"""The scoped DICOMweb root."""

from django.urls import path

from apps.delivery.api import views

_SERIES = "dicomweb/studies/<str:study_uid>/series/<str:series_uid>"

urlpatterns = [
    path(f"{_SERIES}/metadata", views.series_metadata, name="series-metadata"),
    path(f"{_SERIES}/thumbnail", views.thumbnail, name="series-thumbnail"),
    path(f"{_SERIES}/instances/<str:sop_uid>/frames/<int:number>", views.frame, name="frame"),
]
