"""The card with which an office holder opens this site on a phone, once."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.body import Office
from directory.models.people import User


class AccessCard(models.Model):
    """A one-time card that an office above printed for a person. Its code stands on the paper alone.

    ``used_at`` says when it opened a phone; ``revoked_at`` that it, and the phone that it opened, no longer count. Rows
    are kept: together they tell who was given which card by which office, and when.
    """

    class Standing(models.TextChoices):
        NONE = "none", _("ยังไม่มีบัตร")
        LIVE = "live", _("มีบัตรที่ยังไม่ได้ใช้")
        USED = "used", _("ใช้บัตรแล้ว")
        EXPIRED = "expired", _("บัตรหมดอายุ")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_cards")
    salt = models.CharField(max_length=32)
    secret_hash = models.CharField(max_length=64)
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    issued_in = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_standing_card_a_person"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="a_card_expires_later"),
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"

    def standing(self, at: datetime) -> AccessCard.Standing:
        """What the card is worth at a moment: live until it is used or its time has passed."""
        if self.revoked_at is not None:
            return AccessCard.Standing.NONE
        if self.used_at is not None:
            return AccessCard.Standing.USED
        return AccessCard.Standing.LIVE if at < self.expires_at else AccessCard.Standing.EXPIRED
