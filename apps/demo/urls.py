"""Routes of the demonstration. Included only with TELECONSULT_DEMO=1."""

from django.urls import path

from apps.demo.views import sign_in

urlpatterns = [path("sign-in/<str:token>/", sign_in, name="demo-sign-in")]
