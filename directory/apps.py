from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Who and where: areas, bodies, offices and who holds them."""

    name = "directory"

    def ready(self) -> None:
        """Register the system checks."""
        from directory import checks  # noqa: F401, PLC0415  # registers on import, which needs the app registry
