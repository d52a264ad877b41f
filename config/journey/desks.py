"""The desks' part: receipt, opinions, review, return, acceptance, the worksheets of district and province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum

from approvals.drafts import Integration, ItemAnswer, OpinionDraft, Part, RemarkDraft
from approvals.models import Criterion, Entry, Item
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.review import accept_plan, give_opinions, open_review, receive_plan, return_plan, screen_plan
from approvals.verbs.worksheet import (
    answer_lines,
    integrate_entries,
    merge_lines,
    score_lines,
    set_ceiling,
    split_line,
    take_lines,
)
from config.journey.councils import meeting_of
from config.journey.people import fixture
from config.journey.world import World
from directory import clock
from directory.acting import Acting
from directory.models import Body, Territory
from proposals.models import Level, Meeting, Opinion, Plan, PlanLine, PlanVersion
from proposals.money import SATANG, split_by_largest_remainder
from proposals.queries import opinions_owed
from proposals.rules import needs_receipt
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.minutes import certify_minutes
from proposals.verbs.plan import submit_plan
from workflow import deadlines, desk, jobs

RENDERING = "render_document"
CEILING_SHARE = Decimal("0.7")
SCREENING = {check["code"]: True for check in fixture("screening")}


def receive_all(world: World) -> None:
    """ก.บ.ต. receives what reached it and answers each line."""
    for plan in world.plans(Level.SUBDISTRICT, state="submitted"):
        receive(world, plan)


def receive(world: World, plan: Plan) -> None:
    """ก.บ.ต. receives one plan, if it has to, and answers each line."""
    if not needs_receipt(plan):
        return
    territory = Territory.objects.filter(area=plan.area, body__kind="subdistrict_committee").select_related("body")
    by = world.acting(territory[0].body, "secretary")
    lines = PlanLine.objects.filter(version=plan.current_version_id).values_list("line_id", flat=True)
    answers = {line_id: OpinionDraft(Opinion.Kind.SUPPORTS) for line_id in lines}
    receive_plan(plan=plan, seen=plan.version_on_desk, answers=answers, by=by)


def give_all_opinions(world: World) -> None:
    """The LAOs answer for the lines in their territory: one takes a line into its own plan, one stays silent."""
    for plan in world.plans(Level.SUBDISTRICT, state__in=["submitted", "in_review"]):
        give_opinions_on(world, plan)


def give_opinions_on(world: World, plan: Plan) -> None:
    """The LAOs answer for one plan; the silent one does not."""
    for body_id, lines in opinions_owed(plan).items():
        body = Body.objects.get(pk=body_id)
        if body.area_id == world.irregular.silent_lao or desk.waiting_task(plan, "opinion") is None:
            continue
        answers = {line_id: _opinion(world, n) for n, line_id in enumerate(sorted(lines))}
        give_opinions(plan=plan, seen=plan.version_on_desk, answers=answers, by=world.acting(body, "planner"))


def _opinion(world: World, number: int) -> OpinionDraft:
    texts = fixture("remarks")["opinions"]
    if number % 12 == 5:  # now and then an LAO has the money itself
        year = world.cycle.target_year
        return OpinionDraft(
            Opinion.Kind.TAKES_IN,
            plan_name="แผนพัฒนาท้องถิ่น",
            plan_year=year,
            plan_item=f"{number + 1}",
        )
    if number % 12 == 11:  # and now and then it declines
        return OpinionDraft(Opinion.Kind.DECLINES, reason=texts["decline"][number % len(texts["decline"])]["text"])
    beyond = texts["beyond_capacity"]
    return OpinionDraft(Opinion.Kind.BEYOND_CAPACITY, reason=beyond[number % len(beyond)]["text"])


def screen_all(world: World) -> None:
    """The district opens each plan and fills in its checklist."""
    for plan in world.plans(Level.SUBDISTRICT, state="submitted"):
        screen(world, plan)


def screen(world: World, plan: Plan) -> None:
    """The district opens one plan, if it has come so far, and fills in its checklist."""
    if desk.waiting_task(plan, "technical") is None:
        return
    by = world.coordinator(plan)
    open_review(plan=plan, by=by)
    screen_plan(plan=plan, seen=plan.version_on_desk, answers=SCREENING, by=by)


def decide_all(world: World, *, return_one_per_district: bool) -> None:
    """Accept what is ready; of each district, return the first with numbered remarks."""
    returned: set[str] = set()
    ready = [p for p in world.plans(Level.SUBDISTRICT, state="in_review") if desk.waiting_task(p, "decide")]
    for done, plan in enumerate(ready, 1):
        by = world.coordinator(plan)
        if return_one_per_district and plan.district_code not in returned and _may_go_back(world, plan, ready):
            returned.add(plan.district_code)
            return_with_remarks(plan, by)
        else:
            accept_plan(plan=plan, seen=plan.version_on_desk, by=by)
        world.progress("อำเภอตรวจและรับแผน", done, len(ready))


def _may_go_back(world: World, plan: Plan, ready: list[Plan]) -> bool:
    """Any plan may be returned; where there is a choice, not the one whose LAO stays silent again."""
    neighbours = [p for p in ready if p.district_code == plan.district_code]
    return plan.area_code != world.irregular.silent_lao or all(p.area_code == plan.area_code for p in neighbours)


def return_with_remarks(plan: Plan, by: Acting, *, count: int = 3) -> None:
    """Ask a plan's owner to improve it, with a numbered remark on each of its first lines."""
    texts = fixture("remarks")["remarks"]
    lines = list(PlanLine.objects.filter(version=plan.current_version_id).order_by("line_id")[:count])
    remarks = [
        RemarkDraft(texts[n]["text"], line_id=row.line_id, field=texts[n]["field"]) for n, row in enumerate(lines)
    ]
    due = clock.today() + timedelta(days=plan.cycle.revision_days)
    return_plan(plan=plan, seen=plan.version_on_desk, by=by, remarks=remarks, due=due)


