"""The room where pages are put together from all others: the inbox, a plan's page and what the public may read."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """It keeps no records of its own."""

    name = "portal"
