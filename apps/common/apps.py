"""Django's entry of this app."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """Names the app `common`."""

    name = "apps.common"
    label = "common"
