"""The Django application of the backing archive."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """Where studies live: a folder or a DICOMweb server, behind one interface."""

    name = "apps.archive"
    label = "archive"
    verbose_name = "Backing archive"
