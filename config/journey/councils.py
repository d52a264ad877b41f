"""The councils' part of the journey: forum, proposals, meeting, adoption, submission, and back after a return."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from django.db.models import Sum

from config.journey.people import fixture
from config.journey.world import World, scan_of_a_signed_sheet
from directory import clock
from directory.acting import Acting, OnBehalf
from directory.models import Village
from documents.verbs import upload_paper
from proposals.drafts import (
    AgendaDraft,
    AttendanceDraft,
    BudgetDraft,
    IndicatorDraft,
    MeetingDraft,
    ProposalDraft,
)
from proposals.forum_drafts import IdeaDraft
from proposals.models import Attendance, Level, Meeting, Plan, PlanLine, Resolution
from proposals.queries import open_remarks
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.minutes import certify_minutes
from proposals.verbs.plan import adopt_plan, answer_remarks, submit_plan

ABSENT = 4
HEARD = 2  # how many of a council's proposals came of what somebody said at its forum
OBSERVERS = ("ผู้แทนพัฒนาชุมชน", "ผู้แทน รพ.สต.", "กำนัน")
OBSERVERS_ABOVE = ("ผู้แทนสภาองค์กรชุมชนตำบล", "ผู้แทนองค์กรปกครองส่วนท้องถิ่น", "ผู้แทนสื่อมวลชนท้องถิ่น")
HALLS = {
    Level.SUBDISTRICT: "ศาลาประชาคม ตำบล{}",
    Level.DISTRICT: "หอประชุมที่ว่าการอำเภอ{}",
    Level.PROVINCE: "หอประชุมศาลากลางจังหวัด{}",
    Level.ASSEMBLY: "หอประชุมศาลากลางจังหวัด{}",
}


def write_and_submit(world: World, per_tambon: int) -> None:
    """Every council but the late one: forum, proposals, meeting, adoption, submission."""
    plans = [p for p in world.plans(Level.SUBDISTRICT) if p.area_code != world.irregular.late]
    for done, plan in enumerate(plans, 1):
        write_plan(world, plan, per_tambon)
        world.progress("สภาจัดทำและเสนอแผน", done, len(plans))


def write_late_plan(world: World, per_tambon: int) -> None:
    """The council that comes after everybody else."""
    for plan in world.plans(Level.SUBDISTRICT, area=world.irregular.late):
        write_plan(world, plan, per_tambon, first_day=80)


def write_plan(world: World, plan: Plan, per_tambon: int, *, first_day: int = 10) -> None:
    """One council's way from the forum to the submitted plan, by its own officers or from its signed paper."""
    with world.day(first_day):
        writer, chair = officers_of(world, plan)
        hold_forum(world, plan, writer)
    with world.day(first_day + 5):
        write_proposals(world, plan, per_tambon, writer)
    with world.day(first_day + 12):
        adopt(world, plan, writer, chair)
    with world.day(first_day + 15):
        submit_plan(plan=plan, seen=plan.version_on_desk, by=chair)


def hold_forum(world: World, plan: Plan, writer: Acting) -> None:
    """The community forum, from which the ideas come."""
    forum = meeting_of(world, plan, Meeting.Kind.FORUM, "เวทีประชาคม")
    record_meeting(plan=plan, draft=forum, by=writer)


def write_proposals(world: World, plan: Plan, per_tambon: int, writer: Acting) -> None:
    """What one council asks for; one of its proposals is what its neighbours in the district ask for, too."""
    villages = _villages_of(plan)
    drafts = world.imagine.proposals(
        per_tambon - 1, villages, plan.area.name_th, plan.cycle.years, plan.cycle.target_year
    )
    kind, place = world.imagine.shared_project(plan.district_code, 1)
    shared = world.imagine.proposal(
        kind, villages[0], plan.area.name_th, plan.cycle.years, plan.cycle.target_year, place=place
    )
    heard, written = drafts[:HEARD], drafts[HEARD:]
    if heard:
        forum = plan.meetings.filter(kind=Meeting.Kind.FORUM).first()
        said = [IdeaDraft(draft.title, village=draft.village) for draft in heard]
        ideas = collect_ideas(plan=plan, ideas=said, meeting=forum, by=writer)
        made = [FromIdeas(draft, [idea]) for draft, idea in zip(heard, ideas, strict=True)]
        draft_from_ideas(plan=plan, made=made, by=writer)
    draft_proposals(plan=plan, drafts=[*written, shared], by=writer)


def officers_of(world: World, plan: Plan) -> tuple[Acting, Acting]:
    """Who writes and who signs for the owner: its secretary and chair, or the coordinator from its signed paper."""
    if plan.area_code == world.irregular.on_behalf and plan.owner.kind == "council":
        scan = scan_of_a_signed_sheet(plan.reference)
        paper = OnBehalf(
            body=plan.owner,
            paper_id=upload_paper(scan, content_type="image/png", name=f"{plan.reference}.png"),
            dated=clock.today(),
            signed_by=str(world.acting(plan.owner, "chair").user),
        )
        recording = world.coordinator(plan).recording(paper)
        return recording, recording
    return world.acting(plan.owner, "secretary"), world.acting(plan.owner, "chair")


def _villages_of(plan: Plan) -> list[Village]:
    """The villages of the owner's territory: a council that shares its subdistrict writes for its own villages."""
    own = Village.objects.filter(territories__body=plan.owner)
    return list(own or Village.objects.filter(area=plan.area))


