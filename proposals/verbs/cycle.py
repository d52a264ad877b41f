"""Opening a cycle: the plans that a province, its districts and its subdistricts are expected to make."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Refused
from directory.mandates import mandate_of
from directory.models import AnnouncedDate, Area, Body
from directory.powers import BodyKind, Power, Role
from directory.queries import inside
from proposals import references
from proposals.models import Cycle, Level, Mode, Plan, PlanState, PlanVersion
from proposals.models.cycle import WAYS
from proposals.verbs.province_rules import rules_in_force
from workflow import deadlines, desk, jobs, phases
from workflow.models import Phase
from workflow.sets import write_columns

ROUND_STARTS = 2566
ROUND_YEARS = 5


def round_of(target_year: int) -> int:
    """The first year of the five-year round in which a year lies; rounds follow each other from 2566 on.

    Source: the rounds 2566-2570 and 2571-2575 of the current local and provincial plans.
    """
    return ROUND_STARTS + (target_year - ROUND_STARTS) // ROUND_YEARS * ROUND_YEARS


@transaction.atomic
def open_cycle(
    *, province: Area, target_year: int, by: Acting, mode: str = Mode.INTEGRATED, demo: bool = False
) -> Cycle:
    """Open the planning cycle of a target fiscal year (พ.ศ.) for a province, in one of its modes.

    The cycle copies the definitions and days that hold in the province today; what is set later changes nothing of it.

    Side effects, in this order: the cycle; the provincial plan, a plan for each district, and one for each council;
    for a subdistrict without a council, one for its ก.บ.ต. (or else its LAO); each with an open version, a running
    process and the deadlines that letters announced for it. Each plan expects those whose ``parent`` it is. Then a job
    for each owner of an earlier plan, which drafts again what was deferred to this round (`bring_deferred_back`).

    Raises:
        NotHere, Refused: the actor does not manage cycles of this province.
        Invalid: the year is out of reach or open already, or bodies are missing; every missing one is named.
    """
    _check(province, target_year, mode, by)
    ways = rules_in_force(province, mode, clock.today())
    cycle = Cycle.objects.create(
        province=province,
        mode=mode,
        **{name: getattr(ways, name) for name in WAYS},
        target_year=target_year,
        round_start=round_of(target_year),
        round_years=ROUND_YEARS,
        opened_at=clock.now(),
        is_demo=demo,
    )
    owners = _owners(province)
    top = _expect(cycle, [owners.province], Level.PROVINCE, {})
    middle = _expect(cycle, owners.districts, Level.DISTRICT, {province.code: top[0]})
    lower = _expect(cycle, owners.subdistricts, Level.SUBDISTRICT, {plan.area_id: plan for plan in middle})
    for plan in (*top, *middle, *lower):
        desk.begin(plan)
    dated = phases.keep_up_all([*top, *middle, *lower])
    _announce(target_year, [plan for plan in (*top, *middle) if not _GATHERING & dated[plan.pk].keys()])
    _bring_deferred_back(cycle, lower)
    return cycle


def _bring_deferred_back(cycle: Cycle, plans: list[Plan]) -> None:
    """A job for each plan whose owner made one before; what was deferred then is looked for when it is done."""
    earlier = Plan.objects.filter(cycle__province=cycle.province_id, cycle__target_year__lt=cycle.target_year)
    owners = set(earlier.filter(level=Level.SUBDISTRICT).values_list("owner", flat=True).distinct())
    wanted = {str(plan.pk): {"plan": plan.pk} for plan in plans if plan.owner_id in owners}
    jobs.enqueue_many("bring_deferred_back", wanted)


def check_target_year(target_year: int) -> None:
    """Whether a cycle may be opened for a year now: from last year to ten years ahead.

    Raises:
        Invalid: it is out of reach.
    """
    this_year = clock.buddhist_year(clock.today())
    if not this_year - 1 <= target_year <= this_year + 10:
        expected = _("ต้องเป็นปีงบประมาณ พ.ศ. %(first)s–%(last)s") % {"first": this_year - 1, "last": this_year + 10}
        raise Invalid.of("target_year", target_year, expected)


def _check(province: Area, target_year: int, mode: str, by: Acting) -> None:
    mandate = mandate_of(by)
    if not mandate.covers(Power.VIEW_PLAN, province.code):
        raise NotHere(_("ไม่พบจังหวัดนี้ในพื้นที่ของท่าน"))
    if not mandate.covers(Power.MANAGE_CYCLE, province.code):
        raise Refused(_("ตำแหน่ง %(office)s ไม่มีอำนาจเปิดรอบแผน") % {"office": by.office})
    if province.level != Area.Level.PROVINCE:
        raise Invalid.of("province", province.code, _("ต้องเป็นรหัสจังหวัด 2 หลัก"))
    check_target_year(target_year)
    if mode not in Mode.values:
        raise Invalid.of("mode", mode, _("ไม่มีรูปแบบจังหวัดนี้"))
    if mode == Mode.SELF_MANAGED and not _has_assembly(province):
        expected = _("ยังไม่มีที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบลในทะเบียนองค์กร")
        raise Invalid.of("mode", mode, expected)
    if Cycle.objects.filter(province=province, target_year=target_year).exists():
        raise Invalid.of("target_year", target_year, _("รอบแผนปีนี้ของจังหวัดเปิดอยู่แล้ว"))


def _has_assembly(province: Area) -> bool:
    """Whether there is a meeting that decides first, with somebody to chair it."""
    assemblies = Body.objects.filter(kind=BodyKind.ASSEMBLY, area=province, ended_on__isnull=True)
    return assemblies.filter(offices__role=Role.CHAIR).exists()


class _Owners:
    def __init__(self, province: Body, districts: list[Body], subdistricts: list[Body]) -> None:
        self.province, self.districts, self.subdistricts = province, districts, subdistricts


def _owners(province: Area) -> _Owners:
    """Who writes the plans of a province's areas; a subdistrict may have several, and must have one."""
    bodies = list(Body.objects.filter(inside(province.code), ended_on__isnull=True).order_by("code"))
    by_kind: dict[str, dict[str, list[Body]]] = {}
    for body in bodies:
        by_kind.setdefault(body.kind, {}).setdefault(str(body.area_id), []).append(body)
    areas = Area.objects.filter(parent__in=[province.code], abolished_on__isnull=True)
    below = Area.objects.filter(
        parent__parent=province.code, abolished_on__isnull=True, parent__abolished_on__isnull=True
    )
    problems: list[Problem] = []

    def first_of(area: Area, *kinds: str) -> list[Body]:
        for kind in kinds:
            if found := by_kind.get(kind, {}).get(area.code):
                return found
        problems.append(Problem("bodies", area.full_name, _("ยังไม่มีองค์กรที่จะทำแผนของพื้นที่นี้ในทะเบียน")))
        return []

    top = first_of(province, BodyKind.PROVINCIAL_COMMITTEE)
    districts = [body for area in areas for body in first_of(area, BodyKind.DISTRICT_COMMITTEE)[:1]]
    subdistricts = [
        body
        for area in below
        for body in first_of(area, BodyKind.COUNCIL, BodyKind.SUBDISTRICT_COMMITTEE, BodyKind.LAO)
    ]
    if problems:
        raise Invalid(problems)
    return _Owners(top[0], districts, subdistricts)


