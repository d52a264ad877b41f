"""The end of a gathering: all in, the deadline, or the coordinator's decision; the worksheet opens with what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy

from approvals.assessments import Kind, copy_criteria, criteria_in, list_for
from approvals.drafts import DEFAULT_TIE_BREAK
from approvals.envelopes import ceiling_of
from approvals.models import Item, Worksheet
from directory import clock
from directory.acting import DEADLINE, Acting, By, SystemActor
from directory.errors import Invalid, Stale
from directory.powers import Power
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Level, Opinion, Plan, PlanLine, PlanState, WorkClass
from proposals.queries import desk_above, desks_above, owner_of, owners_not_in
from workflow import deadlines, desk, door
from workflow.deadlines import on_deadline
from workflow.effects import effects
from workflow.jobs import job
from workflow.models import Notice

GATHERING = SystemActor("gathering")
ALL_IN, BY_DEADLINE, BY_DECISION = "all_in", "deadline", "coordinator"


@job("gather")
def gather_when_all_are_in(payload: dict[str, Any]) -> None:
    """Count again, and gather when every expected plan is accepted. Run twice, it does nothing the second time."""
    plan = Plan.objects.select_related("owner").get(pk=payload["plan"])
    states = set(plan.children.values_list("state", flat=True))
    if plan.state != PlanState.GATHERING or not states or not states <= {PlanState.ACCEPTED, PlanState.WITHDRAWN}:
        return
    try:
        _gather(plan, by=GATHERING, reason=ALL_IN)
    except Stale:
        return  # a deadline or the coordinator was faster: the gathering has ended, which is all that was wanted


@on_deadline("gather", title=gettext_lazy("รวบรวมแผนจากระดับล่าง"), waits_for=owners_not_in)
def gather_at_the_deadline(plan: Plan) -> None:
    """The announced day is over: whatever is accepted is in, the rest is late."""
    if plan.state == PlanState.GATHERING:
        _gather(plan, by=DEADLINE, reason=BY_DEADLINE)


@on_deadline("revision", title=gettext_lazy("ส่งแผนที่ปรับปรุงแล้ว"), waits_for=owner_of, above=desks_above, stays=True)
def remind_of_revision(plan: Plan) -> None:
    """A returned plan has not come back in time: owner and desk are told; it stays with its owner."""
    moment = clock.now()
    Notice.objects.bulk_create(
        [Notice(body=body, plan=plan, verb="remind", at=moment) for body in (*owner_of(plan), *desk_above(plan))]
    )


@effects(notifies=owner_of)
def gather_plans(*, plan: Plan, by: Acting, reason: str) -> Plan:
    """End the gathering by the coordinator's decision, with a reason: plans that are not in yet are late.

    Raises:
        NotHere, Refused, Stale: as the door does; the gathering has ended already.
        Invalid: there is no reason.
    """
    with transaction.atomic():
        door.admit(plan, Power.WRITE_PLAN, by)
        if problems := text_problems("reason", reason, most=LONGEST_TEXT, required=True):
            raise Invalid(problems)
        _gather(plan, by=by, reason=BY_DECISION, note=reason)
    return plan


@transaction.atomic
def _gather(plan: Plan, *, by: By, reason: str, note: str = "") -> None:
    desk.hold(plan)
    missing = list(missing_children(plan).values_list("reference", flat=True))
    door.fire(plan, "gather", by=by, note=note, data={"reason": reason, "missing": missing})
    _tell_the_missing(plan, by)
    Plan.objects.filter(parent=plan, state=PlanState.ACCEPTED).update(gathered_at=clock.now())
    desk.release(plan, "gather", reason=reason)
    deadlines.settle(plan, "gather")
    criteria = list_for(Kind.CRITERIA, plan.cycle)
    worksheet = Worksheet.objects.create(
        plan=plan,
        ceiling=ceiling_of(plan),
        tie_break=list(DEFAULT_TIE_BREAK),
        criteria_list=criteria,
        scoring=plan.cycle.scoring,
        opened_at=clock.now(),
    )
    copy_criteria(worksheet, criteria_in(criteria))
    insert_items(worksheet, Plan.objects.filter(parent=plan, gathered_at__isnull=False))


def insert_items(worksheet: Worksheet, plans: QuerySet[Plan]) -> list[Item]:
    """One item for each line that came up; those that the community keeps or an LAO takes in are answered already.

    They are made in the order of their places, so that a desk's usual order is that of their keys (`approvals.lines`);
    what an amendment brings later stands at the end.
    """
    rows = list(
        PlanLine.objects.filter(
            version__plan__in=plans,
            version__plan__current_version=F("version"),
            line__fates__isnull=True,
        )
        .annotate(title=F("proposal_version__title"), reference=F("line__proposal__reference"))
        .order_by("line__plan__area_id", "line__plan_id", "line__number")
    )
    taken = {
        opinion.line_id: opinion
        for opinion in Opinion.objects.filter(
            line__plan__parent=worksheet.plan, kind=Opinion.Kind.TAKES_IN
        ).select_related("body")
    }
    return Item.objects.bulk_create([_item(worksheet, row, taken.get(row.line_id)) for row in rows])


def _item(worksheet: Worksheet, row: Any, taken: Opinion | None) -> Item:
    words = f"{row.title}\n{row.reference}"
    item = Item(worksheet=worksheet, line_id=row.line_id, version_id=row.version_id, asked=row.asked, words=words)
    if row.work_class == WorkClass.SELF:
        item.answer = Item.Answer.KEPT
    elif taken is not None:
        item.answer = Item.Answer.REFERRED
        item.reason_code = "taken_by_lao"
        item.referred_to = taken.body
        # Records stay in Thai, whatever language the page is read in.
        item.referred_plan = f"{taken.plan_name} พ.ศ. {taken.plan_year} ลำดับที่ {taken.plan_item}"
        item.reason = f"{taken.body} รับไปบรรจุใน{item.referred_plan}"
    return item


def missing_children(plan: Plan) -> QuerySet[Plan]:
    """The expected plans that a gathering goes without: neither taken in nor withdrawn, in the order of references."""
    without = plan.children.filter(gathered_at__isnull=True).exclude(state=PlanState.WITHDRAWN)
    return without.exclude(state=PlanState.ACCEPTED).select_related("owner", "area").order_by("reference")


SETTLED = (PlanState.ENDORSED, PlanState.ANSWERED, PlanState.CLOSED)


def gathered_without(plan: Plan) -> Sequence[Plan]:
    """The expected plans that a gathering went without, from its end until the plan is decided. One query at most."""
    if plan.level == Level.SUBDISTRICT or plan.state in {PlanState.GATHERING, *SETTLED}:
        return ()
    without = plan.children.filter(gathered_at__isnull=True).exclude(state=PlanState.WITHDRAWN)
    return list(without.select_related("owner").order_by("reference"))


def _tell_the_missing(plan: Plan, by: By) -> None:
    """Whoever is not in hears at once that the gathering went without them, and the desk where the day ended it."""
    moment = clock.now()
    told = [(child.owner, child, "gathered_without") for child in missing_children(plan)]
    if told and by == DEADLINE:
        told.append((plan.owner.desk, plan, "gathered_late"))
    Notice.objects.bulk_create([Notice(body=body, plan=about, verb=verb, at=moment) for body, about, verb in told])


def late_children(plan: Plan) -> Sequence[Plan]:
    """The plans that were handed up but missed the gathering, in the order of their references."""
    return list(
        plan.children.filter(
            gathered_at__isnull=True,
            state__in=[PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.RETURNED, PlanState.ACCEPTED],
        )
        .select_related("owner", "area", "cycle", "parent__owner", "current_version")
        .order_by("reference")
    )
