"""Checking projects at a desk: the tests of what lies beyond a local administrative organization."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from approvals.assessments import Kind, list_for
from approvals.assignments import AT_A_DESK, WAITING, desk_power, rows_to_share
from approvals.conflicts import refuse_the_partial
from approvals.drafts import CheckDraft
from approvals.models import Assignment, LineCheck
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Plan
from workflow import door


def check_line(*, plan: Plan, line_id: int, answers: Mapping[str, bool], by: Acting, note: str = "") -> LineCheck:
    """Answer the tests for one line of a plan at this desk; a later check of the same version counts instead.

    Raises:
        NotHere, Refused, Stale, Invalid: as `check_lines`.
    """
    return check_lines(plan=plan, checks={line_id: CheckDraft(answers, note)}, by=by)[0]


def check_lines(*, plan: Plan, checks: Mapping[int, CheckDraft], by: Acting) -> list[LineCheck]:
    """Answer the tests for lines of a plan at this desk; a later check of the same version counts instead.

    The version of the list is kept with the answers, and what was answered before beside them. A line that was
    assigned to this office is done. The same number of statements for any number of lines.

    Raises:
        NotHere, Refused, Stale: as the door does; refused too who has a stake in one of the lines.
        Invalid: a line is not at the desk or is kept by its community, a test is not answered or not on the list; every
            problem of every line. With several lines a problem's field names its line, as ``checks[12].note``.
    """
    with door.act(plan, "check_line", by=by, power=desk_power(plan), states=AT_A_DESK) as act:
        versions = dict(rows_to_share(plan).filter(line__in=list(checks)).values_list("line_id", "version_id"))
        missing = [line_id for line_id in checks if line_id not in versions]
        if missing or not checks:
            expected = _("ข้อตรวจนี้ใช้กับโครงการที่อยู่ระหว่างพิจารณา ยกเว้นที่ชุมชนทำเอง")
            raise Invalid([Problem("line", str(i), expected) for i in missing] or [Problem("line", "", expected)])
        refuse_the_partial(by, plan, list(checks))
        used = list_for(Kind.BEYOND_CAPACITY, plan.cycle)
        codes = {item["code"] for item in used.items}
        problems = [
            replace(problem, field=f"checks[{line_id}].{problem.field}") if len(checks) > 1 else problem
            for line_id, check in checks.items()
            for problem in _problems_of(check, codes)
        ]
        if problems:
            raise Invalid(problems)
        moment = clock.now()
        stored = LineCheck.objects.bulk_create(
            [
                LineCheck(
                    line_id=line_id,
                    version_id=versions[line_id],
                    checked_by_list=used,
                    answers=dict(check.answers),
                    note=check.note,
                    office=by.office,
                    checked_at=moment,
                )
                for line_id, check in checks.items()
            ]
        )
        mine = Assignment.objects.filter(WAITING, plan=plan, line__in=list(checks), office=by.office)
        mine.update(done_at=moment)
        if len(checks) == 1:
            act.data = {"line": next(iter(checks)), "list": used.pk, "check": stored[0].pk}
        else:
            act.data, act.items = {"list": used.pk}, [(line_id, "", "") for line_id in checks]
    return stored


def _problems_of(check: CheckDraft, codes: set[str]) -> list[Problem]:
    expected = _("ต้องตอบทุกข้อตามรายการที่ใช้อยู่")
    found = text_problems("note", check.note, most=LONGEST_TEXT)
    return found + [Problem(f"check_{code}", code, expected) for code in sorted(codes ^ set(check.answers))]
