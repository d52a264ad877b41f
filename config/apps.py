"""The top floor as a Django application: it brings the checks of a deployment."""

from django.apps import AppConfig


class DeploymentConfig(AppConfig):
    """Registers the system checks of `config.checks`."""

    name = "config"
    verbose_name = "deployment"

    def ready(self) -> None:
        """Register the checks."""
        from config import checks  # noqa: F401, PLC0415  # the checks register themselves when imported
