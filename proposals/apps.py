from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """What people write, and what became of it."""

    name = "proposals"

    def ready(self) -> None:
        """Declare this room's papers."""
        from proposals import documents  # noqa: F401, PLC0415  # declares on import, which needs the models
