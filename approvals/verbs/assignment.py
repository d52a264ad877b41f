"""Assigning lines to reviewers: by hand or by a rule, again to another, and done. It gives nobody a right."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from approvals.assignments import AT_A_DESK, SharingOut, desk_power, reviewers_for, rows_to_share, shared_out
from approvals.conflicts import conflicts_of
from approvals.models import Assignment
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Office
from directory.verbs.bodies import holder_of
from proposals.models import Plan
from workflow import door

Rule = Assignment.Rule
MOST_LINES_EACH = 5000


def assign_lines(
    *, plan: Plan, line_ids: Sequence[int], office: Office, by: Acting, due_on: date | None = None
) -> list[Assignment]:
    """Expect one office to review these lines from now on; whoever was expected before is no longer.

    A line that it reviews already stays as it is, so that repeating it changes nothing.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not at this desk.
        Invalid: no line, one that is not at the desk or kept by its community, an office of another desk or one whose
            holder has a stake in a line, or a date that is not ahead; each is named.
    """
    with door.act(plan, "assign_lines", by=by, power=desk_power(plan), states=AT_A_DESK) as act:
        known = set(rows_to_share(plan).filter(line__in=line_ids).values_list("line_id", flat=True))
        problems = _office_problems(plan, [office], by) + _due_problems(due_on)
        problems += [
            Problem("lines", str(pk), _("ไม่มีรายการนี้ให้ตรวจ โครงการที่ชุมชนทำเองไม่ต้องตรวจ"))
            for pk in line_ids
            if pk not in known
        ]
        if not line_ids:
            problems.append(Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ")))
        holder = holder_of(office)
        if not problems and holder is not None and conflicts_of(holder.user, plan, known):
            problems.append(Problem("office", str(office), _("ผู้ดำรงตำแหน่งนี้มีส่วนได้เสียกับโครงการที่เลือก")))
        if problems:
            raise Invalid(problems)
        made = _assigned(plan, {office.pk: sorted(known)}, Rule.BY_HAND, by, due_on)
        act.items = [(each.line_id, "", "") for each in made]
        act.data = {"office": office.pk}
    return made


def share_out(  # a rule and its bounds, by name
    *,
    plan: Plan,
    rule: str,
    offices: Sequence[Office],
    by: Acting,
    cap: int | None = None,
    due_on: date | None = None,
) -> SharingOut:
    """Share the lines that nobody reviews yet out among offices by a rule; see `shared_out`, which is the look at it.

    Answers what was given and what is left over, where all have as many as ``cap`` allows or a stake in it.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not at this desk.
        Invalid: no such rule, no office, one of another desk, a cap below one, or a date that is not ahead.
    """
    with door.act(plan, "share_out", by=by, power=desk_power(plan), states=AT_A_DESK) as act:
        problems = _office_problems(plan, offices, by) + _due_problems(due_on)
        if rule not in Rule.values or rule == Rule.BY_HAND:
            problems.append(Problem("rule", rule, _("ไม่รู้จักวิธีแบ่งงานนี้")))
        if cap is not None and not 1 <= cap <= MOST_LINES_EACH:
            problems.append(Problem("cap", str(cap), _("จำนวนสูงสุดต่อคนต้องเป็น 1 ถึง %s") % MOST_LINES_EACH))
        if problems:
            raise Invalid(problems)
        result = shared_out(plan, rule, offices, cap)
        made = _assigned(plan, result.given, rule, by, due_on)
        act.items = [(each.line_id, "", "") for each in made]
        act.data = {"rule": rule, "given": {str(pk): len(lines) for pk, lines in result.given.items()}}
    return result


def finish_lines(*, plan: Plan, line_ids: Sequence[int], by: Acting) -> int:
    """Say that one has reviewed lines that were assigned to one's office; answers how many that finished.

    Raises:
        NotHere, Refused, Stale: as the door does; the plan is not at this desk.
        Invalid: a line that is not waited for from this office; each is named.
    """
    with door.act(plan, "finish_lines", by=by, power=desk_power(plan), states=AT_A_DESK) as act:
        waiting = Assignment.objects.filter(
            plan=plan, office=by.office, line__in=line_ids, done_at__isnull=True, ended_at__isnull=True
        )
        known = set(waiting.values_list("line_id", flat=True))
        problems = [
            Problem("lines", str(pk), _("ไม่ได้มอบหมายรายการนี้ให้ท่าน หรือตรวจแล้ว")) for pk in line_ids if pk not in known
        ]
        if problems or not line_ids:
            raise Invalid(problems or [Problem("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ"))])
        waiting.update(done_at=clock.now())
        act.items = [(pk, "", "") for pk in sorted(known)]
    return len(known)


def expect_again(plan: Plan, line_ids: Collection[int]) -> None:
    """Lines that go back to their owner are to be reviewed again once they return, by whoever did before."""
    again = Assignment.objects.filter(plan=plan, line__in=line_ids, ended_at__isnull=True, done_at__isnull=False)
    again.update(done_at=None, since=clock.now(), due_on=None)


def _office_problems(plan: Plan, offices: Sequence[Office], by: Acting) -> list[Problem]:
    known = {office.pk for office in reviewers_for(plan, by)}
    problems = [
        Problem("offices", str(office), _("ต้องเป็นตำแหน่งในหน่วยงานของท่านที่มีอำนาจตรวจแผนนี้"))
        for office in offices
        if office.pk not in known
    ]
    return problems if offices else [Problem("offices", "", _("ต้องเลือกผู้ตรวจอย่างน้อยหนึ่งตำแหน่ง"))]


def _due_problems(due_on: date | None) -> list[Problem]:
    if due_on is None or due_on > clock.today():
        return []
    return [Problem("due_on", due_on.isoformat(), _("กำหนดต้องเป็นวันข้างหน้า"))]


def _assigned(
    plan: Plan, given: Mapping[int, Sequence[int]], rule: str, by: Acting, due_on: date | None
) -> list[Assignment]:
    """End what stands otherwise, and write what is new."""
    moment = clock.now()
    standing = Assignment.objects.filter(plan=plan, ended_at__isnull=True)
    made: list[Assignment] = []
    for office_id, line_ids in given.items():
        theirs = set(standing.filter(office=office_id, line__in=line_ids).values_list("line_id", flat=True))
        new = [pk for pk in line_ids if pk not in theirs]
        standing.filter(line__in=new).update(ended_at=moment)
        made += [
            Assignment(
                plan=plan,
                line_id=pk,
                office_id=office_id,
                rule=rule,
                assigned_by=by.office,
                since=moment,
                due_on=due_on,
            )
            for pk in new
        ]
    return Assignment.objects.bulk_create(made)
