"""Reads on appeals: which lines may still be appealed, who decides on what, and who may not because they decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from approvals.models import Appeal, AppealState
from approvals.taking_apart import TAKEN_APART
from directory import clock
from directory.acting import Acting
from directory.errors import NotHere
from directory.mandates import mandate_of
from directory.models import Body, User
from directory.powers import Power
from directory.queries import inside
from proposals.models import Decision, Fate, FateKind, Level, Plan, PlanLine, Share
from proposals.queries import named
from workflow.law import can_see
from workflow.models import Event, EventItem

APPEALABLE = (FateKind.REFUSED, FateKind.DEFERRED, FateKind.RETURNED, FateKind.REFERRED)
JUDGING, JOINING = ("answer_lines",), ("merge_lines", "split_line")


@dataclass(frozen=True, slots=True)
class Rebuffed:
    """A line that was turned away from above: what it says, its fate, and until when its owner may appeal.

    ``into`` are the titles of the projects that it went into, if it was merged or split.
    """

    row: PlanLine
    fate: Fate
    until: date
    into: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether an appeal may still be filed today."""
        return clock.today() <= self.until

    @property
    def decided_by(self) -> Body:
        """The body that decided, whose desk would answer."""
        return decided_in(self.fate).owner


def fates_to_appeal(plan: Plan) -> dict[int, Fate]:
    """By line, the fates that others gave a plan's lines, by which they ended, and that were never appealed.

    Of a line that lived on above and was turned away there, by whichever level, it is the fate of the line above; of
    one that was split, that of its first part to be turned away. Else that it was merged or split itself, while
    nobody has decided on what came of it. What the owner decided itself is none of them. At most two queries for each
    level above.
    """
    by_others = Q(decision__plan=plan.parent_id) | Q(decision__plan=plan, decision__act=Decision.Act.LATE)
    all_ended = Q(kind__in=APPEALABLE, revises=None)
    standing = Fate.objects.filter(revised_by=None).select_related(*_OF_A_FATE)
    own = standing.filter(by_others & all_ended | _joined_or_parted(plan), line__plan=plan, line__appeal=None)
    told = {fate.line_id: fate for fate in own}
    given = {line: fate for line, fate in told.items() if fate.kind in APPEALABLE}
    ended = standing.filter(all_ended)
    edge = _lines_above(Q(source__plan=plan, source__appeal=None)) if plan.parent_id else {}
    while edge:
        for fate in ended.filter(line__in=edge).order_by("line_id"):
            given = dict.fromkeys(edge[fate.line_id], fate) | given
        below, edge = edge, {}
        for target, sources in _lines_above(Q(source__in=below)).items():
            edge[target] = {line for source in sources for line in below[source]}
    return told | given


def _joined_or_parted(plan: Plan) -> Q:
    """Of fates: by those the level above merged or split a plan's lines, as long as that can still be changed.

    It can until somebody above has decided on one of the lines that came of it; a province's plan goes nowhere where
    an amendment of it could be taken in.
    """
    decided = Exists(Share.objects.filter(fate=OuterRef("pk"), target__fates__isnull=False))
    apart = Q(kind__in=TAKEN_APART, decision__plan=plan.parent_id, line__plan__parent__parent__isnull=False)
    return apart & ~Q(decided)


_OF_A_FATE = ("decision__plan__owner__secretariat", "line__plan__parent__owner__secretariat")


def _lines_above(those: Q) -> dict[int, set[int]]:
    """By line above, those lines that live on in it. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    for source, target in Share.objects.standing().filter(those).values_list("source_id", "target_id"):
        found[target].add(source)
    return found


def decided_in(fate: Fate) -> Plan:
    """The plan in which a fate was decided, by whose owner's desk an appeal against it is answered.

    What came too late was decided by nobody: the level that it missed answers.
    """
    was_late = fate.decision.act == Decision.Act.LATE
    above = fate.line.plan.parent if was_late else fate.decision.plan
    if above is None:
        raise LookupError(f"fate {fate.pk} came too late for no level")
    return above


def rebuffed_lines(plan: Plan) -> list[Rebuffed]:
    """The lines of a plan that may be appealed or might have been, by number. Few queries, whatever their number."""
    fates = fates_to_appeal(plan)
    if not fates:
        return []
    rows = PlanLine.objects.filter(version=plan.current_version_id, line__in=fates)
    rows = rows.select_related("line__proposal", "proposal_version").order_by("line__number")
    into = _titles_above(fates.values())
    return [
        Rebuffed(row, fate, last_day_for(plan, fate), into[fate.pk]) for row in rows for fate in [fates[row.line_id]]
    ]


def _titles_above(fates: Iterable[Fate]) -> dict[int, tuple[str, ...]]:
    """By fate, what the projects are called that came of a merged or split line. One query, or none."""
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    if apart := [fate.pk for fate in fates if fate.kind in TAKEN_APART]:
        shares = Share.objects.filter(fate__in=apart, target__plan__current_version=F("target__in_versions__version"))
        title = "target__in_versions__proposal_version__title"
        for fate_id, words in shares.order_by("target__number").values_list("fate_id", title):
            found[fate_id] += (words,)
    return found


def last_day_for(plan: Plan, fate: Fate) -> date:
    """The last day on which a fate may be appealed, by the days of the plan's cycle."""
    told_on = fate.decision.decided_at.astimezone(clock.BANGKOK).date()
    return told_on + timedelta(days=plan.cycle.appeal_days)


