"""Charters (ธรรมนูญ): what a community has promised itself, in numbered articles that proposals may cite."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Charter(models.Model):
    """One charter of a body. ``reference`` is what people see; its words are in its versions."""

    class Kind(models.TextChoices):
        TAMBON = "tambon", _("ธรรมนูญตำบล")
        HEALTH = "health", _("ธรรมนูญสุขภาพ")
        COMMUNITY = "community", _("ธรรมนูญชุมชน")
        PROVINCIAL = "provincial", _("ธรรมนูญจังหวัด")

    reference = models.CharField(max_length=24, unique=True)
    body = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="charters")
    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["body_id", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="a_charter_has_a_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def area_code(self) -> str:
        """Where it holds."""
        return str(self.area_id)


class CharterVersion(models.Model):
    """The words of a charter; adopted by a meeting they are frozen under their hash and come into force on a day.

    ``plan`` is the plan on whose chain of events its writing and its adoption stand.
    """

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="charter_versions")
    revision = models.PositiveIntegerField(default=0)
    adopted_at = models.ForeignKey(
        "proposals.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="adopted_charters"
    )
    in_force_from = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["charter_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="one_version_per_number_of_a_charter"),
            models.UniqueConstraint(
                fields=["charter"], condition=Q(frozen_at__isnull=True), name="one_open_version_a_charter"
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | (~Q(hash="") & Q(adopted_at__isnull=False) & Q(in_force_from__isnull=False)),
                name="an_adopted_charter_has_meeting_day_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter_id} v{self.number}"


class Article(models.Model):
    """One numbered article (ข้อ) of a version."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="articles", db_index=False)
    number = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_article_per_number_of_a_version"),
            models.CheckConstraint(condition=~Q(text=""), name="an_article_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.number}"


class Signatory(models.Model):
    """Who signs a version of a charter, in the order of the list."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="signatories", db_index=False)
    place_in_list = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["version_id", "place_in_list"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place_in_list"], name="one_place_in_the_list_per_signatory")
        ]

    def __str__(self) -> str:
        return self.name


class CharterCitation(models.Model):
    """A proposal rests on an article of an adopted charter."""

    proposal = models.ForeignKey(
        "proposals.Proposal", on_delete=models.CASCADE, related_name="citations", db_index=False
    )
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="cited_by")

    class Meta:
        ordering = ["proposal_id", "article_id"]
        constraints = [models.UniqueConstraint(fields=["proposal", "article"], name="one_citation_per_article")]

    def __str__(self) -> str:
        return f"{self.proposal_id} → {self.article_id}"
