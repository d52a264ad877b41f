"""What the province answers: the announcement of its plan (P08), the letter that sends it on (N01) and the replies to
councils (P10), first with what stands in the plan and, once its money is known, with the money.
"""  # noqa: D205  # the list does not fit in one line

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from approvals.afterwards import outcomes_of, rows_of, with_outcomes
from approvals.documents import integrated_block, integrated_rows, resolved_words, source_label
from approvals.governor import condition_words, conditions_of
from approvals.models import FundingOutcome, FundingResult, GovernorChoice, Stage
from directory.acting import By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import amount_with_words, column, letter, letterhead_of, signature_of, table, table_row
from documents.thai import baht, thai_date, to_thai_digits
from proposals.documents import LETTERS, plan_title
from proposals.lineage import Lineage, Step
from proposals.models import BudgetLine, FateKind, Plan, PlanKind, PlanLine

ZERO = Decimal(0)


@paper("P08", "ประกาศจังหวัด เรื่อง การใช้แผนพัฒนาจังหวัด")
def announcement(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The governor's announcement: what stands inside and above the ceiling; later the plan in use, with its money."""
    if proclamation := _stage(plan, Stage.Kind.PROCLAIMED):
        yield _in_use(plan, proclamation, by)
        return
    governor = Body.objects.filter(kind="governor", area_id=plan.province_code).first() or plan.owner
    rows = integrated_rows(plan)
    inside = [row for row in rows if row.within_ceiling is not False]
    above = [row for row in rows if row.within_ceiling is False]
    province = plan.area.full_name
    total = sum((row.proposed for row in inside), Decimal(0))
    paragraphs = [
        f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} {resolved_words(plan)} โดยรวบรวมจากแผนพัฒนาตำบลและแผนพัฒนาอำเภอ"
        f" และผู้ว่าราชการจังหวัดได้เห็นชอบแล้ว จึงประกาศให้ทราบโดยทั่วกัน ดังนี้",
        f"ข้อ 1 โครงการในกรอบวงเงิน {len(inside)} โครงการ วงเงิน {amount_with_words(total)} ตามบัญชีแนบท้าย 1",
        f"ข้อ 2 โครงการเกินกรอบวงเงิน {len(above)} โครงการ ตามบัญชีแนบท้าย 2",
        "ข้อ 3 การบรรจุในแผนยังไม่ใช่การได้รับงบประมาณ จังหวัดจะแจ้งผลการจัดสรรให้ทราบอีกครั้ง",
    ]
    snapshot = {
        "layout": "announcement",
        "letterhead": letterhead_of(governor),
        "title_lines": [f"ประกาศ{province}"],
        "subject": plan_title(plan),
        "paragraphs": [{"text": to_thai_digits(text)} for text in paragraphs],
        "dated_label": "ประกาศ ณ วันที่",
        "signature": signature_of(governor, by),
        "annexes": [
            integrated_block(plan, ["บัญชีแนบท้าย 1 โครงการในกรอบวงเงิน", plan_title(plan)], inside, ceiling=False),
            integrated_block(plan, ["บัญชีแนบท้าย 2 โครงการเกินกรอบวงเงิน", plan_title(plan)], above, ceiling=False),
        ],
    }
    yield PaperDraft(issuer=governor, title=f"ประกาศ{province} เรื่อง {plan_title(plan)}", snapshot=snapshot)


REPLY_COLUMNS = (
    column("ที่", 6, "center"),
    column("โครงการ", 38),
    column("งบประมาณที่ขอ (บาท)", 15, "right"),
    column("ผลการพิจารณา", 41),
)


