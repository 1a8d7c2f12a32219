"""Django's entry of this app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Names the app `audit` and starts to listen."""

    name = "apps.audit"
    label = "audit"

    def ready(self) -> None:
        from apps.audit import signals  # noqa: F401
