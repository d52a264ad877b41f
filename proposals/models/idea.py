"""What people say at a forum, a line each, and the proposals that came of it.

No row here holds who wrote it down, or when: an idea is no nearer in time than the meeting where it was said.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class IdeaGroup(models.Model):
    """Ideas that belong together, under a title of the body's own."""

    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="idea_groups")
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["plan_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["plan", "title"], name="one_idea_group_per_title")]

    def __str__(self) -> str:
        return self.title


class Idea(models.Model):
    """One thing that somebody said. ``said_by`` is blank for the anonymous; ``number`` is the order on paper."""

    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="ideas")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    said_by = models.CharField(max_length=200, blank=True)
    village = models.ForeignKey("directory.Village", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    meeting = models.ForeignKey(
        "proposals.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    called = models.ForeignKey(
        "proposals.CalledMeeting", on_delete=models.PROTECT, null=True, blank=True, related_name="ideas"
    )
    group = models.ForeignKey(IdeaGroup, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_idea_per_number"),
            models.CheckConstraint(condition=~Q(text=""), name="an_idea_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def said_on(self) -> date | None:
        """The day of the meeting where it was said: held, or else called; never that of its writing."""
        held = getattr(self.called, "held", None)
        sitting = self.meeting or held or self.called
        return sitting.held_on if sitting else None


class IdeaUse(models.Model):
    """That a proposal came of an idea. A draft that is deleted gives its ideas back."""

    idea = models.ForeignKey(Idea, on_delete=models.PROTECT, related_name="uses")
    proposal = models.ForeignKey("proposals.Proposal", on_delete=models.CASCADE, related_name="from_ideas")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["idea", "proposal"], name="one_use_per_idea_and_proposal")]

    def __str__(self) -> str:
        return f"{self.idea_id} → {self.proposal_id}"
