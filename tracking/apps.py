from django.apps import AppConfig


class TrackingConfig(AppConfig):
    """What happens after the decision."""

    name = "tracking"

    def ready(self) -> None:
        """Register this room's jobs."""
        from tracking import verbs  # noqa: F401, PLC0415  # registers handlers on import, which needs the models
