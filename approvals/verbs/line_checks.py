"""Checking one project at a desk: the tests of what lies beyond a local administrative organization."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from approvals.assessments import Kind, list_for
from approvals.assignments import AT_A_DESK, WAITING, desk_power, rows_to_share
from approvals.conflicts import refuse_the_partial
from approvals.models import Assignment, LineCheck
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Plan
from workflow import door


def check_line(*, plan: Plan, line_id: int, answers: Mapping[str, bool], by: Acting, note: str = "") -> LineCheck:
    """Answer the tests for one line of a plan at this desk; a later check of the same version replaces it.

    The version of the list is kept with the answers. Where the line was assigned to this office, it is done.

    Raises:
        NotHere, Refused, Stale: as the door does; refused too who has a stake in the line.
        Invalid: the line is not at the desk or is kept by its community, a test is not answered or not on the list.
    """
    with door.act(plan, "check_line", by=by, power=desk_power(plan), states=AT_A_DESK) as act:
        row = rows_to_share(plan).filter(line=line_id).first()
        if row is None:
            raise Invalid.of("line", str(line_id), _("ข้อตรวจนี้ใช้กับโครงการที่อยู่ระหว่างพิจารณา ยกเว้นที่ชุมชนทำเอง"))
        refuse_the_partial(by, plan, [line_id])
        used = list_for(Kind.BEYOND_CAPACITY, plan.cycle)
        codes = {item["code"] for item in used.items}
        problems = text_problems("note", note, most=LONGEST_TEXT)
        problems += [
            Problem(f"check_{code}", code, _("ต้องตอบทุกข้อตามรายการที่ใช้อยู่")) for code in sorted(codes ^ set(answers))
        ]
        if problems:
            raise Invalid(problems)
        check, _created = LineCheck.objects.update_or_create(
            line_id=line_id,
            version=row.version,
            defaults={
                "checked_by_list": used,
                "answers": dict(answers),
                "note": note,
                "office": by.office,
                "checked_at": clock.now(),
            },
        )
        mine = Assignment.objects.filter(WAITING, plan=plan, line=line_id, office=by.office)
        mine.update(done_at=clock.now())
        act.data = {"line": line_id, "list": used.pk}
    return check
