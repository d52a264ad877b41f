"""The lists of who looks at projects: their checks, their reviewers, and the remarks with which a plan goes back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions import RETURN, SEND_DOWN
from approvals.assessments import Kind, list_for
from approvals.assignments import desk_power, rows_to_share
from approvals.drafts import CheckDraft, RemarkDraft
from approvals.models import Assignment, LineCheck
from approvals.sheets.of_lines import ABOUT, LONG, REFERENCE, line_named, named, row_of
from approvals.sheets.tables import Asked, Change, Column, ComesBack, Drafts, Row, Table, WrongRowError
from approvals.verbs.line_checks import check_lines
from approvals.verbs.review import return_plan
from directory import cells
from directory.acting import Acting
from directory.clock import today
from directory.errors import Refused
from proposals.models import Level, Plan, PlanLine
from proposals.page import admit_to
from workflow.law import may


def admit_to_review(plan: Plan, by: Acting) -> None:
    """Let in who works at the desk at which the plan lies.

    Raises:
        Refused: it is another office's work.
    """
    power = desk_power(plan)
    if not may(by, power.over(plan), plan, party=power.party):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": by.office})


# --- Checks ---

YES_NO: Mapping[str, str] = {"yes": "เข้าข้อนี้", "no": "ไม่เข้าข้อนี้"}


def _check_columns(asked: Asked) -> list[Column]:
    used = list_for(Kind.BEYOND_CAPACITY, asked.plan.cycle)
    listed = tuple(YES_NO.values())
    return [
        *ABOUT,
        *(
            Column(f"check_{item['code']}", item["text"], 24, "text", cells.choice(YES_NO), listed)
            for item in used.items
        ),
        Column("note", "บันทึกของผู้ตรวจ", 44, "text", LONG),
    ]


def _at_the_desk(asked: Asked) -> list[PlanLine]:
    known = ("line__plan__area", "line__plan__owner")
    return list(_mine(asked, named(rows_to_share(asked.plan), asked)).select_related(*known))


def _mine(asked: Asked, rows: QuerySet[PlanLine]) -> QuerySet[PlanLine]:
    """All of them, or those that wait for the office that asks, as the page of reviewers is filtered."""
    if asked.query.get("mine") != "1":
        return rows
    standing = Assignment.objects.filter(plan=asked.plan, ended_at__isnull=True, done_at__isnull=True)
    return rows.filter(line__in=standing.filter(office=asked.by.office).values("line"))


def _check_rows(asked: Asked) -> Iterable[Row]:
    lines = _at_the_desk(asked)
    versions = {line.version_id for line in lines}
    found = {(c.line_id, c.version_id): c for c in LineCheck.objects.filter(version__in=versions)}
    for line in lines:
        check = found.get((line.line_id, line.version_id))
        said = check.answers if check else {}
        shown = {f"check_{code}": YES_NO["yes" if answer else "no"] for code, answer in said.items()}
        yield row_of(line, **shown, note=check.note if check else "")


def _checked(_asked: Asked, change: Change) -> CheckDraft:
    blank = [name for name, value in change.values.items() if name != "note" and not value]
    if blank:
        raise WrongRowError(blank[0], _("ต้องตอบทุกข้อตามรายการที่ใช้อยู่"))
    answers = {name.removeprefix("check_"): v == "yes" for name, v in change.values.items() if name != "note"}
    return CheckDraft(answers, change.values["note"])


def _whose_check(changes: Mapping[str, Change], field: str, value: str) -> str:
    """The row of a check's problem; of a single check its field says only which test it is about."""
    only = next(iter(changes), "") if len(changes) == 1 and field.startswith(("check_", "note")) else ""
    return line_named(changes, field, value) or only


def _check(asked: Asked, changes: Mapping[str, Change], drafts: Drafts, _more: Mapping[str, Any]) -> None:
    checks = {changes[key].row.of: draft for key, draft in drafts.items()}
    check_lines(plan=asked.plan, checks=checks, by=asked.by)


