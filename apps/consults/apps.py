"""Django's entry of this app."""

from django.apps import AppConfig


class ConsultsConfig(AppConfig):
    """Names the app `consults`."""

    name = "apps.consults"
    label = "consults"
