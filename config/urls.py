"""The addresses of the site. No page exists yet: the work is done by `manage.py`."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