CHECKS = Table(
    "checks",
    "ผลตรวจรายโครงการ",
    REFERENCE,
    _check_columns,
    _check_rows,
    admit_to_review,
    ComesBack(gettext_lazy("ผลตรวจรายโครงการ"), _checked, _check, _whose_check, decides=True, verb=check_lines),
)

# --- Who reviews what ---


def _assignment_columns(_asked: Asked) -> list[Column]:
    names = (("office", "ผู้ตรวจ", 34), ("since", "ตั้งแต่", 16), ("due", "ภายใน", 16), ("done", "ตรวจแล้วเมื่อ", 16))
    return [*ABOUT, *(Column(*each) for each in names), Column("rule", "วิธีมอบหมาย", 24)]


def _assignment_rows(asked: Asked) -> Iterable[Row]:
    standing = Assignment.objects.filter(plan=asked.plan, ended_at__isnull=True).select_related("office__body")
    rows = rows_to_share(asked.plan).select_related("line__plan__area", "line__plan__owner")
    for line in _mine(asked, rows).prefetch_related(Prefetch("line__assignments", standing, to_attr="standing")):
        given: Any = next(iter(getattr(line.line, "standing", ())), None)
        yield row_of(
            line,
            office=f"{given.office} {given.office.body.name}" if given else "",
            since=given and given.since,
            due=given and given.due_on,
            done=given and given.done_at,
            rule=given.get_rule_display() if given else "",
        )


ASSIGNMENTS = Table("assignments", "ผู้ตรวจรายโครงการ", REFERENCE, _assignment_columns, _assignment_rows, admit_to_review)

# --- Requests to a plan's owner, before it is returned ---


def _returns(plan: Plan, by: Acting) -> None:
    admit_to(RETURN if plan.level == Level.SUBDISTRICT else SEND_DOWN, plan, by)


def _request_columns(_asked: Asked) -> list[Column]:
    hint = "หนึ่งเซลล์ต่อหนึ่งข้อสังเกต เว้นว่างถ้าไม่มี"
    return [*ABOUT, Column("text", "ข้อสังเกตที่ขอให้ปรับปรุง", 60, "text", LONG, hint=hint)]


def _request_rows(asked: Asked) -> Iterable[Row]:
    rows = PlanLine.objects.filter(version=F("version__plan__current_version"), version__plan=asked.plan)
    known = ("line__proposal", "line__plan__area", "line__plan__owner", "proposal_version")
    for line in named(rows, asked).select_related(*known).order_by("line__number"):
        yield row_of(line, text="")


def _requested(_asked: Asked, change: Change) -> RemarkDraft:
    return RemarkDraft(change.values["text"], line_id=change.row.of)


def _return(asked: Asked, _changes: Mapping[str, Change], drafts: Drafts, more: Mapping[str, Any]) -> None:
    version: Any = asked.plan.current_version
    remarks: Sequence[RemarkDraft] = list(drafts.values())
    return_plan(plan=asked.plan, seen=version, by=asked.by, remarks=remarks, due=more["due"])


def _whose_request(changes: Mapping[str, Change], field: str, value: str) -> str:
    """The row of a remark: verbs number the remarks in the order of the rows."""
    number = field.partition("remarks[")[2].partition("]")[0]
    return list(changes)[int(number)] if number else line_named(changes, "", value)


def _tomorrow(_asked: Asked) -> Mapping[str, Any]:
    return {"due": today() + timedelta(days=1)}


REQUESTS = Table(
    "requests",
    "ข้อสังเกตถึงเจ้าของแผน",
    REFERENCE,
    _request_columns,
    _request_rows,
    _returns,
    ComesBack(
        gettext_lazy("ส่งคืนเพื่อปรับปรุงพร้อมข้อสังเกต"),
        _requested,
        _return,
        _whose_request,
        trial=_tomorrow,
        decides=True,
        asks="due",
        verb=return_plan,
    ),
)
