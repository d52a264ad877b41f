from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The desks: review, ranking, integration, decision, reply."""

    name = "approvals"

    def ready(self) -> None:
        """Declare this room's papers, jobs and deadlines."""
        from approvals import answer_papers, district_papers, documents, province_papers  # noqa: F401, PLC0415  # declares on import, which needs the models
        from approvals.verbs import gathering, review  # noqa: F401, PLC0415  # registers handlers on import
