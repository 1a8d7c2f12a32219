"""Every HTTP route of the product."""

from django.conf import settings
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from apps.common.catalogue import catalogue
from teleconsult.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("i18n/<slug:language>.<slug:digest>.js", catalogue, name="javascript-catalogue"),
    path("", include("apps.accounts.pages.urls")),
    path("", include("apps.consults.pages.urls")),
    path("", include("apps.hanging.pages.urls")),
    path("", include("apps.live.pages.urls")),
    path("api/", include("apps.live.api.urls")),
    path("", include("apps.delivery.api.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("apps.demo.urls")))
