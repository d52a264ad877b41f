"""What a technical review of a plan found."""

from django.db import models

from proposals.models import Plan, PlanVersion


class Screening(models.Model):
    """The filled-in checklist of a technical review of one version: ``answers`` maps a check's code to yes or no.

    ``checked_by_list`` is the version of the checklist by which it was filled in. Only ever inserted: of one version
    the newest counts, and the earlier ones tell what was answered before.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="screenings")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="screenings")
    checked_by_list = models.ForeignKey(
        "approvals.AssessmentList", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answers = models.JSONField()
    note = models.TextField(blank=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    screened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.version_id}"
