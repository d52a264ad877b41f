from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """What happens after the decision."""

    name = "tracking"

    def ready(self) -> None:
        """Declare this room's papers, and register its jobs."""
        from tracking import documents, verbs  # noqa: F401, PLC0415  # registers handlers on import, which needs the models
