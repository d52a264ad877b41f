"""Who must agree before a level decides, read: who has agreed to what lies on the desk, and who is waited for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.models import Approval, Approver, ApproverList
from directory import clock
from directory.acting import Acting, By
from directory.errors import Invalid, Problem
from directory.mandates import mandates_of
from directory.models import Office
from proposals import contents
from proposals.models import Level, Plan, PlanLine, PlanState, PlanVersion
from workflow.models import Deadline

Act, Answer = ApproverList.Act, Approval.Answer
LATEST_LAST = (F("cycle").asc(nulls_first=True), "valid_from", "pk")
APPROVAL = "approval"  # the kind of the deadlines of approvers, each about an office
WAITING_STATES = (PlanState.COMPILING, PlanState.RETURNED, PlanState.ADOPTED)


@dataclass(slots=True)
class Seat:
    """One approver: what they say of the contents on the desk, what they said of earlier ones, since when they wait."""

    step: int
    office: Office
    said: Approval | None = None
    due: date | None = None
    earlier: list[Approval] = field(default_factory=list)
    since: datetime | None = None

    @property
    def agrees(self) -> bool:
        """Whether this office has agreed to exactly this."""
        return self.said is not None and self.said.answer == Answer.AGREE

    @property
    def objects(self) -> bool:
        """Whether it has said no to exactly this."""
        return self.said is not None and self.said.answer == Answer.DISAGREE


@dataclass(frozen=True, slots=True)
class Approvals:
    """The approvers of a plan before an act, and the hash of what they are asked about."""

    rule: ApproverList
    version_hash: str
    seats: list[Seat]

    @property
    def is_complete(self) -> bool:
        """Whether all have agreed to this."""
        return all(seat.agrees for seat in self.seats)

    def seat_of(self, office: Office) -> Seat | None:
        """The seat of an office."""
        return next((seat for seat in self.seats if seat.office.pk == office.pk), None)

    def waits_for(self, seat: Seat) -> list[Seat]:
        """Those of earlier steps who have yet to agree before this one may."""
        return [other for other in self.seats if other.step < seat.step and not other.agrees]


def act_of(plan: Plan) -> str:
    """Before which act the approvers of a plan are asked now; empty where nothing is to be approved."""
    if plan.level == Level.SUBDISTRICT:
        return ""
    if plan.state == PlanState.ADOPTED:
        return Act.ENDORSE if plan.level == Level.PROVINCE else ""
    return Act.ADOPT if plan.state in WAITING_STATES else ""


def with_due_dates(plan: Plan, found: Approvals) -> Approvals:
    """The same with the days by which the silent ones answer, where some were set. One query."""
    still = Q(settled_at__isnull=True, replaced_by__isnull=True) | Q(lapsed_at__isnull=False, done_at__isnull=True)
    due = Deadline.objects.filter(still, plan=plan, kind=APPROVAL).order_by("pk").values_list("about", "due_on")
    days = dict(due)
    for seat in found.seats:
        seat.due = days.get(seat.office.pk)
    return found


def has_approvers(plan: Plan) -> bool:
    """Whether somebody must agree before the act that is near. At most two queries."""
    act = act_of(plan)
    return bool(act) and Approver.objects.filter(of=list_in_force(plan, act)).exists()


def list_in_force(plan: Plan, act: str) -> ApproverList | None:
    """The list that holds today before an act on a plan: its cycle's own before that of all cycles. One query."""
    found = ApproverList.objects.filter(
        Q(cycle__isnull=True) | Q(cycle=plan.cycle_id), area=plan.area_id, act=act, valid_from__lte=clock.today()
    )
    return found.order_by(*LATEST_LAST).last()


def approvals_of(plan: Plan, act: str = "", version_hash: str = "") -> Approvals | None:
    """Who must agree to what lies on the desk, and what each has said of it. At most four queries.

    None where no act is near or nobody need agree. ``act`` and ``version_hash`` are what a deciding act knows already.
    """
    wanted = act or act_of(plan)
    rule = list_in_force(plan, wanted) if wanted else None
    listed = (
        list(Approver.objects.filter(of=rule).select_related("office__body").order_by("step", "pk")) if rule else []
    )
    if rule is None or not listed or plan.current_version is None:
        return None
    version = plan.current_version
    present = version_hash or version.hash or contents.hash_of(version)
    seats = {each.office_id: Seat(each.step, each.office) for each in listed}
    told = Approval.objects.filter(plan=plan, act=wanted, office__in=seats)
    for approval in told.select_related("user", "tenure", "version").order_by("pk"):
        seat = seats[approval.office_id]
        if approval.version_hash != present:
            seat.earlier.append(approval)
        else:
            seat.said = None if approval.answer == Answer.TAKEN_BACK else approval
    found = Approvals(rule, present, list(seats.values()))
    for seat in found.seats:
        if not found.waits_for(seat):
            before = [other.said.given_at for other in found.seats if other.step < seat.step and other.said]
            seat.since = max(before, default=version.frozen_at or version.created_at)
    return found


