"""Who: bodies, their territories and their offices."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.area import Area, Village
from directory.powers import BodyKind, Role


class Body(models.Model):
    """A council, committee, office or agency. Nothing is unique per subdistrict: one may have two councils, or none.

    ``secretariat`` is the office that does a committee's paper work: its coordinators write and submit for it, but
    never adopt. The quorum is the body's own stored rule, with the text that it rests on; so is whether a member's
    substitute counts for it.
    """

    class Register(models.TextChoices):
        OWN = "own", _("ทะเบียนหนังสือในระบบนี้")
        EXTERNAL = "external", _("ระบบสารบรรณของหน่วยงาน (พิมพ์เลขเข้า)")

    class Substitutes(models.TextChoices):
        COUNT = "count", _("นับเป็นองค์ประชุมและออกเสียงได้")
        DO_NOT = "do_not", _("ไม่นับเป็นองค์ประชุมและออกเสียงไม่ได้")

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=24, choices=BodyKind.choices)
    name = models.CharField(max_length=200)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="seated_bodies")
    secretariat = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="serves_as_secretariat_of"
    )
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    letter_prefix = models.CharField(max_length=40, blank=True)
    register = models.CharField(max_length=8, choices=Register.choices, default=Register.OWN)
    members_count = models.PositiveSmallIntegerField(default=0)
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=2)
    quorum_legal_reference = models.CharField(max_length=200, blank=True)
    substitutes = models.CharField(max_length=6, choices=Substitutes.choices, default=Substitutes.COUNT)
    substitutes_legal_reference = models.CharField(max_length=200, blank=True)
    is_demo = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["kind", "area"], name="body_kind_area")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quorum_denominator__gt=0)
                & models.Q(quorum_numerator__gt=0)
                & models.Q(quorum_numerator__lte=models.F("quorum_denominator")),
                name="a_quorum_is_a_share_of_the_members",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_code(self) -> str:
        """Where the body sits; its territory may be wider."""
        return str(self.area_id)

    @property
    def desk(self) -> Body:
        """Who does its paper work: its secretariat, or itself."""
        return self.secretariat or self

    def quorum(self, members: int) -> int:
        """How many of ``members`` must be present by this body's rule, rounded up."""
        return -(-members * self.quorum_numerator // self.quorum_denominator)

    @property
    def substitutes_count(self) -> bool:
        """Whether whoever sits in a member's place counts for the quorum and votes, by this body's rule."""
        return self.substitutes == self.Substitutes.COUNT


class Territory(models.Model):
    """One area of a body: the whole of it, or only some of its villages."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="territories")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="territories")
    villages = models.ManyToManyField(Village, blank=True, related_name="territories")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "area"], name="one_territory_per_body_and_area")]

    def __str__(self) -> str:
        return f"{self.body_id}: {self.area_id}"


class Office(models.Model):
    """A post in a body. Its auth group holds the area grants; people pass through by tenure."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="offices")
    role = models.CharField(max_length=12, choices=Role.choices)
    title = models.CharField(max_length=200)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="office")

    class Meta:
        ordering = ["body_id", "role"]
        constraints = [models.UniqueConstraint(fields=["body", "role", "title"], name="one_office_per_title_in_a_body")]

    def __str__(self) -> str:
        return f"{self.title} {self.body}"


class AnnouncedDate(models.Model):
    """A date that a circular set for a step of a planning cycle in an area; the letter's number and date go with it."""

    class Step(models.TextChoices):
        GATHER_DISTRICT = "gather_district", _("อำเภอรวบรวมแผนตำบล")
        GATHER_PROVINCE = "gather_province", _("จังหวัดรวบรวมแผนอำเภอ")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="announced_dates")
    target_year = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=24, choices=Step.choices)
    due_on = models.DateField()
    announced_by = models.CharField(max_length=100)
    announced_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "target_year", "step"], name="one_announced_date_per_step_and_area")
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.target_year} {self.step}: {self.due_on}"
