"""Django's entry of this app."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Names the app `live`."""

    name = "apps.live"
    label = "live"
