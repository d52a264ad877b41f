"""Petitions: what the councils' provincial meeting proposes to the governor, and what is answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proposals.models.line import Line
from proposals.models.plan import Plan


class Petition(models.Model):
    """What makes a plan a petition: its number in the cycle, what it proposes, and the days on which it went its way.

    It is written until the meeting adopts it; the version that was adopted holds its words under its hash. Silence past
    the due date is recorded as silence, on ``silent_on``; a later answer stands beside it.
    """

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="petition")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    legal_reference = models.CharField(max_length=300, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    silent_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="a_petition_says_something"),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=False, due_on__isnull=False)
                | Q(sent_on__isnull=True, received_on__isnull=True, due_on__isnull=True, silent_on__isnull=True),
                name="a_petition_is_due_once_it_was_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.subject}"


class PetitionReference(models.Model):
    """A council's plan that a petition is about, or one line of it."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="references", db_index=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="in_petitions")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, blank=True, related_name="in_petitions")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "plan", "line"], name="one_reference_of_a_petition"),
            models.UniqueConstraint(
                fields=["petition", "plan"], condition=models.Q(line=None), name="one_reference_to_a_whole_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} → {self.plan_id}"


class PetitionAnswer(models.Model):
    """What the governor answers, once. Only ever inserted."""

    class Kind(models.TextChoices):
        ACCEPTS = "accepts", _("รับไปดำเนินการ")
        PARTLY = "partly", _("รับไปดำเนินการบางส่วน")
        DECLINES = "declines", _("ไม่รับ")

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, related_name="answer")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    answered_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="an_answer_to_a_petition_has_words")]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.kind}"


class PetitionMeasure(models.Model):
    """What is going to be done, by whom and until when, as the answer promises it. Only ever inserted."""

    answer = models.ForeignKey(PetitionAnswer, on_delete=models.PROTECT, related_name="measures", db_index=False)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    responsible = models.CharField(max_length=200)
    due_on = models.DateField()

    class Meta:
        ordering = ["answer_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_measure_per_number_of_an_answer"),
            models.CheckConstraint(condition=~Q(text="") & ~Q(responsible=""), name="a_measure_says_what_and_who"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.number}"
