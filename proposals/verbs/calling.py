"""Meetings that are still to come: series of them, calls and cancellations, and the sheet at the door."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from directory.powers import Power
from documents.verbs import CHECK_ALPHABET, CHECK_LENGTH
from proposals.drafts import text_problems
from proposals.forum_drafts import CalledDraft
from proposals.models import Affiliation, CalledItem, CalledMeeting, DoorEntry, Meeting, MeetingSeries, Plan
from proposals.verbs.meetings import holds_this_kind
from workflow import door

MOST_IN_A_YEAR, MOST_AT_A_DOOR = 366, 20_000


def plan_series(
    *, plan: Plan, name: str, kind: str, planned: int, by: Acting, year: int | None = None
) -> MeetingSeries:
    """Plan how many meetings of a kind the plan's body holds in a calendar year; the same name again changes the plan.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: no name, a kind that is not known, or a count that is none.
    """
    with door.act(plan, "plan_series", by=by, power=Power.WRITE_PLAN) as act:
        problems = text_problems("name", name, most=200, required=True) + holds_this_kind(plan.owner, kind)
        if kind not in Meeting.Kind.values:
            problems.append(Problem("kind", kind, _("ไม่รู้จักการประชุมประเภทนี้")))
        if not 1 <= planned <= MOST_IN_A_YEAR:
            problems.append(Problem("planned", str(planned), _("ต้องวางแผนไว้อย่างน้อยหนึ่งครั้ง และไม่เกินวันละครั้ง")))
        if problems:
            raise Invalid(problems)
        series, _made = MeetingSeries.objects.update_or_create(
            body=plan.owner,
            year=year or clock.buddhist_year(clock.today()),
            name=name.strip(),
            defaults={"kind": kind, "planned": planned},
        )
        act.data = {"series": series.pk, "planned": planned}
    return series


def call_meeting(*, plan: Plan, draft: CalledDraft, by: Acting) -> CalledMeeting:
    """Call a sitting of the plan's body beforehand, with its agenda. Its paper (T01) is prepared when asked for.

    Not idempotent: a repetition calls another.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: the date is past, the times cross, a text is wrong, or the body holds no meeting of that kind.
    """
    with door.act(plan, "call_meeting", by=by, power=Power.WRITE_PLAN) as act:
        problems = draft.problems(clock.today()) + holds_this_kind(plan.owner, draft.kind)
        if draft.series is not None and draft.series.body_id != plan.owner_id:
            problems.append(Problem("series", draft.series.name, _("ชุดการประชุมนี้เป็นขององค์กรอื่น")))
        if problems:
            raise Invalid(problems)
        called = CalledMeeting.objects.create(
            body=plan.owner,
            plan=plan,
            series=draft.series,
            kind=draft.kind,
            title=draft.title,
            held_on=draft.held_on,
            starts_at=draft.starts_at,
            ends_at=draft.ends_at,
            place=draft.place,
            notice=draft.notice,
            code="".join(secrets.choice(CHECK_ALPHABET) for _place in range(CHECK_LENGTH)),
        )
        CalledItem.objects.bulk_create(
            [
                CalledItem(called=called, number=number, heading=heading)
                for number, heading in enumerate(draft.agenda, 1)
            ]
        )
        act.data = {"called": called.pk, "on": called.held_on.isoformat()}
    return called


def cancel_meeting(*, called: CalledMeeting, reason: str, by: Acting) -> CalledMeeting:
    """Cancel a called sitting that was not held; its sheet at the door closes.

    Raises:
        Invalid: no reason is given, or it was held or cancelled before.
    """
    with door.act(called.plan, "cancel_meeting", by=by, power=Power.WRITE_PLAN) as act:
        door.lock(called)
        problems = text_problems("reason", reason, most=500, required=True)
        if called.cancelled_at is not None:
            problems.append(Problem("called", called.title, _("นัดประชุมนี้ยกเลิกแล้ว")))
        if Meeting.objects.filter(called=called).exists():
            problems.append(Problem("called", called.title, _("บันทึกการประชุมตามนัดนี้ไว้แล้ว")))
        if problems:
            raise Invalid(problems)
        called.cancelled_at, called.cancelled_reason = clock.now(), reason.strip()
        called.save(update_fields=["cancelled_at", "cancelled_reason"])
        act.data = {"called": called.pk}
    return called


# --- The sheet at the door: for anybody who is there, without an office, an account, a device or a time --------------


def open_door(code: str) -> CalledMeeting:
    """The called sitting whose sheet lies open under a code: today, not cancelled, and not yet recorded as held.

    Raises:
        NotHere: there is none.
    """
    found = (
        CalledMeeting.objects.filter(code=code, held_on=clock.today(), cancelled_at__isnull=True, held__isnull=True)
        .select_related("body")
        .first()
    )
    if found is None or not code:
        raise NotHere(_("ไม่มีใบลงชื่อที่เปิดอยู่ด้วยรหัสนี้ในวันนี้"))
    return found


def sign_at_the_door(*, code: str, affiliation: str, key: str, name: str = "") -> DoorEntry:
    """Count somebody who came. Nothing else of them is kept: no time, no device, and no name unless they typed one.

    The same ``key`` again counts once.

    Raises:
        NotHere: as `open_door`.
        Invalid: no known affiliation, a name that is too long, or the sheet is full.
    """
    called = open_door(code)
    problems = text_problems("name", name, most=200)
    if affiliation not in Affiliation.values:
        problems.append(Problem("affiliation", affiliation, _("ต้องเลือกกลุ่มที่ท่านสังกัด")))
    if DoorEntry.objects.filter(called=called).count() >= MOST_AT_A_DOOR:
        problems.append(Problem("affiliation", "", _("ใบลงชื่อนี้เต็มแล้ว กรุณาลงชื่อในกระดาษ")))
    if problems:
        raise Invalid(problems)
    facts = {"called": called, "affiliation": affiliation, "name": name.strip()}
    entry, _made = DoorEntry.objects.get_or_create(key=key, defaults=facts)
    return entry
