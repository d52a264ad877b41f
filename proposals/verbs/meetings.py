"""Meetings of the body that owns a plan: recorded, resolved, certified."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals import contents
from proposals.drafts import LONGEST_TEXT, MeetingDraft, text_problems
from proposals.models import AgendaItem, Attendance, Meeting, Plan, PlanVersion, Resolution
from workflow import door


def record_meeting(*, plan: Plan, draft: MeetingDraft, by: Acting) -> Meeting:
    """Record a sitting of the body that owns a plan: roster, attendance, agenda; numbered per body and calendar year.

    The quorum is computed by the body's own stored rule and copied here with the text that it rests on. Without an
    explicit number of members, it is the roster's members who count.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: the date lies ahead, the times cross, a text is empty, too long or holds control characters.
    """
    with door.act(plan, "record_meeting", by=by, power=Power.WRITE_PLAN) as act:
        problems = draft.problems(clock.today())
        counted = sum(a.presence != Attendance.Presence.OBSERVER for a in draft.attendances)
        members = draft.members_count if draft.members_count is not None else counted
        if members < 1 or members < counted:
            problems.append(Problem("members_count", str(members), _("จำนวนสมาชิกต้องไม่น้อยกว่ารายชื่อสมาชิกที่บันทึก")))
        if problems:
            raise Invalid(problems)
        meeting = _insert(plan, draft, members)
        act.data = {"meeting": meeting.pk, "quorate": meeting.is_quorate}
    return meeting


def _insert(plan: Plan, draft: MeetingDraft, members: int) -> Meeting:
    year = clock.buddhist_year(draft.held_on)
    before = Meeting.objects.filter(body=plan.owner, kind=draft.kind, year=year).aggregate(last=Max("number"))["last"]
    meeting = Meeting.objects.create(
        body=plan.owner,
        plan=plan,
        kind=draft.kind,
        title=draft.title,
        number=(before or 0) + 1,
        year=year,
        held_on=draft.held_on,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        place=draft.place,
        members_count=members,
        quorum=plan.owner.quorum(members),
        quorum_legal_reference=plan.owner.quorum_legal_reference,
        residents_present=draft.residents_present,
        recorded_by=draft.recorded_by,
        checked_by=draft.checked_by,
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
            )
            for place, a in enumerate(draft.attendances, 1)
        ]
    )
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(meeting=meeting, number=number, heading=item.heading, text=item.text, resolution=item.resolution)
            for number, item in enumerate(draft.agenda, 1)
        ]
    )
    return meeting


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
    with door.act(plan, "pass_resolution", by=by, power=Power.WRITE_PLAN, seen=version) as act:
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


def certify_minutes(*, meeting: Meeting, on: date, how: str, by: Acting) -> Meeting:
    """Record that the minutes were certified: at the same or the next meeting, or by circulation.

    Raises:
        Invalid: they are certified already, on a day before the meeting or in the future, or nothing says how.
    """
    with door.act(meeting.plan, "certify_minutes", by=by, power=Power.WRITE_PLAN) as act:
        if meeting.certified_on is not None:
            raise Invalid.of("meeting", str(meeting), _("รายงานการประชุมนี้รับรองแล้ว"))
        if on < meeting.held_on:
            raise Invalid.of("on", on, _("วันรับรองต้องไม่ก่อนวันประชุม"))
        if on > clock.today():
            raise Invalid.of("on", on, _("วันรับรองต้องไม่อยู่ในอนาคต"))
        if problems := text_problems("how", how, most=100, required=True):
            raise Invalid(problems)
        meeting.certified_on, meeting.certified_how = on, how
        meeting.save(update_fields=["certified_on", "certified_how"])
        act.data = {"meeting": meeting.pk, "on": on.isoformat()}
    return meeting
