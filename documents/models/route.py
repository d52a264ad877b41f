"""The way of a paper through offices before it is signed (เสนอผ่าน), and what each said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.document import Document


class RouteStop(models.Model):
    """One office that a paper is put through before it is signed (เสนอผ่าน), in its place on the way."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="route")
    place = models.PositiveSmallIntegerField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["document", "place"]
        constraints = [
            models.UniqueConstraint(fields=["document", "place"], name="one_stop_per_place_of_a_route"),
            models.UniqueConstraint(fields=["document", "office"], name="an_office_stands_once_on_a_route"),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.office}"


class UsualRoute(models.Model):
    """The route that a body's papers of one kind take unless another is set: one office in its place."""

    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="usual_routes")
    kind = models.CharField(max_length=3)
    place = models.PositiveSmallIntegerField()
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "kind", "place"]
        constraints = [
            models.UniqueConstraint(fields=["body", "kind", "place"], name="one_office_per_place_of_a_usual_route"),
            models.UniqueConstraint(fields=["body", "kind", "office"], name="an_office_stands_once_on_a_usual_route"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}. {self.office}"


class Endorsement(models.Model):
    """What one office on the route said: who, in which position, when, and with what note. Rows are only inserted."""

    class Outcome(models.TextChoices):
        ENDORSED = "endorsed", _("เห็นชอบให้เสนอต่อ")
        SENT_BACK = "sent_back", _("ส่งกลับให้จัดทำใหม่")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="endorsements")
    place = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=300)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["document", "place"]
        constraints = [
            models.UniqueConstraint(fields=["document", "place"], name="one_endorsement_per_stop"),
            models.CheckConstraint(
                condition=Q(outcome="endorsed") | ~Q(note=""), name="who_sends_a_paper_back_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.name} {self.outcome}"
