"""The Django application of the demonstration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Seeds a running demonstration; not part of an installation for patients."""

    name = "apps.demo"
    label = "demo"
    verbose_name = "Demonstration"