def adopt(world: World, plan: Plan, writer: Acting, chair: Acting) -> None:
    """The members' meeting resolves, the plan is adopted, the minutes are certified at the same meeting."""
    draft = meeting_of(
        world,
        plan,
        Meeting.Kind.COUNCIL if plan.owner.kind == "council" else Meeting.Kind.COMMITTEE,
        f"การประชุม{plan.owner.name}",
    )
    meeting = record_meeting(plan=plan, draft=draft, by=writer)
    resolution = _resolve(plan, meeting, writer)
    adopt_plan(plan=plan, seen=resolution.version, resolution=resolution, by=chair)
    certify_minutes(meeting=meeting, on=clock.today(), how="รับรองในการประชุมครั้งเดียวกัน", by=writer)


def _resolve(plan: Plan, meeting: Meeting, by: Acting) -> Resolution:
    lines = PlanLine.objects.filter(version=plan.current_version_id)
    asked = lines.aggregate(total=Sum("asked"))["total"]
    return pass_resolution(
        meeting=meeting,
        version=plan.version_on_desk,
        text=f"เห็นชอบแผนพัฒนา{plan.area.full_name} ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}"
        f" จำนวน {lines.count()} โครงการ งบประมาณรวม {asked:,.2f} บาท และให้เสนอต่ออำเภอ",
        votes_for=meeting.members_present - 1,
        abstained=1,
        extract_signed_by=str(by.user),
        by=by,
    )


def _agenda_of(plan: Plan, kind: str) -> str:
    """What such a meeting of the plan's owner has to go through, as the fixtures call it."""
    committees = {Level.DISTRICT: "district_committee", Level.PROVINCE: "provincial_committee"}
    of_kinds = {Meeting.Kind.HEARING: "hearing", Meeting.Kind.PROVINCIAL: "provincial_meeting"}
    if kind == Meeting.Kind.COMMITTEE:
        return committees.get(Level(plan.level), "council_meeting")
    return of_kinds.get(Meeting.Kind(kind), "community_forum" if kind == Meeting.Kind.FORUM else "council_meeting")


def meeting_of(world: World, plan: Plan, kind: str, title: str) -> MeetingDraft:
    """A sitting of the plan's owner today: roster with a few absent, guests, and an agenda from the fixtures."""
    members = plan.owner.members_count or 12
    observers = OBSERVERS if plan.level == Level.SUBDISTRICT else OBSERVERS_ABOVE
    names = world.imagine.people(members + len(observers))
    agenda = next(each for each in fixture("remarks")["agendas"] if each["kind"] == _agenda_of(plan, kind))
    attendances = [
        AttendanceDraft(
            name=name,
            position="ประธาน" if i == 0 else "เลขานุการ" if i == 1 else "สมาชิก",
            presence=Attendance.Presence.ABSENT if i >= members - ABSENT else Attendance.Presence.PRESENT,
            remark="ติดภารกิจ" if i >= members - ABSENT else "",
        )
        for i, name in enumerate(names[:members])
    ]
    attendances += [
        AttendanceDraft(name=name, position=position, presence=Attendance.Presence.OBSERVER)
        for name, position in zip(names[members:], observers, strict=True)
    ]
    return MeetingDraft(
        kind=kind,
        title=title,
        held_on=clock.today(),
        place=HALLS[Level(plan.level)].format(plan.area.name_th),
        attendances=attendances,
        agenda=[AgendaDraft(item["heading"], item["text"], item.get("agreed", "")) for item in agenda["items"]],
        starts_at=time(9, 30),
        ends_at=time(12),
        residents_present=world.imagine.between(40, 160) if kind == Meeting.Kind.FORUM else 0,
        recorded_by=names[1],
        checked_by=names[0],
    )


def resubmit_returned(world: World) -> None:
    """What was returned is improved, answered remark by remark, adopted again by a meeting, and submitted."""
    plans = world.plans(Level.SUBDISTRICT, state="returned")
    for done, plan in enumerate(plans, 1):
        writer, chair = officers_of(world, plan)
        with world.day(72):
            improve(plan, writer)
            adopt(world, plan, writer, chair)
        with world.day(74):
            submit_plan(plan=plan, seen=plan.version_on_desk, by=chair)
        world.progress("ปรับปรุงและเสนอใหม่", done, len(plans))


def improve(plan: Plan, by: Acting) -> None:
    """Change what the remarks name, and answer each remark."""
    answers = {}
    for remark in open_remarks(plan):
        typical = fixture("remarks")["remarks"][(remark.number - 1) % len(fixture("remarks")["remarks"])]
        answers[remark.number] = typical["answer"]
        if remark.line is not None:
            proposal = remark.line.proposal
            rows = PlanLine.objects.select_related("proposal_version")
            row = rows.get(version=plan.version_on_desk, line=remark.line)
            words = draft_from(row)
            better = replace(words, rationale=f"{words.rationale} {typical['answer']}")
            edit_proposal(proposal=proposal, draft=better, by=by, seen=proposal.revision)
    answer_remarks(plan=plan, answers=answers, by=by)


def draft_from(row: PlanLine) -> ProposalDraft:
    """What a line says now, as a draft to be changed."""
    version = row.proposal_version
    return ProposalDraft(
        title=version.title,
        strategy=version.strategy,
        programme=version.programme,
        rationale=version.rationale,
        objective=version.objective,
        target_output=version.target_output,
        expected_result=version.expected_result,
        place=version.place,
        village=version.village,
        lead_agency=version.lead_agency,
        beneficiaries=version.beneficiaries,
        work_class=version.work_class,
        budget=[BudgetDraft(line.year, line.source, line.amount) for line in version.budget.all()],
        indicators=[IndicatorDraft(indicator.name, indicator.target) for indicator in version.indicators.all()],
    )