_GATHERING = {Phase.GATHER_DISTRICT, Phase.GATHER_PROVINCE}
_FLOWS = {Level.SUBDISTRICT: "council_flow", Level.DISTRICT: "district_flow", Level.PROVINCE: "provincial_flow"}


def _expect(cycle: Cycle, owners: list[Body], level: Level, parents: dict[str, Plan]) -> list[Plan]:
    moment = clock.now()
    plans = [
        Plan(
            reference=references.next_references(cycle, str(owner.area_id), references.PLAN, 1)[0],
            cycle=cycle,
            owner=owner,
            level=level,
            area_id=owner.area_id,
            district_code=str(owner.area_id)[:4] if level != Level.PROVINCE else "",
            province_code=str(owner.area_id)[:2],
            parent=parents.get(str(owner.area_id)[:-2]),
            flow=getattr(cycle, _FLOWS[level]),
            created_at=moment,
            state=PlanState.DRAFT if level == Level.SUBDISTRICT else PlanState.GATHERING,
        )
        for owner in owners
    ]
    Plan.objects.bulk_create(plans)
    versions = PlanVersion.objects.bulk_create([PlanVersion(plan=plan, number=1, created_at=moment) for plan in plans])
    for plan, version in zip(plans, versions, strict=True):
        plan.current_version = version
    write_columns(plans, ["current_version"])
    return plans


def _announce(target_year: int, plans: list[Plan]) -> None:
    """Set the deadline of each gathering from the circulars: the area's own date, else that of the area above."""
    if not plans:
        return
    steps = {Level.DISTRICT: AnnouncedDate.Step.GATHER_DISTRICT, Level.PROVINCE: AnnouncedDate.Step.GATHER_PROVINCE}
    province_code = plans[0].province_code
    announced = {
        (str(date.area_id), date.step): date
        for date in AnnouncedDate.objects.filter(inside(province_code), target_year=target_year)
    }
    for plan in plans:
        step = steps[Level(plan.level)]
        date = announced.get((plan.area_code, step)) or announced.get((province_code, step))
        if date is not None:
            deadlines.set_deadline(
                plan, "gather", date.due_on, announced_by=date.announced_by, announced_on=date.announced_on
            )
