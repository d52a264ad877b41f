"""The papers of a district's desk: receipt (D01), scoring form (D03), minutes of ก.บ.อ. (D06), the book (D07), the
combined list (D08) and the results to the councils (D10); and the opinions of local organizations (T09).
"""  # noqa: D205  # the list does not fit in one line

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F

from approvals.documents import (
    RANKED_COLUMNS,
    not_taken,
    office_above,
    ranked_by_words,
    ranked_rows,
    resolved_words,
    stood_back,
    total_row,
)
from approvals.models import Criterion, Item, Score, Worksheet
from approvals.queries import score_in_words
from directory import clock
from directory.acting import Acting, By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import (
    amount_with_words,
    column,
    foot_lines_of,
    letter,
    letterhead_of,
    signature_of,
    table,
    table_row,
)
from documents.thai import baht, thai_date, to_thai_digits
from proposals import book_parts as parts
from proposals import contents
from proposals.documents import LETTERS, adopting_resolution, plan_title
from proposals.form_tables import rows_with_money
from proposals.meetings_on_paper import minutes_of_a_resolution, title_of_minutes
from proposals.models import Fate, Level, Opinion, Plan, PlanLine

ZERO = Decimal(0)
COMBINED_COLUMNS = (
    column("ที่", 6, "center"),
    column("รหัส", 15),
    column("โครงการ", 34),
    column("ขอ (บาท)", 13, "right"),
    column("ผลการพิจารณา", 13),
    column("เหตุผล", 25),
)


