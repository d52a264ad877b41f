"""Ballots: people put a plan's projects in order, and nothing says who voted how.

A vote has no person, no device and no time, and its key is random, so that rows do not stand in the order in which
people voted. A slip (the one-time code on a piece of paper that lets a phone vote) is kept as a keyed hash beside a
flag that it was used; nothing joins it to a vote. Voting by slip writes no event. When a ballot ends, its votes are
written anew in shuffled order, in one transaction, and the slips are deleted: from then on not even the order of the
rows on the disk says more than the ballot file. What remains while a ballot is open: whoever could read the database at
every moment would see which slips have been used and which votes have come since.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from directory.models import Body
from directory.powers import Power
from proposals.ballot_words import RULES
from proposals.money import MoneyField
from proposals.voting import Kind, Rule
from workflow.law import holds

LONGEST_GROUP = 60


class Method(models.TextChoices):
    """How people vote."""

    HANDS = "hands", _("ยกมือ")
    APPROVAL = "approval", _("เลือกได้หลายโครงการ")
    DOTS = "dots", _("แบ่งคะแนน (ติดจุด)")
    RANKING = "ranking", _("จัดอันดับ")


KINDS = {
    Method.HANDS: Kind.APPROVAL,
    Method.APPROVAL: Kind.APPROVAL,
    Method.DOTS: Kind.CUMULATIVE,
    Method.RANKING: Kind.ORDINAL,
}
# Raised hands are sums: which of them belong together nobody knows, so that no rule of shares can be asked.
RULES_OF = {
    Method.HANDS: (Rule.COUNT, Rule.GREEDY),
    Method.APPROVAL: (Rule.COUNT, Rule.GREEDY, Rule.EQUAL_SHARES),
    Method.DOTS: (Rule.COUNT, Rule.GREEDY, Rule.EQUAL_SHARES),
    Method.RANKING: (Rule.COUNT, Rule.BORDA, Rule.GREEDY, Rule.EQUAL_SHARES),
}


class BallotState(models.TextChoices):
    """A ballot is prepared, voted on and counted; or declared void."""

    DRAFT = "draft", _("กำลังเตรียม")
    OPEN = "open", _("เปิดลงคะแนน")
    CLOSED = "closed", _("ปิดลงคะแนนแล้ว")
    ANNULLED = "annulled", _("ยกเลิกแล้ว")


def random_key() -> int:
    """A key that says nothing about when it was drawn."""
    return secrets.randbelow(2**62)


class Ballot(FSMModelMixin, models.Model):
    """One vote on a plan's projects. What is counted how, and from which envelope, is fixed when it opens.

    ``counts`` holds [votes, points] by an option's number: while it is open the raised hands as they were counted, and
    once it is closed what the ballot file holds.
    """

    plan = models.ForeignKey("proposals.Plan", on_delete=models.PROTECT, related_name="ballots")
    meeting = models.ForeignKey(
        "proposals.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="ballots", db_index=False
    )
    title = models.CharField(max_length=200)
    method = models.CharField(max_length=8, choices=Method.choices)
    dots = models.PositiveSmallIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=12, choices=[(rule.value, words) for rule, words in RULES.items()])
    budget = MoneyField()
    budget_from = models.CharField(max_length=200)
    voters = models.PositiveIntegerField()
    code = models.CharField(max_length=12, unique=True)
    state = FSMField(max_length=8, choices=BallotState.choices, default=BallotState.DRAFT, protected=True)
    revision = models.PositiveIntegerField(default=0)
    slips_issued = models.PositiveIntegerField(default=0)
    slips_used = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    file = models.ForeignKey(
        "documents.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    progress = models.PositiveSmallIntegerField(default=0)
    annulled_reason = models.CharField(max_length=300, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(method=Method.DOTS, dots__gte=1) | (~Q(method=Method.DOTS) & Q(dots__isnull=True)),
                name="dots_are_counted_where_dots_are_given",
            ),
            models.CheckConstraint(condition=Q(budget__gt=0), name="a_ballot_has_an_envelope"),
            models.CheckConstraint(condition=Q(voters__gt=0), name="a_ballot_has_voters"),
            models.CheckConstraint(
                condition=~Q(method=Method.HANDS) | Q(rule__in=[Rule.COUNT.value, Rule.GREEDY.value]),
                name="raised_hands_are_only_counted",
            ),
            models.CheckConstraint(
                condition=~Q(rule=Rule.BORDA.value) | Q(method=Method.RANKING), name="borda_points_need_rankings"
            ),
            models.CheckConstraint(
                condition=~Q(state=BallotState.CLOSED) | Q(file__isnull=False), name="a_closed_ballot_has_its_file"
            ),
            models.CheckConstraint(
                condition=~Q(state=BallotState.ANNULLED) | ~Q(annulled_reason=""), name="an_annulled_ballot_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> Body:
        """Whose ballot it is: the body whose plan it is about."""
        return self.plan.owner

    @property
    def area_code(self) -> str:
        """Where it lies."""
        return self.plan.area_code

    @property
    def kind(self) -> Kind:
        """How its votes read."""
        return KINDS[Method(self.method)]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that its votes can be counted by."""
        return RULES_OF[Method(self.method)]

    @property
    def is_counted(self) -> bool:
        """Whether its outcomes are there."""
        return self.progress == 100

    def is_at(self, seen: object) -> bool:
        """Whether the revision that somebody saw is still the present one."""
        return self.revision == seen

    @transition(state, source=BallotState.DRAFT, target=BallotState.OPEN, permission=holds(Power.WRITE_PLAN))
    def open_vote(self, *, on: date) -> None:
        """People vote from now on; nothing of what they vote on, or of how it is counted, changes any more."""
        self.opened_on = on

    @transition(state, source=BallotState.OPEN, target=BallotState.CLOSED, permission=holds(Power.WRITE_PLAN))
    def close_vote(self, *, on: date) -> None:
        """Nobody votes any more; the ballot file stands."""
        self.ended_on = on

    @transition(state, source=BallotState.OPEN, target=BallotState.ANNULLED, permission=holds(Power.WRITE_PLAN))
    def annul_vote(self, *, reason: str, on: date) -> None:
        """Declared void before it was counted."""
        self.annulled_reason, self.ended_on = reason, on


