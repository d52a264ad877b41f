from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What every page shares: form fields, the look of forms, dates and money in words."""

    name = "pages"