@paper("T09", "หนังสือแจ้งความเห็นขององค์กรปกครองส่วนท้องถิ่น")
def opinions_of_local_organizations(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """What an LAO answers about a plan, line by line; that of the actor's body, or of every LAO that has answered."""
    given: dict[int, list[Opinion]] = defaultdict(list)
    opinions = Opinion.objects.filter(line__plan=plan, body__kind="lao").exclude(kind=Opinion.Kind.SILENT)
    for opinion in opinions.select_related("line").order_by("line__number", "pk"):
        given[opinion.body_id].append(opinion)
    if isinstance(by, Acting):
        speaking = (by.behalf.body if by.behalf else by.body).pk
        given = defaultdict(list, {speaking: given[speaking]} if speaking in given else given)
    titles = dict(
        PlanLine.objects.filter(version=plan.current_version_id).values_list("line_id", "proposal_version__title")
    )
    for lao in Body.objects.filter(pk__in=given).order_by("pk"):
        yield _opinion_letter(plan, lao, given[lao.pk], titles, by)


def _opinion_letter(plan: Plan, lao: Body, opinions: Sequence[Opinion], titles: dict[int, str], by: By) -> PaperDraft:
    latest = {opinion.line_id: opinion for opinion in opinions if opinion.line_id in titles}
    tally = Counter(str(opinion.get_kind_display()) for opinion in latest.values())
    counted = ", ".join(f"{name} {number} โครงการ" for name, number in tally.items())
    subject = f"แจ้งความเห็นต่อ{plan_title(plan)}"
    columns = (column("ที่", 6, "center"), column("โครงการ", 40), column("ความเห็น", 22), column("เหตุผลหรือแผนที่บรรจุ", 32))
    rows = [table_row(o.line.number, titles[o.line_id], o.get_kind_display(), _grounds(o)) for o in latest.values()]
    snapshot = letter(
        lao,
        by,
        subject=subject,
        to=plan.owner.name,
        enclosures=[f"ความเห็นรายโครงการ จำนวน {len(latest)} โครงการ"],
        paragraphs=[
            {"text": f"ตามที่{plan.owner.name} ได้เสนอ{plan_title(plan)} รหัส {plan.reference} เพื่อขอความเห็น นั้น"},
            {"text": f"{lao.name} ได้พิจารณาแล้ว {len(latest)} โครงการ มีความเห็นดังนี้ {counted} รายละเอียดตามสิ่งที่ส่งมาด้วย"},
            {"text": "จึงเรียนมาเพื่อโปรดทราบ"},
        ],
        annexes=[table([f"ความเห็นรายโครงการ {plan_title(plan)}", lao.name], columns, rows, landscape=False)],
    )
    return PaperDraft(issuer=lao, recipient=plan.owner, title=subject, snapshot=snapshot, register=LETTERS)


def _grounds(opinion: Opinion) -> str:
    if opinion.kind == Opinion.Kind.TAKES_IN:
        return f"{opinion.plan_name} พ.ศ. {opinion.plan_year} ลำดับที่ {opinion.plan_item}"
    return opinion.reason


@paper("D01", "ใบรับแผนพัฒนาตำบล")
def receipt(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """What the district received: the plan by its reference and its frozen version."""
    issuer = office_above(plan)
    if issuer is None or plan.current_version is None or plan.level != Level.SUBDISTRICT:
        return
    version = plan.current_version
    amounts = list(PlanLine.objects.filter(version=version).values_list("asked", flat=True))
    fields = (
        ("ได้รับจาก", plan.owner.name),
        ("เรื่อง", plan_title(plan)),
        ("รหัสแผน", f"{plan.reference} ฉบับที่ {version.number}"),
        ("เปิดตรวจเมื่อ", thai_date(clock.today())),
        ("จำนวน", f"{len(amounts)} โครงการ งบประมาณรวม {amount_with_words(sum(amounts, ZERO))}"),
        ("รหัสตรวจสอบฉบับ", version.hash[:32]),
    )
    snapshot = {
        "layout": "receipt",
        "letterhead": letterhead_of(issuer),
        "heading": ["ใบรับแผนพัฒนาตำบล"],
        "fields": [{"label": label, "text": to_thai_digits(said)} for label, said in fields[:-1]]
        + [{"label": fields[-1][0], "text": fields[-1][1]}],
        "sections": [],
        "signature": {**signature_of(issuer, by), "caption": "ผู้รับ"},
        "foot_lines": foot_lines_of(issuer),
    }
    yield PaperDraft(
        issuer=issuer, recipient=plan.owner, title=f"ใบรับ{plan_title(plan)} {plan.owner.name}", snapshot=snapshot
    )


@paper("D03", "แบบให้คะแนนโครงการ", on_demand=True)
def scoring_form(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The projects on a worksheet against its criteria, with the scores that were entered, or room for them."""
    worksheet = Worksheet.objects.filter(plan=plan).first()
    criteria = list(worksheet.criteria.all()) if worksheet else []
    taken = Item.objects.filter(worksheet=worksheet, answer=Item.Answer.TAKE).select_related("line__proposal")
    items = list(taken) if criteria else []
    if not items:
        return
    block = _scores(items, criteria)
    snapshot = {
        "layout": "form",
        "page": "A4 landscape",
        "form_code": "แบบให้คะแนน",
        "heading": [f"แบบให้คะแนนโครงการ {plan_title(plan)}", plan.owner.name],
        "fields": [],
        "sections": [{"paragraphs": [to_thai_digits("ให้คะแนน 0 ถึง 4 ในแต่ละเกณฑ์")], "table": block}],
        "signatures": [{"name": "", "position": "", "caption": "ผู้ให้คะแนน"}, signature_of(plan.owner, by)],
        "foot_lines": foot_lines_of(plan.owner),
        **stood_back(plan),
    }
    yield PaperDraft(issuer=plan.owner, title=f"แบบให้คะแนนโครงการ {plan_title(plan)}", snapshot=snapshot)


def _scores(items: Sequence[Item], criteria: Sequence[Criterion]) -> dict[str, Any]:
    """A row for each project, a column for each criterion with its weight."""
    scores = Score.objects.filter(criterion__in=criteria)
    rows = scores.values_list("line_id", "criterion_id", "value")
    given = {(line, key): score_in_words(value) for line, key, value in rows}
    shown = PlanLine.objects.filter(version__in={item.version_id for item in items})
    titles = dict(shown.values_list("line_id", "proposal_version__title"))
    columns = [
        column("รหัส", 14),
        column("โครงการ", 34),
        *(column(to_thai_digits(f"{each.name} (น้ำหนัก {each.weight})"), 9, "center") for each in criteria),
    ]
    body = [
        table_row(
            item.line.proposal.reference,
            titles[item.line_id],
            *(given.get((item.line_id, each.pk), "") for each in criteria),
        )
        for item in items
    ]
    return table([], columns, body)


def committee_minutes(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The minutes of the committee's meeting that resolved on the plan, with the chair's extract."""
    resolution = adopting_resolution(plan)
    if resolution is not None:
        title = title_of_minutes(resolution.meeting)
        snapshot = {**minutes_of_a_resolution(resolution, plan, by), **stood_back(plan)}
        yield PaperDraft(issuer=plan.owner, title=title, snapshot=snapshot)


paper("D06", "รายงานการประชุม ก.บ.อ.")(committee_minutes)


def plans_below(plan: Plan) -> list[parts.Block]:
    """Which plans of the level below went in, with how many projects and how much money, and which did not."""
    body: list[dict[str, Any]] = []
    count, total = 0, ZERO
    for child in plan.children.select_related("owner", "area").order_by("area_id", "pk"):
        amounts = list(PlanLine.objects.filter(version=child.current_version_id).values_list("asked", flat=True))
        was_in = child.gathered_at is not None
        asked = sum(amounts, ZERO)
        count, total = (count + len(amounts), total + asked) if was_in else (count, total)
        body.append(
            table_row(
                child.area.full_name, child.owner.name, len(amounts), baht(asked), "นำเข้า" if was_in else "ไม่ทันรอบนี้"
            )
        )
    body.append(table_row("รวมที่นำเข้า", "", count, baht(total), "", style="total"))
    columns = (
        column("พื้นที่", 24),
        column("องค์กรเจ้าของแผน", 34),
        column("โครงการ", 11, "right"),
        column("งบประมาณที่ขอ (บาท)", 18, "right"),
        column("ผล", 13),
    )
    return [parts.heading("แผนที่นำเข้าพิจารณา"), parts.upright(table([], columns, body, landscape=False))]


@paper("D07", "เล่มแผนพัฒนาอำเภอ")
def district_book(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The book of a district's plan: what came in, the ranked table with its ceiling line, and what was not taken."""
    if plan.current_version is None or plan.level != Level.DISTRICT:
        return
    rows = rows_with_money(plan.current_version)
    inside = [row for row in rows if row.within_ceiling is not False]
    ranked = table(
        [f"ตารางจัดลำดับความสำคัญโครงการ {plan_title(plan)}", resolved_words(plan), ranked_by_words(plan)],
        RANKED_COLUMNS,
        [*ranked_rows(plan, rows), total_row(rows, len(RANKED_COLUMNS), 5)],
    )
    snapshot = parts.book(
        plan,
        by,
        foreword=parts.foreword_of(plan, inside, amount=sum((row.proposed for row in inside), ZERO)),
        chapters=[
            parts.part("ส่วนที่ 1 ข้อมูลอำเภอ", *_district(plan), *plans_below(plan)),
            parts.part("ส่วนที่ 2 การวิเคราะห์", *parts.analysis(rows)),
            parts.part("ส่วนที่ 3 วิสัยทัศน์และยุทธศาสตร์", *parts.strategies(rows)),
            parts.part("ส่วนที่ 4 บัญชีโครงการ", parts.across(ranked), parts.across(not_taken(plan))),
            parts.part("ส่วนที่ 5 การติดตามและประเมินผล", *parts.monitoring(rows)),
        ],
        annexes=parts.minutes_annex(adopting_resolution(plan)),
    )
    yield PaperDraft(issuer=plan.owner, title=f"เล่ม{plan_title(plan)}", snapshot=snapshot)


def _district(plan: Plan) -> list[parts.Block]:
    tambons = plan.area.children.filter(abolished_on__isnull=True).count()
    return [
        parts.text(f"{plan.area.full_name} รหัสพื้นที่ {plan.area.code} มี {tambons} ตำบล"),
        parts.text("แผนฉบับนี้ไม่ได้บันทึกจำนวนประชากรและข้อมูลพื้นฐานอื่นไว้"),
    ]


@paper("D08", "บัญชีโครงการรวม")
def combined_list(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """Every project that came to the district, by subdistrict, with what became of it."""
    fates = {fate.line_id: fate for fate in Fate.objects.filter(line__plan__parent=plan, revised_by__isnull=True)}
    rows = (
        PlanLine.objects.filter(line__in=fates, version=F("line__plan__current_version"))
        .select_related("line__plan__area", "line__plan__owner", "line__proposal", "proposal_version")
        .order_by("line__plan__area_id", "line__plan_id", "line__number")
    )
    body: list[dict[str, Any]] = []
    total, count, present = ZERO, 0, 0
    for row in rows:
        if row.line.plan_id != present:
            present = row.line.plan_id
            head = f"{row.line.plan.area.full_name} {row.line.plan.owner.name}"
            body.append({"cells": [to_thai_digits(head)], "style": "group"})
        fate = fates[row.line_id]
        count, total = count + 1, total + row.asked
        body.append(
            table_row(
                count,
                row.line.proposal.reference,
                row.proposal_version.title,
                baht(row.asked),
                fate.get_kind_display(),
                fate.reason,
            )
        )
    if not body:
        return
    body.append(table_row("", "", f"รวม {count} โครงการ", baht(total), "", "", style="total"))
    block = table([f"บัญชีโครงการรวม {plan_title(plan)}", resolved_words(plan)], COMBINED_COLUMNS, body)
    snapshot = {"layout": "table", **block, "signatures": [signature_of(plan.owner, by)]}
    yield PaperDraft(issuer=plan.owner, title=f"บัญชีโครงการรวม {plan_title(plan)}", snapshot=snapshot)


@paper("D10", "หนังสือแจ้งผลการพิจารณาถึงตำบล")
def results_to_councils(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """One letter to each council whose plan came in, with the district's answer to each project.

    None after the province has returned the district's plan: the answers to the councils were given once.
    """
    if plan.remarks.exists():
        return
    issuer = plan.owner.desk
    children = plan.children.filter(state="closed").select_related("owner", "area", "cycle", "current_version")
    for child in children.order_by("pk"):
        yield _result(issuer, child, by)


def _result(issuer: Body, child: Plan, by: By) -> PaperDraft:
    fates = {f.line_id: f for f in Fate.objects.filter(line__plan=child, revised_by__isnull=True)}
    rows = [row for row in contents.lines_of(child.version_on_desk) if row.line_id in fates]
    tally = Counter(str(fates[row.line_id].get_kind_display()) for row in rows)
    counted = ", ".join(f"{name} {number} โครงการ" for name, number in tally.items())
    body = [
        table_row(
            row.line.number,
            row.proposal_version.title,
            baht(row.asked),
            fates[row.line_id].get_kind_display(),
            fates[row.line_id].reason,
        )
        for row in rows
    ]
    columns = (
        column("ที่", 6, "center"),
        column("โครงการ", 36),
        column("งบประมาณที่ขอ (บาท)", 15, "right"),
        column("ผลการพิจารณา", 15),
        column("เหตุผล", 28),
    )
    subject = f"แจ้งผลการพิจารณา{plan_title(child)} ของอำเภอ"
    snapshot = letter(
        issuer,
        by,
        subject=subject,
        to=child.owner.name,
        enclosures=[f"ผลการพิจารณารายโครงการ จำนวน {len(rows)} โครงการ"],
        paragraphs=[
            {"text": f"ตามที่{child.owner.name} ได้เสนอ{plan_title(child)} รหัส {child.reference} นั้น"},
            {"text": f"อำเภอได้พิจารณาแล้ว {len(rows)} โครงการ มีผลดังนี้ {counted} รายละเอียดตามสิ่งที่ส่งมาด้วย"},
            {"text": "โครงการที่เสนอต่อจะพิจารณาในระดับจังหวัด และจังหวัดจะแจ้งผลให้ทราบอีกครั้งหนึ่ง"},
            {"text": "จึงเรียนมาเพื่อโปรดทราบ"},
        ],
        annexes=[
            table([f"ผลการพิจารณารายโครงการ {plan_title(child)}", child.owner.name], columns, body, landscape=False)
        ],
    )
    return PaperDraft(issuer=issuer, recipient=child.owner, title=subject, snapshot=snapshot, register=LETTERS)
