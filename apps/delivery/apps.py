"""Django's entry of this app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Names the app `delivery`."""

    name = "apps.delivery"
    label = "delivery"