def refuse_the_unapproved(plan: Plan, act: str, version: PlanVersion, by: By) -> None:
    """Refuse a deciding act until every approver has agreed to exactly this version.

    Raises:
        Invalid: who has not agreed, who has said no and why, and whose agreement was to another version; each by name.
    """
    found = approvals_of(plan, act, version.hash)
    own = by.office.pk if isinstance(by, Acting) and by.behalf is None and act == Act.ENDORSE else None
    seats = [seat for seat in found.seats if not seat.agrees and seat.office.pk != own] if found else []
    if seats:
        raise Invalid([Problem("approvals", str(seat.office), _lack_of(seat)) for seat in seats])


def _lack_of(seat: Seat) -> str:
    if seat.said is not None:
        return _("ไม่เห็นชอบ: %s ต้องแก้ไขเป็นฉบับใหม่ หรือให้ผู้นั้นถอนความเห็น") % seat.said.reason
    if agreed := [each for each in seat.earlier if each.answer == Answer.AGREE]:
        day = agreed[-1].given_at.astimezone(clock.BANGKOK)
        when = date_format(day, "d/m/") + str(clock.buddhist_year(day.date()))
        return _("เห็นชอบฉบับก่อนเมื่อ %s แต่ยังไม่ได้เห็นชอบฉบับนี้") % when
    return _("ยังไม่ได้เห็นชอบฉบับนี้")


def is_approver(plan: Plan) -> Callable[[Acting], bool]:
    """The question that the door asks besides: does this office stand on the list that holds today."""

    def stands_there(by: Acting) -> bool:
        act = act_of(plan)
        rule = list_in_force(plan, act) if act and by.office.pk in mandates_of(by.user) else None
        return rule is not None and rule.approvers.filter(office=by.office).exists()

    return stands_there


def lists_naming(by: Acting) -> QuerySet[Approver]:
    """The places of an office on lists, current or not; what tells an inbox whether to look closer."""
    return Approver.objects.filter(office=by.office, of__valid_from__lte=clock.today())


@dataclass(frozen=True, slots=True)
class WaitsForApproval:
    """A plan that waits for the approval of an office, since when, and until when where a day was set."""

    plan: Plan
    since: datetime
    due: date | None = None


def plans_to_approve(by: Acting, most: int) -> list[WaitsForApproval]:
    """The plans whose next approval is this office's, the oldest first. Four queries, whatever their number.

    What was said is taken by the version on the desk here; the page and the verb compare its very words.
    """
    if by.office.pk not in mandates_of(by.user):
        return []
    lists = ApproverList.objects.filter(area__in=lists_naming(by).values("of__area"), valid_from__lte=clock.today())
    rules = list(lists.order_by(*LATEST_LAST).prefetch_related("approvers"))
    is_laid = Exists(PlanLine.objects.filter(version=OuterRef("current_version")))
    plans = Plan.objects.filter(is_laid, area__in={rule.area_id for rule in rules}, state__in=WAITING_STATES)
    asked = []
    still = Q(settled_at__isnull=True, replaced_by__isnull=True) | Q(lapsed_at__isnull=False, done_at__isnull=True)
    due = Deadline.objects.filter(still, plan=OuterRef("pk"), kind=APPROVAL, about=by.office.pk).order_by("-pk")
    plans = plans.annotate(approval_due=Subquery(due.values("due_on")[:1]))
    plans = plans.exclude(level=Level.SUBDISTRICT).select_related("owner", "current_version", "cycle")
    for plan in plans.order_by("pk") if rules else ():
        act = act_of(plan)
        holding = [rule for rule in rules if (rule.area_id, rule.act) == (plan.area_id, act)]
        holding = [rule for rule in holding if rule.cycle_id in {None, plan.cycle_id}]
        steps = {each.office_id: each.step for each in holding[-1].approvers.all()} if holding else {}
        if by.office.pk in steps:
            asked.append((plan, act, steps))
    told: dict[tuple[int, str], dict[int, Approval]] = defaultdict(dict)
    on_the_desks = Approval.objects.filter(version__in=[plan.current_version_id for plan, _act, _steps in asked])
    for approval in on_the_desks.order_by("pk") if asked else ():
        told[approval.plan_id, approval.act][approval.office_id] = approval
    found = [_turn_of(by.office.pk, plan, steps, told[plan.pk, act]) for plan, act, steps in asked]
    return sorted(filter(None, found), key=lambda each: each.since)[:most]


def _turn_of(
    office: int, plan: Plan, steps: Mapping[int, int], told: Mapping[int, Approval]
) -> WaitsForApproval | None:
    """The plan, if it is this office's turn: it has said nothing, and all of the steps before have agreed."""
    before = [other for other, step in steps.items() if step < steps[office]]
    said = told.get(office)
    if said is not None and said.answer != Answer.TAKEN_BACK:
        return None
    if any(other not in told or told[other].answer != Answer.AGREE for other in before):
        return None
    version = plan.version_on_desk
    since = max((told[other].given_at for other in before), default=version.frozen_at or version.created_at)
    return WaitsForApproval(plan, since, getattr(plan, "approval_due", None))
