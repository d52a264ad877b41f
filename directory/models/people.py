"""Accounts outlive postings, offices outlive people: a tenure joins the two for a time."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.body import Office


class User(AbstractUser):
    """A person. What they may do comes from their tenures alone; nobody is put into a group."""

    phone = models.CharField(max_length=20, unique=True, null=True, blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    pin = models.CharField(max_length=128, blank=True)  # hashed; for phones that several people use

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.full_name or self.username


class TenureQuerySet(models.QuerySet["Tenure"]):
    """Tenures, asked by date."""

    def current(self, on: date) -> TenureQuerySet:
        """Those in force on a Bangkok date; the end date is the first day that no longer counts."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=on), starts__lte=on)


class Tenure(models.Model):
    """Who holds an office, or acts for its holder, from one Bangkok date until before another.

    The words of ``acting`` print under the signature; which of them is right is the office's own affair (a council's
    deputy acts as chair and never รักษาราชการแทน), so both are stored, not derived.
    """

    class Acting(models.TextChoices):
        HOLDER = "", _("ดำรงตำแหน่ง")
        FOR = "acting_for", _("รักษาราชการแทน")
        BY_DELEGATION = "acting_by_delegation", _("ปฏิบัติราชการแทน")
        IN_POSITION = "acting_in_position", _("รักษาการในตำแหน่ง")
        AS_CHAIR = "acting_as_chair", _("ทำหน้าที่แทนประธาน")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tenures")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tenures")
    acting = models.CharField(max_length=24, choices=Acting.choices, blank=True, default=Acting.HOLDER)
    own_position = models.CharField(max_length=200, blank=True)
    order_number = models.CharField(max_length=60, blank=True)
    order_date = models.DateField(null=True, blank=True)
    scope = models.CharField(max_length=200, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["office_id", "starts"]
        indexes = [models.Index(fields=["user", "starts"], name="tenure_user_starts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="a_tenure_ends_later"
            ),
            models.UniqueConstraint(
                fields=["office"], condition=Q(ends__isnull=True, acting=""), name="one_open_holder_per_office"
            ),
            models.UniqueConstraint(fields=["user", "office", "starts"], name="one_tenure_per_person_office_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.office}"
