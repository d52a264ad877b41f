"""What people ask for: a proposal, its immutable versions, and their money by year and source."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.powers import Power
from proposals.money import SATANG, MoneyField
from workflow.law import holds

SOUTH, NORTH = Decimal("5.6"), Decimal("20.5")
WEST, EAST = Decimal("97.3"), Decimal("105.7")
"""Thailand's bounds in degrees, a little generous; a point beyond them is a slip of the pen."""


class ProposalState(models.TextChoices):
    """A proposal's authoring life only; what became of it is read from its fates."""

    DRAFT = "draft", _("ร่าง")
    ADOPTED = "adopted", _("รับรองแล้ว")
    RETURNED = "returned", _("ขอให้ปรับปรุง")
    WITHDRAWN = "withdrawn", _("ถอนแล้ว")
    SETTLED = "settled", _("ได้ข้อยุติแล้ว")


class WorkClass(models.TextChoices):
    """Who carries it out: the first sorting that a council makes."""

    SELF = "self", _("ทำเอง")
    TOGETHER = "together", _("ทำร่วม")
    HAND_UP = "hand_up", _("ส่งต่อ")


def nowhere_or_in_thailand() -> Q:
    """The constraint of a point on the map: both of its numbers or neither, and never abroad."""
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    return nowhere | Q(
        latitude__isnull=False,
        latitude__range=(SOUTH, NORTH),
        longitude__isnull=False,
        longitude__range=(WEST, EAST),
    )


class Proposal(FSMModelMixin, models.Model):
    """A council's project, or one that a district or the province made by merging or splitting.

    ``reference`` is what people see and never changes. Place codes of all levels stand beside each other, because
    lists filter by equality on the one that fits.
    """

    reference = models.CharField(max_length=24, unique=True)
    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="proposals", db_index=False)
    owner = models.ForeignKey("directory.Body", on_delete=models.PROTECT, related_name="proposals")
    area = models.ForeignKey("directory.Area", on_delete=models.PROTECT, related_name="+", db_index=False)
    district_code = models.CharField(max_length=4, blank=True)
    province_code = models.CharField(max_length=2)
    state = FSMField(max_length=10, choices=ProposalState.choices, default=ProposalState.DRAFT, protected=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["plan", "state", "id"], name="proposal_plan"),
            models.Index(fields=["district_code", "state", "id"], name="proposal_district"),
            models.Index(fields=["province_code", "state", "-updated_at", "-id"], name="proposal_province"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def area_code(self) -> str:
        """Where it lies."""
        return str(self.area_id)

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    @transition(
        state,
        source=[ProposalState.DRAFT, ProposalState.RETURNED, ProposalState.ADOPTED],
        target=ProposalState.ADOPTED,
        permission=holds(Power.ADOPT_PLAN),
    )
    def adopt(self) -> None:
        """Adopted with its plan; adopting again with a later version changes nothing."""

    @transition(
        state,
        source=ProposalState.ADOPTED,
        target=ProposalState.RETURNED,
        permission=holds(Power.DECIDE_PLAN, district=Power.VET_PLAN),
    )
    def return_for_revision(self) -> None:
        """Its plan was returned with a remark on it."""

    @transition(
        state,
        source=[ProposalState.ADOPTED, ProposalState.RETURNED],
        target=ProposalState.WITHDRAWN,
        permission=holds(Power.WRITE_PLAN),
    )
    def withdraw(self) -> None:
        """Taken back by its owner."""

    @transition(
        state,
        source=ProposalState.ADOPTED,
        target=ProposalState.SETTLED,
        permission=holds(Power.ADOPT_PLAN),
        custom={"system": ("extracts",)},
    )
    def settle(self) -> None:
        """The level above has given its line a fate."""


class ProposalVersion(models.Model):
    """The words and figures of a proposal, with the fields of form ผ.02. Immutable once ``frozen_at`` is set."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    strategy = models.CharField(max_length=200, blank=True)
    programme = models.CharField(max_length=200, blank=True)
    rationale = models.TextField(blank=True)
    objective = models.TextField(blank=True)
    target_output = models.TextField(blank=True)
    expected_result = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    village = models.ForeignKey("directory.Village", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lead_agency = models.CharField(max_length=200, blank=True)
    beneficiaries = models.PositiveIntegerField(default=0)
    beneficiary_group = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    work_class = models.CharField(max_length=8, choices=WorkClass.choices, default=WorkClass.TOGETHER)
    asked = MoneyField(default=0)
    written_by = models.ForeignKey(
        "directory.User", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="one_version_per_number_of_a_proposal"),
            models.CheckConstraint(condition=Q(asked__gte=0), name="a_proposal_asks_no_negative_amount"),
            models.CheckConstraint(condition=~Q(title=""), name="a_proposal_has_a_title"),
            models.CheckConstraint(condition=nowhere_or_in_thailand(), name="a_proposal_lies_in_thailand"),
        ]

    def __str__(self) -> str:
        return self.title


class BudgetLine(models.Model):
    """Baht asked for one budget year (พ.ศ.) from one source."""

    class Source(models.TextChoices):
        COMMUNITY = "community", _("ชุมชน")
        LAO = "lao", _("องค์กรปกครองส่วนท้องถิ่น")
        PAO = "pao", _("องค์การบริหารส่วนจังหวัด")
        PROVINCE = "province", _("งบจังหวัด")
        MINISTRY = "ministry", _("งบกระทรวง กรม")
        OTHER = "other", _("แหล่งอื่น")

    version = models.ForeignKey(ProposalVersion, on_delete=models.CASCADE, related_name="budget", db_index=False)
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices)
    amount = MoneyField()

    class Meta:
        ordering = ["version_id", "year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["version", "year", "source"], name="one_amount_per_year_and_source"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_budget_line_has_an_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source} {self.amount}"


class BudgetItem(models.Model):
    """What the baht of a year and a source are for: so many units of something at a price.

    A proposal has items or none; where it has, its budget lines are their sums.
    """

    version = models.ForeignKey(ProposalVersion, on_delete=models.CASCADE, related_name="items", db_index=False)
    position = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit_price = MoneyField()
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=BudgetLine.Source.choices)

    class Meta:
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_budget_item_per_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_budget_item_has_a_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="a_budget_item_has_a_price"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity} {self.unit} × {self.unit_price}"

    @property
    def amount(self) -> Decimal:
        """What it costs, to the satang."""
        return cost_of(self.quantity, self.unit_price)


def cost_of(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Quantity times unit price, rounded half up to the satang."""
    return (quantity * unit_price).quantize(SATANG, rounding=ROUND_HALF_UP)


class Indicator(models.Model):
    """How success will be seen: a measure with its target value."""

    version = models.ForeignKey(ProposalVersion, on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(max_length=300)
    target = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.name}: {self.target}"