@paper("P10", "หนังสือตอบองค์กรเจ้าของแผน")
def replies(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """One letter for every plan that went in, naming what became of each proposal, to its end; so for each amendment.

    It goes to the body that owns the plan. Once the plan is proclaimed in use there is a second letter beside it, which
    names the money of each.
    """
    conditions = conditions_of(plan)
    outcomes = _money_by_line(plan) if _stage(plan, Stage.Kind.PROCLAIMED) else None
    issuer = plan.owner.desk
    lineage = Lineage(plan.cycle)
    went_up = Q(kind=PlanKind.AREA) | Q(kind=PlanKind.AMENDMENT, parent__isnull=False)
    gathered = Plan.objects.filter(went_up, cycle=plan.cycle, level="subdistrict")
    below = gathered.filter(current_version__frozen_at__isnull=False)
    submitted = below.exclude(state__in=["draft", "adopted"]).select_related("owner", "area", "cycle")
    for child in submitted.order_by("pk"):
        if outcomes is None:
            yield _reply(issuer, plan, child, lineage, conditions, by)
        else:
            yield _second_reply(issuer, plan, child, lineage, outcomes, by)


def _reply(
    issuer: Body, plan: Plan, child: Plan, lineage: Lineage, conditions: Mapping[int, GovernorChoice], by: By
) -> PaperDraft:
    standings = lineage.lines_of(child.pk)
    ways = {s.line_id: list(lineage.ways(s.line_id)) for s in standings}
    in_plan = sum(any(stands_in_plan(way) for way in own) for own in ways.values())
    return _letter_to(
        child,
        issuer,
        by,
        about_what="ผลการพิจารณา",
        texts=[
            f"ตามที่{child.owner.name} ได้เสนอ{plan_title(child)} รหัส {child.reference} รวม {len(standings)} โครงการ นั้น"
            f" {plan.area.full_name} ขอแจ้งผลการพิจารณารายโครงการตามบัญชีแนบท้าย",
            f"ในจำนวนนี้ มีโครงการที่บรรจุในแผนพัฒนาจังหวัดแล้ว {in_plan} โครงการ"
            " ทั้งนี้ การบรรจุในแผนยังไม่ใช่การได้รับงบประมาณ จังหวัดจะแจ้งผลการจัดสรรงบประมาณให้ทราบอีกครั้งหนึ่ง",
        ],
        rows=[
            table_row(
                s.number, s.title, baht(s.asked), "; ".join(_with_condition(way, conditions) for way in ways[s.line_id])
            )
            for s in standings
        ],
    )


def _letter_to(
    child: Plan, issuer: Body, by: By, *, about_what: str, texts: Sequence[str], rows: Sequence[Any], about: str = ""
) -> PaperDraft:
    """A letter to the owner of a plan, with what became of each of its proposals as the annex."""
    subject = f"แจ้ง{about_what}{plan_title(child)}"
    contact = f"หากมีข้อสงสัย โปรดติดต่อ {issuer.name} {issuer.phone and 'โทร. ' + issuer.phone}".strip()
    heading = [f"{about_what}รายโครงการ {plan_title(child)}", child.owner.name]
    snapshot = letter(
        issuer,
        by,
        subject=subject,
        to=child.owner.name,
        enclosures=[f"{about_what}รายโครงการ จำนวน {len(rows)} โครงการ"],
        paragraphs=[{"text": text} for text in (*texts, contact, "จึงเรียนมาเพื่อโปรดทราบ")],
        annexes=[table(heading, REPLY_COLUMNS, rows, landscape=False)],
    )
    return PaperDraft(
        issuer=issuer, recipient=child.owner, title=subject, snapshot=snapshot, register=LETTERS, about=about
    )


def _with_condition(way: Sequence[Step], conditions: Mapping[int, GovernorChoice]) -> str:
    found = conditions.get(way[-1].standing.line_id)
    if found is None or found.due_on is None:
        return outcome_words(way)
    return f"{outcome_words(way)} {condition_words(found, thai_date(found.due_on))}"


def stands_in_plan(way: Sequence[Step]) -> bool:
    """Whether a way ends as a line of the endorsed provincial plan."""
    end = way[-1]
    return end.standing.level == "province" and end.fate is not None and end.fate.kind == FateKind.CARRIED


def outcome_words(way: Sequence[Step]) -> str:
    """What became of one way, in the words of a letter: each station's answer, to the end."""
    words = []
    for step in way:
        fate, level = step.fate, {"subdistrict": "อำเภอ", "district": "จังหวัด", "province": "จังหวัด"}[step.standing.level]
        if fate is None:
            words.append("อยู่ระหว่างการพิจารณา")
        elif step is way[-1] and stands_in_plan(way):
            note = " (เกินกรอบวงเงิน)" if step.standing.within_ceiling is False else ""
            words.append(f"บรรจุในแผนพัฒนาจังหวัด ลำดับที่ {step.standing.rank}{note}")
        elif fate.kind == FateKind.MERGED:
            words.append(f"{level}รวมเป็นโครงการร่วม “{way[way.index(step) + 1].standing.title}”")
        elif fate.kind == FateKind.SPLIT:
            words.append(
                f"{level}แยกเป็น “{way[way.index(step) + 1].standing.title}” {baht(way[way.index(step) + 1].asked)} บาท"
            )
        elif fate.kind != FateKind.CARRIED:
            words.append(f"{fate.get_kind_display()}: {fate.reason}" if fate.reason else str(fate.get_kind_display()))
    return " → ".join(words)


# After the money is known ---------------------------------------------------------------------------------------------

FUNDED_COLUMNS = (
    column("ลำดับ", 6, "center"),
    column("โครงการ", 33),
    column("หน่วยงานรับผิดชอบ", 16),
    column("แหล่งงบประมาณ", 11),
    column("เสนอ (บาท)", 12, "right"),
    column("ได้รับ (บาท)", 12, "right"),
    column("หมายเหตุ", 10),
)


@paper("N01", "หนังสือนำส่งแผนไปสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ")
def forwarding_letter(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The letter with which the endorsed plan goes on to the region and the nation, with what is asked there."""
    forwarding = _stage(plan, Stage.Kind.FORWARDED)
    if forwarding is None:
        return
    issuer = Body.objects.filter(kind="governor", area_id=plan.province_code).first() or plan.owner
    rows = integrated_rows(plan)
    inside = [row for row in rows if row.within_ceiling is not False]
    over = [row for row in rows if row.within_ceiling is False]
    inside_words, over_words = (amount_with_words(_proposed(part)) for part in (inside, over))
    text = (
        f"ด้วย{plan.area.full_name} ได้จัดทำ{plan_title(plan)} รหัส {plan.reference} {resolved_words(plan)}"
        f" และผู้ว่าราชการจังหวัดได้เห็นชอบแล้ว มีโครงการในกรอบวงเงิน {len(inside)} โครงการ วงเงิน {inside_words}"
    )
    text += f" และโครงการเกินกรอบวงเงิน {len(over)} โครงการ วงเงิน {over_words}" if over else ""
    snapshot = letter(
        issuer,
        by,
        subject=f"นำส่ง{plan_title(plan)}",
        to=forwarding.recipient,
        enclosures=["แผนบูรณาการจังหวัด จำนวน 1 เล่ม", "บัญชีจัดสรรโครงการ จำนวน 1 ชุด"],
        paragraphs=[{"text": text}, {"text": "จึงเรียนมาเพื่อโปรดพิจารณา และแจ้งผลการจัดสรรงบประมาณให้จังหวัดทราบต่อไป"}],
        annexes=[_summary_by_source(rows)],
    )
    yield PaperDraft(issuer=issuer, title=f"นำส่ง{plan_title(plan)}", snapshot=snapshot, register=LETTERS)


def _proposed(rows: Sequence[PlanLine]) -> Decimal:
    return sum((row.proposed for row in rows), ZERO)


def _summary_by_source(rows: Sequence[PlanLine]) -> dict[str, Any]:
    by_source: dict[str, list[PlanLine]] = {}
    for row in rows:
        by_source.setdefault(row.funding_source or BudgetLine.Source.PROVINCE, []).append(row)
    columns = (column("แหล่งงบประมาณ", 50), column("จำนวนโครงการ", 20, "right"), column("งบประมาณ (บาท)", 30, "right"))
    body = [
        table_row(source_label(source), len(own), baht(_proposed(own))) for source, own in sorted(by_source.items())
    ]
    body.append(table_row("รวม", len(rows), baht(_proposed(rows)), style="total"))
    return table(["สรุปโครงการตามแหล่งงบประมาณ"], columns, body, landscape=False)


def _stage(plan: Plan, kind: str) -> Stage | None:
    return Stage.objects.filter(plan=plan, kind=kind).first()


def _money_by_line(plan: Plan) -> dict[int, FundingOutcome]:
    return outcomes_of(list(with_outcomes(rows_of(plan))))


def _in_use(plan: Plan, proclamation: Stage, by: By) -> PaperDraft:
    """The announcement of the plan in use: what has money, and what waits without it and why."""
    governor = Body.objects.filter(kind="governor", area_id=plan.province_code).first() or plan.owner
    rows, outcomes = integrated_rows(plan), _money_by_line(plan)
    funded = [row for row in rows if outcomes[row.line_id].result != FundingResult.NOT_FUNDED]
    without = [row for row in rows if outcomes[row.line_id].result == FundingResult.NOT_FUNDED]
    granted = sum((outcomes[row.line_id].amount for row in funded), ZERO)
    title = f"การใช้{plan_title(plan)}"
    paragraphs = [
        f"ตามที่ผู้ว่าราชการจังหวัดได้เห็นชอบ{plan_title(plan)} แล้ว บัดนี้ แหล่งงบประมาณทุกแหล่งได้แจ้งผลการจัดสรรครบทุกโครงการ"
        f" จึงประกาศใช้แผนตั้งแต่วันที่ {thai_date(proclamation.day)} ดังนี้",
        f"ข้อ 1 โครงการที่ได้รับจัดสรรงบประมาณ {len(funded)} โครงการ วงเงิน {amount_with_words(granted)} ตามบัญชีแนบท้าย 1",
        f"ข้อ 2 โครงการที่ไม่ได้รับจัดสรรงบประมาณ {len(without)} โครงการ พร้อมเหตุผล ตามบัญชีแนบท้าย 2",
    ]
    snapshot = {
        "layout": "announcement",
        "letterhead": letterhead_of(governor),
        "title_lines": [f"ประกาศ{plan.area.full_name}"],
        "subject": title,
        "paragraphs": [{"text": to_thai_digits(text)} for text in paragraphs],
        "dated_label": "ประกาศ ณ วันที่",
        "signature": signature_of(governor, by),
        "annexes": [
            _funded_block(["บัญชีแนบท้าย 1 โครงการที่ได้รับจัดสรรงบประมาณ", plan_title(plan)], funded, outcomes),
            _funded_block(["บัญชีแนบท้าย 2 โครงการที่ไม่ได้รับจัดสรรงบประมาณ", plan_title(plan)], without, outcomes),
        ],
    }
    return PaperDraft(
        issuer=governor, title=f"ประกาศ{plan.area.full_name} เรื่อง {title}", snapshot=snapshot, about="in_use"
    )


def _funded_block(
    heading: Sequence[str], rows: Sequence[PlanLine], outcomes: Mapping[int, FundingOutcome]
) -> dict[str, Any]:
    body = [
        table_row(
            row.rank or "",
            row.proposal_version.title,
            row.agency.name if row.agency else "-",
            source_label(outcomes[row.line_id].funding_source),
            baht(row.proposed),
            baht(outcomes[row.line_id].amount),
            outcomes[row.line_id].reason,
        )
        for row in rows
    ]
    total = ["", f"รวม {len(rows)} โครงการ", "", "", baht(_proposed(rows))]
    total.append(baht(sum((outcomes[row.line_id].amount for row in rows), ZERO)))
    return table(heading, FUNDED_COLUMNS, [*body, table_row(*total, "", style="total")])


def _second_reply(
    issuer: Body, plan: Plan, child: Plan, lineage: Lineage, outcomes: Mapping[int, FundingOutcome], by: By
) -> PaperDraft:
    standings = lineage.lines_of(child.pk)
    ways = {s.line_id: list(lineage.ways(s.line_id)) for s in standings}
    funded = sum(any(_has_money(way, outcomes) for way in own) for own in ways.values())
    return _letter_to(
        child,
        issuer,
        by,
        about_what="ผลการจัดสรรงบประมาณ",
        texts=[
            f"ตามที่ {plan.area.full_name} ได้แจ้งผลการพิจารณา{plan_title(child)} รหัส {child.reference} แล้ว นั้น"
            f" บัดนี้ ได้ทราบผลการจัดสรรงบประมาณและได้ประกาศใช้{plan_title(plan)} แล้ว",
            f"ในจำนวน {len(standings)} โครงการที่ท่านเสนอ มีโครงการที่ได้รับจัดสรรงบประมาณ {funded} โครงการ"
            " รายละเอียดตามบัญชีแนบท้าย และติดตามความก้าวหน้าได้จากรหัสโครงการ",
        ],
        rows=[
            table_row(
                s.number, s.title, baht(s.asked), "; ".join(_money_words(way, outcomes) for way in ways[s.line_id])
            )
            for s in standings
        ],
        about="funding",
    )


def _has_money(way: Sequence[Step], outcomes: Mapping[int, FundingOutcome]) -> bool:
    found = outcomes.get(way[-1].standing.line_id)
    return stands_in_plan(way) and found is not None and found.result != FundingResult.NOT_FUNDED


def _money_words(way: Sequence[Step], outcomes: Mapping[int, FundingOutcome]) -> str:
    found = outcomes.get(way[-1].standing.line_id)
    if not stands_in_plan(way) or found is None:
        return outcome_words(way)
    joint = " ทั้งโครงการร่วม" if any(step.fate and step.fate.kind == FateKind.MERGED for step in way) else ""
    told = f"{found.get_result_display()}{joint} {baht(found.amount)} บาท จาก{source_label(found.funding_source)}"
    if found.result == FundingResult.NOT_FUNDED:
        told = f"{found.get_result_display()}: {found.reason}"
    return f"{outcome_words(way)} → {told}"