def sweep(_world: World) -> None:
    """Deadlines that have passed, and the jobs that wait."""
    deadlines.sweep()
    jobs.drain(jobs.kinds() - {RENDERING})


def compile_districts(world: World, *, between: Callable[[World, Plan], None] | None = None) -> None:
    """Each district scores, merges, answers, ranks at its ceiling, and ก.บ.อ. resolves.

    ``between`` is what is done to the first of them after its list was laid, before the committee meets.
    """
    plans = world.plans(Level.DISTRICT, state="compiling")
    for done, plan in enumerate(plans, 1):
        close_district(world, plan, between=between if done == 1 else None)
        world.progress("อำเภอจัดลำดับและมีมติ", done, len(plans))


def close_district(
    world: World,
    plan: Plan,
    *,
    compiled: int = 125,
    resolved: int = 130,
    submitted: int = 135,
    between: Callable[[World, Plan], None] | None = None,
) -> None:
    """One district's worksheet, the resolution of ก.บ.อ. and the submission, each on its day."""
    with world.day(compiled):
        version = compile_plan(world, plan, world.coordinator(plan))
    if between is not None:
        between(world, plan)
    with world.day(resolved):
        resolve(world, plan, version, world.coordinator(plan), world.acting(plan.owner, "chair"))
    with world.day(submitted):
        submit_plan(plan=plan, seen=plan.version_on_desk, by=world.coordinator(plan))


def compile_plan(world: World, plan: Plan, by: Acting) -> PlanVersion:
    """The worksheet of one level, from what came up to the version that its committee resolves on."""
    open_lines = list(
        Item.objects.filter(worksheet__plan=plan, answer="").order_by("line_id").values_list("line_id", "asked")
    )
    titles = _titles(plan)
    left = [line_id for line_id, _asked in open_lines]
    left = _merge_duplicates(plan, left, titles, by)
    left = _answer_some(world, plan, left, by)
    left = _split_one(plan, left, dict(open_lines), titles, by)
    take_lines(plan=plan, line_ids=left, by=by)
    taken = list(
        Item.objects.filter(worksheet__plan=plan, answer=Item.Answer.TAKE)
        .order_by("line_id")
        .values_list("line_id", flat=True)
    )
    codes = list(Criterion.objects.filter(worksheet__plan=plan).values_list("code", flat=True))
    score_lines(
        plan=plan,
        scores={(line_id, c): world.imagine.between(0, 4) for line_id in taken for c in codes},
        by=by,
    )
    asked = Item.objects.filter(worksheet__plan=plan, answer=Item.Answer.TAKE).aggregate(total=Sum("asked"))["total"]
    set_ceiling(plan=plan, ceiling=(asked * CEILING_SHARE).quantize(SATANG), by=by)
    if plan.level == Level.PROVINCE:
        _integrate(world, plan, by)
    rank_entries(plan=plan, by=by)
    return lay_before_committee(plan=plan, by=by)


def _titles(plan: Plan) -> dict[int, str]:
    return dict(
        PlanLine.objects.filter(line__worksheet_item__worksheet__plan=plan).values_list(
            "line_id", "proposal_version__title"
        )
    )


