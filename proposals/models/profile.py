"""The area beside the plan: who lives there, what there is, what is lacking, and where people want to go."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AreaProfile(models.Model):
    """What a body knows of its area in one cycle. Texts hold one item a line; a figure that nobody knows is blank."""

    FIGURES = ("men", "women", "households")
    LISTS = ("assets", "problems", "strengths", "weaknesses", "opportunities", "threats")

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="area_profiles")
    cycle = models.ForeignKey("proposals.Cycle", on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    men = models.PositiveIntegerField(null=True, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    figures_source = models.CharField(max_length=200, blank=True)
    vision = models.TextField(blank=True)
    assets = models.TextField(blank=True)
    problems = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    weaknesses = models.TextField(blank=True)
    opportunities = models.TextField(blank=True)
    threats = models.TextField(blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "cycle"], name="one_area_profile_per_body_and_cycle")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.cycle_id}"


class VillageFigures(models.Model):
    """The figures of one village in a profile."""

    profile = models.ForeignKey(AreaProfile, on_delete=models.CASCADE, related_name="villages")
    village = models.ForeignKey("directory.Village", on_delete=models.PROTECT, related_name="+")
    men = models.PositiveIntegerField(null=True, blank=True)
    women = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["profile_id", "village__kind", "village__number"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "village"], name="one_row_of_figures_per_village"),
            models.CheckConstraint(
                condition=Q(men__isnull=False) | Q(women__isnull=False) | Q(households__isnull=False),
                name="a_row_of_figures_has_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.village_id}"
