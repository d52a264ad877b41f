from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The desks: review, ranking, integration, decision, reply."""

    name = "approvals"

    def ready(self) -> None:
        """Declare this room's papers, jobs and deadlines."""
        from approvals import (  # noqa: PLC0415  # declares on import, which needs the models
            answer_papers,  # noqa: F401
            district_papers,  # noqa: F401
            documents,  # noqa: F401
            petition_papers,  # noqa: F401
            province_papers,  # noqa: F401
        )
        from approvals.verbs import (  # noqa: PLC0415  # registers handlers on import
            amending,  # noqa: F401
            appeals,  # noqa: F401
            gathering,  # noqa: F401
            governor,  # noqa: F401
            petitions,  # noqa: F401
            review,  # noqa: F401
        )
