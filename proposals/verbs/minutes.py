"""The minutes of a meeting: drafted, checked, certified; each time the paper follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from documents.kinds import KINDS
from documents.models import ENDED, Document
from documents.verbs import prepare_in_place
from documents.verbs.preparing import prepare_drafts
from proposals.drafts import AgendaDraft, text_problems
from proposals.meetings_on_paper import title_of_minutes
from proposals.models import Level, Meeting
from proposals.verbs.meetings import insert_agenda
from workflow import door

# What is written into papers is Thai, whatever language the page is in.
AT_THE_SAME, AT_THE_NEXT, BY_CIRCULATION = "รับรองในการประชุมครั้งเดียวกัน", "รับรองในการประชุมครั้งถัดไป", "รับรองโดยมติเวียน"
MINUTES = ("T03", "D06", "P06")  # the papers that hold minutes, by their codes


def save_minutes(*, meeting: Meeting, agenda: Sequence[AgendaDraft], recorded_by: str, by: Acting) -> Meeting:
    """Write what was said on each item of the agenda; checked minutes are drafts again. A repetition changes nothing.

    Roster, votes and resolutions of the plan stay as they were recorded.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: the minutes are certified, or a text is empty, too long or holds control characters.
    """
    with door.act(meeting.plan, "save_minutes", by=by, power=Power.WRITE_PLAN) as act:
        _refuse_certified(meeting)
        problems = text_problems("recorded_by", recorded_by, most=200)
        problems += [p for i, item in enumerate(agenda) for p in item.problems(f"agenda[{i}].")]
        if problems:
            raise Invalid(problems)
        meeting.agenda.all().delete()
        insert_agenda(meeting, agenda)
        meeting.recorded_by, meeting.checked_on = recorded_by, None
        meeting.save(update_fields=["recorded_by", "checked_on"])
        act.data = {"meeting": meeting.pk, "items": len(agenda)}
    return meeting


def check_minutes(*, meeting: Meeting, checked_by: str, on: date, by: Acting) -> Meeting:
    """Record who checked the minutes, and put them on paper (T03), marked as not yet certified.

    Raises:
        Invalid: they are certified, nobody is named, or the day is before the meeting or in the future.
    """
    with transaction.atomic():
        with door.act(meeting.plan, "check_minutes", by=by, power=Power.WRITE_PLAN) as act:
            _refuse_certified(meeting)
            problems = text_problems("checked_by", checked_by, most=200, required=True)
            problems += _problems_of_the_day(meeting, on, _("วันตรวจต้องไม่ก่อนวันประชุม"))
            if problems:
                raise Invalid(problems)
            meeting.checked_by, meeting.checked_on = checked_by, on
            meeting.save(update_fields=["checked_by", "checked_on"])
            act.data = {"meeting": meeting.pk, "on": on.isoformat()}
        _put_on_paper(meeting, by)
    return meeting


def certify_minutes(
    *, meeting: Meeting, on: date, how: str, by: Acting, at: Meeting | None = None, note: str = ""
) -> Meeting:
    """Record that the minutes were certified: at the same or the next meeting, or by circulation; they stay so.

    ``at`` is the meeting of members that certified them; a circulation may name what proves it in a ``note`` instead.
    Side effects: the paper that is not certified is replaced by one that is.

    Raises:
        Invalid: they are certified already, on a day before the meeting or in the future; nothing says how; the
            certifying meeting is missing, was no quorate meeting of this body's members, or does not fit.
    """
    with transaction.atomic():
        with door.act(meeting.plan, "certify_minutes", by=by, power=Power.WRITE_PLAN) as act:
            _refuse_certified(meeting)
            problems = _problems_of_the_day(meeting, on, _("วันรับรองต้องไม่ก่อนวันประชุม"))
            told = f"{how}: {note}" if note else how
            problems += text_problems("how", how, most=100, required=True) + text_problems("note", told, most=100)
            problems += _problems_of_certifying(meeting, on, how, at, note)
            if problems:
                raise Invalid(problems)
            meeting.certified_on, meeting.certified_how, meeting.certified_at = on, told, at
            meeting.save(update_fields=["certified_on", "certified_how", "certified_at"])
            act.data = {"meeting": meeting.pk, "on": on.isoformat(), "at": at.pk if at else None}
        _put_on_paper(meeting, by)
    return meeting


def _refuse_certified(meeting: Meeting) -> None:
    if Meeting.objects.filter(pk=meeting.pk, certified_on__isnull=False).exists():
        raise Invalid.of("meeting", str(meeting), _("รายงานการประชุมนี้รับรองแล้ว"))


def _problems_of_the_day(meeting: Meeting, on: date, too_early: str) -> list[Problem]:
    if on < meeting.held_on:
        return [Problem("on", on.isoformat(), too_early)]
    if on > clock.today():
        return [Problem("on", on.isoformat(), _("วันต้องไม่อยู่ในอนาคต"))]
    return []


def _problems_of_certifying(meeting: Meeting, on: date, how: str, at: Meeting | None, note: str) -> list[Problem]:
    """What is wrong with the meeting that certified, by the way in which it did."""
    if how == AT_THE_SAME and (at is not None or on != meeting.held_on):
        return [Problem("on", on.isoformat(), _("รับรองในการประชุมครั้งเดียวกันต้องเป็นวันประชุมนั้น"))]
    if how == AT_THE_NEXT and at is None:
        return [Problem("at", "", _("ต้องเลือกการประชุมครั้งที่รับรอง"))]
    if how == BY_CIRCULATION and at is None and not note.strip():
        return [Problem("note", "", _("ต้องเลือกมติเวียน หรือเขียนว่าเวียนเมื่อใดและมีหลักฐานอะไร"))]
    return [] if at is None else _problems_of_the_other(meeting, on, how, at)


def _problems_of_the_other(meeting: Meeting, on: date, how: str, at: Meeting) -> list[Problem]:
    fits = (at.kind == Meeting.Kind.CIRCULATION) == (how == BY_CIRCULATION)
    later = (at.held_on, at.starts_at, at.pk) > (meeting.held_on, meeting.starts_at, meeting.pk)
    if at.body_id != meeting.body_id or not at.is_of_members or not fits or not later:
        return [Problem("at", str(at), _("ต้องเป็นการประชุมสมาชิกครั้งหลังจากนั้นขององค์กรเดียวกัน และตรงกับวิธีรับรอง"))]
    if not at.is_quorate:
        return [Problem("at", str(at), _("การประชุมที่รับรองไม่ครบองค์ประชุม"))]
    return [] if on == at.held_on else [Problem("on", on.isoformat(), _("ต้องเป็นวันของการประชุมที่รับรอง"))]


def _put_on_paper(meeting: Meeting, by: Acting) -> None:
    """Prepare the minutes as they are now, in the place of their earlier paper where there is one."""
    plan, title = meeting.plan, title_of_minutes(meeting)
    alive = Document.objects.filter(plan=plan, kind__in=MINUTES, title=title, superseded_by__isnull=True)
    earlier = alive.exclude(state__in=ENDED).order_by("-pk").first()
    if earlier is None and plan.level != Level.SUBDISTRICT:
        return
    code = earlier.kind if earlier else MINUTES[0]
    with translation.override("th"):
        draft = next((draft for draft in KINDS[code].fill(plan, by) if draft.title == title), None)
    if draft is None:
        return
    if earlier is None:
        prepare_drafts(code, plan, [draft], by)
    else:
        earlier.plan = plan
        prepare_in_place(earlier, draft, by)
