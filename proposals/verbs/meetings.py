"""Meetings of the body that owns a plan: recorded with their rosters and agendas, and what they resolved."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Body, Tenure
from directory.powers import BodyKind, Power
from proposals import contents
from proposals.drafts import LONGEST_TEXT, AgendaDraft, MeetingDraft, text_problems
from proposals.models import Affiliation, AgendaItem, Attendance, Headcount, Meeting, Plan, PlanVersion, Resolution
from workflow import deadlines, door
from workflow.law import holds
from workflow.models import Phase

_AS_WRITTEN = ("kind", "title", "held_on", "starts_at", "ends_at", "place", "recorded_by", "checked_by", "called")


def record_meeting(*, plan: Plan, draft: MeetingDraft, by: Acting, party: str = "owner") -> Meeting:
    """Record a sitting of the body that owns a plan: roster, attendance, agenda; numbered per body and calendar year.

    ``party`` names another body whose sitting on this plan it is, such as the councils' provincial meeting.

    The quorum is computed by the body's own stored rule and copied here with the text that it rests on, and so is
    whether substitutes count for it. Without an explicit number of members, it is the roster's members who count.
    Headcounts by affiliation make up the residents present. A sitting that was called becomes this meeting.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: the date lies ahead, the times cross, a text is empty, too long or holds control characters; somebody
            is counted twice, or their term had ended on the day; the called sitting was cancelled or is held already.
    """
    with door.act(plan, "record_meeting", by=by, power=holds(Power.WRITE_PLAN, party=party)) as act:
        body: Body = getattr(plan, party)
        problems = draft.problems(clock.today())
        counted = sum(a.presence != Attendance.Presence.OBSERVER for a in draft.attendances)
        members = draft.members_count if draft.members_count is not None else counted
        if members < 1 or members < counted:
            problems.append(Problem("members_count", str(members), _("จำนวนสมาชิกต้องไม่น้อยกว่ารายชื่อสมาชิกที่บันทึก")))
        problems += holds_this_kind(body, draft.kind)
        problems += _problems_of_terms(body, draft) + _problems_of_the_call(plan, body, draft)
        if problems:
            raise Invalid(problems)
        meeting = _insert(plan, body, draft, members)
        if meeting.kind == Meeting.Kind.FORUM:
            deadlines.settle(plan, Phase.FORUM)
        act.data = {"meeting": meeting.pk, "quorate": meeting.is_quorate}
    return meeting


def holds_this_kind(body: Body, kind: str) -> list[Problem]:
    """The provincial meeting of councils is held by their assembly alone."""
    if kind == Meeting.Kind.PROVINCIAL and body.kind not in (BodyKind.ASSEMBLY, BodyKind.NETWORK):
        return [Problem("kind", kind, _("องค์กรนี้ไม่ได้จัดการประชุมประเภทนี้"))]
    return []


def _problems_of_terms(body: Body, draft: MeetingDraft) -> list[Problem]:
    """Whose tenure the roster knows must have held an office of the body on the day, to be counted or to be excused."""
    known = {i: a.tenure for i, a in enumerate(draft.attendances) if a.tenure is not None}
    tenures = Tenure.objects.select_related("office").in_bulk(set(known.values()))
    found: list[Problem] = []
    for i, pk in known.items():
        tenure, name = tenures.get(pk), draft.attendances[i].name
        if tenure is None or tenure.office.body_id != body.pk:
            found.append(Problem(f"attendances[{i}].name", name, _("ไม่ได้ดำรงตำแหน่งในองค์กรนี้")))
        elif tenure.starts > draft.held_on:
            found.append(Problem(f"attendances[{i}].name", name, _("วาระยังไม่เริ่มในวันประชุม")))
        elif tenure.ends is not None and tenure.ends <= draft.held_on:
            expected = _("วาระสิ้นสุดแล้วในวันประชุม ให้ลบออกจากรายชื่อ หรือเพิ่มเป็นผู้เข้าร่วมประชุมในแถวใหม่")
            found.append(Problem(f"attendances[{i}].name", name, expected))
    return found


def _problems_of_the_call(plan: Plan, body: Body, draft: MeetingDraft) -> list[Problem]:
    called, found = draft.called, []
    if draft.series is not None and draft.series.body_id != body.pk:
        found.append(Problem("series", draft.series.name, _("ชุดการประชุมนี้เป็นขององค์กรอื่น")))
    if called is None:
        return found
    if called.plan_id != plan.pk:
        found.append(Problem("called", called.title, _("นัดประชุมนี้เป็นของแผนอื่น")))
    elif called.cancelled_at is not None:
        found.append(Problem("called", called.title, _("นัดประชุมนี้ยกเลิกแล้ว")))
    elif Meeting.objects.filter(called=called).exists():
        found.append(Problem("called", called.title, _("บันทึกการประชุมตามนัดนี้ไว้แล้ว")))
    return found


def _insert(plan: Plan, owner: Body, draft: MeetingDraft, members: int) -> Meeting:
    year = clock.buddhist_year(draft.held_on)
    before = Meeting.objects.filter(body=owner, kind=draft.kind, year=year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        body=owner,
        plan=plan,
        number=(before or 0) + 1,
        year=year,
        members_count=members,
        quorum=owner.quorum(members),
        quorum_legal_reference=owner.quorum_legal_reference,
        substitutes_count=owner.substitutes_count,
        residents_present=draft.residents,
        series=draft.series or (draft.called.series if draft.called else None),
        **{name: getattr(draft, name) for name in _AS_WRITTEN},
    )
    Attendance.objects.bulk_create(
        [
            Attendance(
                meeting=meeting,
                place_in_list=place,
                name=a.name,
                position=a.position,
                presence=a.presence,
                remark=a.remark,
                tenure_id=a.tenure,
            )
            for place, a in enumerate(draft.attendances, 1)
        ]
    )
    Headcount.objects.bulk_create(
        [
            Headcount(meeting=meeting, affiliation=name, people=draft.headcounts[name])
            for name in Affiliation.values
            if draft.headcounts.get(name)
        ]
    )
    insert_agenda(meeting, draft.agenda)
    return meeting


def insert_agenda(meeting: Meeting, agenda: Sequence[AgendaDraft]) -> None:
    """The items of a meeting's agenda, numbered in the order given."""
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(
                meeting=meeting,
                number=number,
                heading=item.heading,
                text=item.text,
                agreed=item.agreed,
                differences=item.differences,
                resolution=item.resolution,
            )
            for number, item in enumerate(agenda, 1)
        ]
    )


