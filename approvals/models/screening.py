"""What a technical review of a plan found."""

from django.db import models

from proposals.models import Plan, PlanVersion


class Screening(models.Model):
    """The filled-in checklist of a technical review of one version: ``answers`` maps a check's code to yes or no."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="screenings")
    version = models.OneToOneField(PlanVersion, on_delete=models.PROTECT, related_name="screening")
    answers = models.JSONField()
    note = models.TextField(blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    screened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.plan_id} {self.version_id}"
