"""What source bodies hold against a draft before its committee meets, and what the desk answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from proposals.models import Line, Plan


class Objection(models.Model):
    """A body's objection to the draft of a plan, on one of its lines or on the whole. Only ever inserted."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="objections")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="objections")
    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_objection_says_something")]

    def __str__(self) -> str:
        return f"{self.body_id} {self.plan_id}"


class ObjectionAnswer(models.Model):
    """What the desk answers to an objection, once. Only ever inserted."""

    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="answer")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_says_something")]

    def __str__(self) -> str:
        return f"{self.objection_id}"
