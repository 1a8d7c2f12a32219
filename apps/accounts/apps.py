"""Django's entry of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app `accounts`."""

    name = "apps.accounts"
    label = "accounts"
