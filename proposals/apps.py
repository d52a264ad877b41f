from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """What people write, and what became of it."""

    name = "proposals"

    def ready(self) -> None:
        """Declare this room's papers."""
        from proposals import documents, integrity  # noqa: F401, PLC0415  # papers are declared on import

        integrity.register()
