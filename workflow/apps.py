from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """How a plan moves: the door, the desk, the flows, the event log, the inbox, deadlines and jobs."""

    name = "workflow"

    def ready(self) -> None:
        """Resolve the flows, which need the models."""
        from workflow import flows  # noqa: F401, PLC0415  # Viewflow needs its flows imported at start-up