def pass_resolution(
    *,
    meeting: Meeting,
    version: PlanVersion,
    text: str,
    votes_for: int,
    by: Acting,
    votes_against: int = 0,
    abstained: int = 0,
    extract_signed_by: str = "",
) -> Resolution:
    """Record that a quorate meeting resolved on a version of its body's plan, as it stands now.

    The resolution keeps the hash of the contents: any change before the plan is adopted needs another resolution.

    Raises:
        NotHere, Refused, Stale: as `record_meeting`; ``version`` is not the one on the desk.
        Invalid: no quorum, a forum instead of a members' meeting, no majority, more votes than members present, or the
            meeting has resolved on this version before.
    """
    plan = meeting.plan
    party = "owner" if meeting.body_id == plan.owner_id else "assembly"
    power = holds(Power.WRITE_PLAN, party=party)
    with door.act(plan, "pass_resolution", by=by, power=power, seen=version) as act:
        problems = text_problems("text", text, most=LONGEST_TEXT, required=True)
        if not meeting.is_of_members:
            problems.append(Problem("meeting", meeting.title, _("เวทีเปิดไม่ใช่การประชุมสมาชิก จึงรับรองแผนไม่ได้")))
        if meeting.resolutions.filter(version=version).exists():
            problems.append(Problem("meeting", "", _("การประชุมนี้มีมติต่อฉบับนี้ไว้แล้ว หากแผนเปลี่ยนหลังจากนั้นต้องประชุมใหม่")))
        present = meeting.members_present
        if present < meeting.quorum:
            expected = _("ไม่ครบองค์ประชุม ต้องมาอย่างน้อย %(quorum)s จาก %(members)s คน") % {
                "quorum": meeting.quorum,
                "members": meeting.members_count,
            }
            problems.append(Problem("meeting", str(present), expected))
        if min(votes_for, votes_against, abstained) < 0 or votes_for + votes_against + abstained > present:
            problems.append(Problem("votes_for", str(votes_for), _("คะแนนเสียงรวมต้องไม่เกินผู้มาประชุม")))
        elif votes_for <= votes_against:
            problems.append(Problem("votes_for", str(votes_for), _("เสียงเห็นชอบต้องมากกว่าเสียงไม่เห็นชอบ")))
        if problems:
            raise Invalid(problems)
        resolution = Resolution.objects.create(
            meeting=meeting,
            version=version,
            version_hash=contents.hash_of(version),
            text=text,
            votes_for=votes_for,
            votes_against=votes_against,
            abstained=abstained,
            extract_signed_by=extract_signed_by,
        )
        act.data = {"meeting": meeting.pk, "version": version.pk, "version_hash": resolution.version_hash}
    return resolution
