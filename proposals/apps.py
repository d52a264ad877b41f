from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """What people write, and what became of it."""

    name = "proposals"

    def ready(self) -> None:
        """Declare this room's papers, its jobs and its deadlines."""
        from proposals import documents, integrity, own_papers, phases, plan_book  # noqa: F401, PLC0415  # declared on import
        from proposals.verbs import ballot_counting, carry_over, extracts, sheet_imports  # noqa: F401, PLC0415  # and so are jobs

        integrity.register()
