"""The papers of plans and promises that do not go upward: a charter (T06) and an extract for an agency (T07)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from directory.acting import By
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
from documents.thai import thai_date, to_thai_digits
from proposals.documents import LETTERS, head_of, plan_title, projects_table
from proposals.extracts import rows_of, title_of
from proposals.meetings_on_paper import sitting
from proposals.models import CharterVersion, Extract, Plan


@paper("T06", "ธรรมนูญตำบล", on_demand=True)
def charters(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """Each charter of a plan's owner as its latest adopted version has it, with the list of those who sign."""
    adopted = CharterVersion.objects.filter(charter__body=plan.owner_id, frozen_at__isnull=False)
    latest = {
        version.charter_id: version
        for version in adopted.select_related("charter__area", "adopted_at").order_by("charter_id", "number")
    }
    for version in latest.values():
        charter = version.charter
        title = f"{charter.get_kind_display()} {charter.title} ฉบับที่ {version.number} รหัส {charter.reference}"
        yield PaperDraft(
            issuer=plan.owner,
            title=to_thai_digits(title),
            snapshot=_charter(plan, version, by),
            about=charter.reference,
        )


def _charter(plan: Plan, version: CharterVersion, by: By) -> dict[str, Any]:
    charter, meeting = version.charter, version.adopted_at
    if meeting is None or version.in_force_from is None:
        raise LookupError(f"charter version {version.pk} is not adopted")
    opening = (
        f"{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ณ {meeting.place}"
        f" ได้มีมติรับรอง{charter.title} ฉบับที่ {version.number} ใช้บังคับตั้งแต่วันที่ {thai_date(version.in_force_from)} เป็นต้นไป"
    )
    articles = [
        {"item": to_thai_digits(f"ข้อ {article.number}"), "text": to_thai_digits(text)}
        for article in version.articles.all()
        for text in [" ".join(filter(None, [article.heading, article.text]))]
    ]
    signs = [table_row(each.place_in_list, each.name, each.position, "") for each in version.signatories.all()]
    columns = (
        column("ลำดับ", 10, "center"),
        column("ชื่อ", 35),
        column("ตำแหน่ง", 30),
        column("ลายมือชื่อ", 25),
    )
    heading = [f"รายชื่อผู้ลงนาม{charter.title}", f"ฉบับที่ {version.number} รหัส {charter.reference}"]
    return {
        "layout": "announcement",
        "letterhead": letterhead_of(plan.owner),
        "title_lines": [str(charter.get_kind_display()), charter.area.full_name],
        "subject": to_thai_digits(charter.title),
        "paragraphs": [{"text": to_thai_digits(opening)}, *articles],
        "signature": signature_of(plan.owner, by),
        "foot_lines": foot_lines_of(plan.owner),
        "annexes": [table(heading, columns, signs, landscape=False)] if signs else [],
    }


@paper("T07", "แผนเชิงประเด็น")
def extracts(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The letter to the agency of each extract of a plan, with its lines; while one is being sent, its letter alone."""
    everything = Extract.objects.filter(plan=plan).select_related("agency", "version").order_by("number")
    in_hand = plan.__dict__.get("extract_in_hand")
    for extract in [in_hand] if in_hand is not None else everything:
        extract.plan = plan
        yield _letter(plan, extract, by)


def _letter(plan: Plan, extract: Extract, by: By) -> PaperDraft:
    rows = [row for _line, row in rows_of(extract)]
    total = sum((row.asked for row in rows), Decimal(0))
    asks = extract.purpose or "ขอให้พิจารณารับโครงการไปดำเนินการหรือบรรจุในแผนของหน่วยงาน"
    texts = [
        f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} รหัส {plan.reference} ซึ่งที่ประชุมรับรองแล้ว"
        f" มีโครงการที่เกี่ยวข้องกับ{extract.agency.name} จำนวน {len(rows)} โครงการ งบประมาณรวม {amount_with_words(total)}",
        asks,
        f"ขอให้แจ้งผลรายโครงการว่า รับไปดำเนินการโดยบรรจุในแผนใด หรือไม่รับพร้อมเหตุผล ภายในวันที่ {thai_date(extract.due_on)}",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ]
    snapshot = letter(
        plan.owner,
        by,
        subject=f"ขอให้พิจารณาโครงการใน{plan_title(plan)}",
        to=head_of(extract.agency),
        enclosures=[f"บัญชีโครงการ จำนวน {len(rows)} โครงการ"],
        paragraphs=[{"text": text} for text in texts],
        annexes=[projects_table(plan, rows)],
    )
    return PaperDraft(
        issuer=plan.owner,
        recipient=extract.agency,
        title=title_of(extract),
        snapshot=snapshot,
        register=LETTERS,
        about=str(extract.number),
    )