class BallotOption(models.Model):
    """A project on a ballot, under its number there, with title, cost, village and group as they were when it opened.

    ``line_number`` is the project's permanent number in the plan; a draft may be removed from there, not from here.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="options", db_index=False)
    number = models.PositiveSmallIntegerField()
    line_number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    cost = MoneyField()
    village = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=LONGEST_GROUP, blank=True)

    class Meta:
        ordering = ["ballot_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "number"], name="one_option_per_number_of_a_ballot"),
            models.UniqueConstraint(fields=["ballot", "line_number"], name="one_option_per_line_of_a_ballot"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="an_option_costs_no_negative_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class GroupedVillage(models.Model):
    """A village in a named group of villages, set before the vote opens; one without a group stands for itself."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="grouped_villages", db_index=False)
    village = models.ForeignKey("directory.Village", on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.CharField(max_length=LONGEST_GROUP)

    class Meta:
        ordering = ["ballot_id", "village__kind", "village__number"]
        constraints = [
            models.UniqueConstraint(fields=["ballot", "village"], name="one_group_per_village_of_a_ballot"),
            models.CheckConstraint(condition=~Q(group=""), name="a_group_of_villages_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.village_id}"


def names_of(options: Sequence[BallotOption]) -> dict[int, str]:
    """The projects' ids in the file: their numbers, of equal length, so that ties fall in the order of the ballot."""
    length = len(str(len(options)))
    return {option.number: str(option.number).zfill(length) for option in options}


class BallotVote(models.Model):
    """One vote: numbers of options; in the voter's order where it is a ranking, as often as it has dots.

    ``serial`` is given when the ballot ends, in shuffled order.
    """

    class Source(models.TextChoices):
        ON_SITE = "on_site", _("ลงคะแนนในที่ประชุม")
        PAPER = "paper", _("บัตรกระดาษ")
        PHONE = "phone", _("โทรศัพท์")

    id = models.BigIntegerField(primary_key=True, default=random_key)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    serial = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    choices = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "serial"], name="one_vote_per_serial_of_a_ballot")]

    def __str__(self) -> str:
        return self.choices

    @property
    def numbers(self) -> list[int]:
        """The options that it names."""
        return [int(number) for number in self.choices.split()]


class BallotSlip(models.Model):
    """A piece of paper with a one-time code: only the code's keyed hash, and whether it was used."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slips", db_index=False)
    digest = models.CharField(max_length=64)
    used = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "digest"], name="one_slip_per_code_of_a_ballot")]

    def __str__(self) -> str:
        return str(self.pk)


class BallotOutcome(models.Model):
    """What one rule chooses from a closed ballot's file: numbers of options in the order of choosing. Only inserted."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    rule = models.CharField(max_length=12, choices=[(rule.value, words) for rule, words in RULES.items()])
    chosen = models.JSONField()
    cost = MoneyField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "rule"], name="one_outcome_per_rule_of_a_ballot")]

    def __str__(self) -> str:
        return f"{self.ballot_id} {self.rule}"
