"""Django's entry of this app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Names the app `cases`."""

    name = "apps.cases"
    label = "cases"