def _merge_duplicates(plan: Plan, left: list[int], titles: dict[int, str], by: Acting) -> list[int]:
    """Merge what bears the same name; where nothing does, the first two lines are taken for one work in two parts."""
    same: dict[str, list[int]] = defaultdict(list)
    for line_id in left:
        same[titles[line_id]].append(line_id)
    groups = [(title, ids) for title, ids in same.items() if len(ids) > 1]
    if not groups and len(left) > 1:
        groups = [(f"{titles[left[0]]} และโครงการต่อเนื่อง"[:300], left[:2])]
    merged: set[int] = set()
    for title, ids in groups:
        merge_lines(plan=plan, line_ids=ids, title=f"{title} (โครงการร่วม)"[:300], by=by)
        merged.update(ids)
    return [line_id for line_id in left if line_id not in merged]


def _answer_some(world: World, plan: Plan, left: list[int], by: Acting) -> list[int]:
    """A few are refused, deferred, returned or referred, each with its reason."""
    reasons = fixture("reasons")
    fates = (
        ["refused", "deferred", "returned", "referred"] if plan.level == Level.DISTRICT else ["deferred", "referred"]
    )
    chosen = world.imagine.some(left, max(0, min(len(left) // 10, 40)))
    agency = Body.objects.filter(kind="agency", area=world.province).order_by("code").first()
    answers = {}
    for number, line_id in enumerate(chosen):
        fate = fates[number % len(fates)]
        options = [r for r in reasons[fate] if r["code"] not in {"late", "over_ceiling", "taken_by_lao"}]
        reason = options[number % len(options)]
        referred = fate == "referred" and agency is not None
        answers[line_id] = ItemAnswer(
            fate,
            reason_code=reason["code"],
            reason=reason["text_th"],
            referred_to_id=agency.pk if referred and agency else None,
            referred_plan=f"แผนปฏิบัติราชการ {agency.name} พ.ศ. {world.cycle.target_year}" if referred and agency else "",
        )
    if answers:
        answer_lines(plan=plan, answers=answers, by=by)
    return [line_id for line_id in left if line_id not in answers]


def _split_one(plan: Plan, left: list[int], asked: dict[int, Decimal], titles: dict[int, str], by: Acting) -> list[int]:
    """The dearest line is split into two phases."""
    if len(left) < 2:  # one line must stay whole
        return left
    line_id = max(left, key=lambda i: (asked[i], -i))
    halves = split_by_largest_remainder(asked[line_id], [Decimal(1), Decimal(1)])
    title = titles[line_id][:280]
    split_line(
        plan=plan, line_id=line_id, parts=[Part(f"{title} ระยะที่ {n}", half) for n, half in enumerate(halves, 1)], by=by
    )
    return [i for i in left if i != line_id]


def _integrate(world: World, plan: Plan, by: Acting) -> None:
    """The province names agency and source for each entry, and proposes a tenth less for the dearest."""
    agencies = list(Body.objects.filter(kind="agency", area_id=plan.province_code).order_by("code")[: world.agencies])
    entries = list(Entry.objects.filter(worksheet__plan=plan).annotate(asked=Sum("shares__asked")).order_by("number"))
    dearest = max(entries, key=lambda e: (e.asked, -e.number))
    sources = ("province", "ministry", "pao")
    integrate_entries(
        plan=plan,
        integrations={
            e.number: Integration(
                agency_id=agencies[e.number % len(agencies)].pk,
                funding_source=sources[e.number % len(sources)],
                proposed=(e.asked * Decimal("0.9")).quantize(SATANG) if e is dearest else None,
                reason="ปรับลดตามราคากลาง" if e is dearest else "",
            )
            for e in entries
        },
        by=by,
    )


def resolve(world: World, plan: Plan, version: PlanVersion, writer: Acting, chair: Acting, *, text: str = "") -> None:
    """The committee meets, resolves on the version laid before it, and the level closes."""
    usual = f"เห็นชอบบัญชีโครงการและลำดับความสำคัญของ{plan.area.full_name} ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}"
    draft = meeting_of(world, plan, Meeting.Kind.COMMITTEE, f"การประชุม{plan.owner.name}")
    meeting = record_meeting(plan=plan, draft=draft, by=writer)
    resolution = pass_resolution(
        meeting=meeting,
        version=version,
        text=text or usual,
        votes_for=meeting.members_present,
        extract_signed_by=str(chair.user),
        by=writer,
    )
    resolve_plan(plan=plan, seen=version, resolution=resolution, by=chair)
    certify_minutes(meeting=meeting, on=clock.today(), how="รับรองในการประชุมครั้งเดียวกัน", by=writer)
