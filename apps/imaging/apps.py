"""The Django application of pixels."""

from django.apps import AppConfig


class ImagingConfig(AppConfig):
    """Decodes frames and draws thumbnails, in fenced worker processes."""

    name = "apps.imaging"
    label = "imaging"
    verbose_name = "Imaging"
