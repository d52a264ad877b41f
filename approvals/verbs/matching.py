"""Listing the programmes and plans of other bodies, and matching the province's projects with their rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.assessments import checks_for
from approvals.matching import KINDS, lines_of_entry, rows_in_force
from approvals.models import AssessmentList, Entry, Match, OutsideRow
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from directory.mandates import mandate_of
from directory.models import Area, Body
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Level, Plan, PlanState
from proposals.money import MOST_BAHT
from proposals.verbs.strategy import ListTaken
from workflow import door

YEARS = range(2500, 2701)  # any plausible พ.ศ.


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row of another plan as somebody writes it down; ``number`` is where it stands in a list."""

    year: int
    item: str
    title: str
    plan: str = ""
    budget: Decimal | None = None
    number: int = 0

    @property
    def key(self) -> tuple[int, str, str]:
        """By what it is found again."""
        return self.year, self.plan.strip(), self.item.strip()

    def problems(self) -> list[Problem]:
        """Everything wrong with it alone."""
        where = f"rows[{self.number}]." if self.number else ""
        found = text_problems(f"{where}item", self.item, most=60, required=True)
        found += text_problems(f"{where}title", self.title, most=300, required=True)
        found += text_problems(f"{where}plan", self.plan, most=200)
        if self.year not in YEARS:
            found.append(Problem(f"{where}year", str(self.year), _("ต้องเป็นปี พ.ศ.")))
        if self.budget is not None and not (self.budget.is_finite() and 0 <= self.budget <= MOST_BAHT):
            expected = _("จำนวนเงินต้องไม่ติดลบและไม่เกินหนึ่งล้านล้านบาท")
            found.append(Problem(f"{where}budget", str(self.budget), expected))
        return found


def lists_its_own(by: Acting, body: Body) -> bool:
    """Whether an office keeps the papers of this body, and so its list."""
    mandate = mandate_of(by)
    return mandate.body_id == body.pk and Power.KEEP_PAPERS in mandate.own


@transaction.atomic
def list_rows(*, body: Body, drafts: Sequence[RowDraft], by: Acting) -> ListTaken:
    """List the programmes of an agency, or the rows of an LAO's plan: by itself, or by the province from its papers.

    A row is found by year, plan and item; where it says something else than before, the new one replaces it and the old
    one stays in the history. What a list does not name stays as it is. Repeating it changes nothing.

    Raises:
        NotHere, Refused: the actor is neither of that body nor manages the cycles of its province.
        Invalid: a body without such lists, no row, one twice, or a value that is wrong; each is named by its row.
    """
    province = Area.objects.get(pk=str(body.area_id)[:2])
    if not lists_its_own(by, body):
        door.admit(province, Power.MANAGE_CYCLE, by)
    if problems := _row_problems(body, drafts):
        raise Invalid(problems)
    door.lock(province)
    known = {(row.year, row.plan, row.item): row for row in rows_in_force(province.pk).filter(body=body)}
    fresh: list[OutsideRow] = []
    changed = 0
    for draft in drafts:
        before = known.get(draft.key)
        said = (draft.title.strip(), draft.budget)
        if before is not None and said == (before.title, before.budget):
            continue
        year, plan, item = draft.key
        changed += before is not None
        facts = {"body": body, "year": year, "plan": plan, "item": item, "title": said[0], "budget": said[1]}
        fresh.append(OutsideRow(**facts, office=by.office, recorded_at=clock.now(), replaces=before))
    OutsideRow.objects.bulk_create(fresh, batch_size=500)
    return ListTaken(len(fresh) - changed, changed, len(drafts) - len(fresh))


def _row_problems(body: Body, drafts: Sequence[RowDraft]) -> list[Problem]:
    if body.kind not in KINDS:
        return [Problem("body", body.name, _("เฉพาะหน่วยงานและองค์กรปกครองส่วนท้องถิ่นที่มีรายการนี้"))]
    found = [] if drafts else [Problem("rows", "", _("ต้องมีอย่างน้อยหนึ่งรายการ"))]
    seen: set[tuple[int, str, str]] = set()
    for draft in drafts:
        own = draft.problems()
        if not own and draft.key in seen:
            own.append(Problem(f"rows[{draft.number}].item", draft.item, _("รายการนี้ของปีและแผนเดียวกันมีแล้วในไฟล์")))
        seen.add(draft.key)
        found += own
    return found


def match_entry(
    *, plan: Plan, number: int, row_id: int, verdict: str, by: Acting, test: str = "", note: str = ""
) -> list[Match]:
    """Say what an entry of the province's worksheet is to a row of another plan.

    It is written down for each line from below that feeds the entry, and follows these lines wherever they are merged.
    A later match with the same row replaces the earlier one, which stays in the history; *not the same* takes it back.

    Raises:
        NotHere, Refused, Stale: as the door does; there is no such entry, or no such row in this province.
        Invalid: another level's plan, an unknown verdict, a note that is too long; beyond capacity without one of the
            tests of the cycle's list, or a test with another verdict. The same again changes nothing and is refused.
    """
    states = [PlanState.COMPILING]
    with door.act(plan, "match_entry", by=by, power=Power.WRITE_PLAN, states=states) as act:
        entry = Entry.objects.filter(worksheet__plan=plan, number=number).first()
        row = rows_in_force(plan.province_code).filter(pk=row_id).first()
        if entry is None or row is None:
            raise NotHere(_("ไม่มีรายการนี้ในตารางงาน"))
        if problems := _match_problems(plan, verdict, test, note):
            raise Invalid(problems)
        lines = lines_of_entry(entry)
        same = {"row__body": row.body_id, "row__year": row.year, "row__plan": row.plan, "row__item": row.item}
        held = {m.line_id: m for m in Match.objects.filter(line__in=lines, replaced_by__isnull=True, **same)}
        said = (row.pk, verdict, test, note.strip())
        wanted = [line for line in lines if line not in held or said != _said(held[line])]
        if not wanted:
            raise Invalid.of("row", row.title, _("บันทึกการจับคู่นี้ไว้แล้ว"))
        found = Match.objects.bulk_create(
            Match(
                line_id=line,
                row=row,
                verdict=verdict,
                test=test,
                note=note.strip(),
                office=by.office,
                matched_at=clock.now(),
                replaces=held.get(line),
            )
            for line in wanted
        )
        act.data = {"entry": entry.pk, "row": row.pk, "verdict": verdict, "test": test}
        act.items = [(line, "", verdict) for line in wanted]
    return found


def _said(match: Match) -> tuple[int, str, str, str]:
    return match.row_id, match.verdict, match.test, match.note


def _match_problems(plan: Plan, verdict: str, test: str, note: str) -> list[Problem]:
    if plan.level != Level.PROVINCE:
        return [Problem("plan", plan.reference, _("เฉพาะแผนจังหวัดที่จับคู่กับแผนอื่น"))]
    found = text_problems("note", note, most=300)
    if verdict not in Match.Verdict.values:
        found.append(Problem("verdict", verdict, _("ไม่รู้จักผลการจับคู่นี้")))
    tests = {each.code for each in checks_for(plan.cycle, AssessmentList.Kind.BEYOND_CAPACITY)}
    if verdict == Match.Verdict.BEYOND and test not in tests:
        found.append(Problem("test", test, _("ต้องบอกว่าเกินศักยภาพตามข้อใด")))
    if verdict != Match.Verdict.BEYOND and test:
        found.append(Problem("test", test, _("ระบุข้อเฉพาะเมื่อเกินศักยภาพ")))
    return found