def appeals_of(plan: Plan) -> QuerySet[Appeal]:
    """The appeals of a plan in their order. One query."""
    return _with_everything().filter(plan=plan).order_by("number")


def _with_everything() -> QuerySet[Appeal]:
    found = Appeal.objects.select_related(
        "plan__owner__secretariat",
        "above__owner__secretariat",
        "plan__cycle",
        "plan__area",
        "line__proposal",
        "fate__decision",
        "fate__line",
        "amendment",
        "answered_by__body",
    )
    return named(found).prefetch_related("files__file")


def appeals_seen_by(by: Acting) -> QuerySet[Appeal]:
    """The appeals that an office may see: its own body's and those of its areas, the waiting ones first. One query."""
    mandate = mandate_of(by)
    seen = Q(plan__owner=by.office.body_id) | Q(plan__owner__secretariat=by.office.body_id)
    for code in mandate.areas(Power.VIEW_PLAN):
        seen |= inside(code, "plan__area_id")
    return _with_everything().filter(seen).order_by("answered_on", "due_on", "pk")


def appeals_waiting_for(by: Acting) -> QuerySet[Appeal]:
    """The appeals that an office is to answer, the earliest due first. One query."""
    mandate = mandate_of(by)
    waits = Q(pk__in=[])
    for power, level in ((Power.DECIDE_PLAN, Level.DISTRICT), (Power.VET_PLAN, Level.PROVINCE)):
        for code in mandate.areas(power):
            waits |= inside(code, "plan__area_id") & Q(above__level=level)
    found = Appeal.objects.filter(waits, state=AppealState.FILED)
    return named(found.select_related("plan__owner", "line__proposal")).order_by("due_on", "pk")


def appeal_for(by: Acting, reference: str, number: int) -> Appeal:
    """One appeal, for those who see its plan.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    found = _with_everything().filter(plan__reference=reference, number=number).first()
    if found is None or not can_see(by, found.plan):
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    return found


def deciders_of(subject: Appeal | Plan) -> list[Body]:
    """Audience: the office that answers an appeal; of a plan, those that would answer what may still be appealed."""
    if isinstance(subject, Appeal):
        return [subject.above.owner.desk]
    open_ = [fate for fate in fates_to_appeal(subject).values() if clock.today() <= last_day_for(subject, fate)]
    return [decided_in(fate).owner.desk for fate in open_]


def concerned_by(subject: Appeal | Plan) -> list[Body]:
    """Audience: who is told of an answer: who appealed, and the owner of the line above that it is about."""
    between = [subject.fate.line.plan.owner] if isinstance(subject, Appeal) else []
    return [subject.owner, *between]


def waits_for(_plan: Any, appeal: int) -> list[Body]:
    """Audience of a due date: the office that answers the appeal."""
    return deciders_of(_with_everything().get(pk=appeal))


def above_the_deciders(_plan: Any, appeal: int) -> list[Body]:
    """Audience: who is told when an appeal stays unanswered: its owner, and the body above the one that answers."""
    found = _with_everything().select_related("above__parent__owner__secretariat").get(pk=appeal)
    higher = found.above.parent
    return [found.owner, *([higher.owner.desk] if higher else [])]


def has_decided(user: User, fate: Fate) -> bool:
    """Whether a person answered, merged or split the line on the worksheet, or recorded what closed the level.

    What was only recorded from a body's signed paper is that body's decision. Three queries.
    """
    decisions = set(Fate.objects.filter(line=fate.line_id).values_list("decision_id", flat=True))
    closing = Event.objects.filter(plan=fate.decision.plan_id, verb="adopt", actor=user, behalf_body=None)
    if any(event.facts.get("decision") in decisions for event in closing):
        return True
    verbs = JOINING if fate.kind in TAKEN_APART else JUDGING
    judged = EventItem.objects.filter(record_id=fate.line_id, event__verb__in=verbs, event__actor=user)
    return judged.filter(event__plan=fate.decision.plan_id).exists()
