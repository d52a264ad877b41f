from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Official paper: Thai typesetting, layouts, registers, signatures, the check page."""

    name = "documents"

    def ready(self) -> None:
        """Carry out the papers that verbs declare."""
        from documents import checks, integrity, verbs  # noqa: F401, PLC0415  # checks register themselves; needs the models
        from workflow.effects import register_issuer  # noqa: PLC0415  # needs the models

        register_issuer(verbs.prepare_papers)
        integrity.register()
