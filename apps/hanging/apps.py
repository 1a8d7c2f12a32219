"""Django's entry of this app."""

from django.apps import AppConfig


class HangingConfig(AppConfig):
    """Names the app `hanging`."""

    name = "apps.hanging"
    label = "hanging"
