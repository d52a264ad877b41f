"""The papers of the councils' second channel: their meeting's minutes (P11), the petition (P12), the answer (P13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from approvals.petitions import councils_of, governor_of, petition_of
from directory.acting import By
from directory.models import Body
from directory.powers import BodyKind
from documents.kinds import PaperDraft, paper
from documents.parts import column, letter, table, table_row
from documents.thai import thai_date, to_thai_digits
from proposals.documents import LETTERS, head_of, plan_title
from proposals.meetings_on_paper import extract_of, minutes_snapshot, sitting, title_of_minutes
from proposals.models import Petition, Plan, Resolution


@paper("P11", "รายงานการประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล")
def assembly_minutes(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The minutes of the provincial meeting that resolved on a petition or on a province's plan, with the extract."""
    resolution = _resolution(plan)
    if resolution is None:
        return
    meeting, petition = resolution.meeting, petition_of(plan)
    minutes = minutes_snapshot(meeting, plan.area.full_name)
    snapshot = {
        **minutes,
        "agenda": minutes["agenda"] or [_what_was_resolved(resolution, petition, plan)],
        "extract": extract_of(resolution, meeting.body, by),
        "annexes": [_words(petition)] if petition is not None else [],
    }
    yield PaperDraft(issuer=meeting.body, title=title_of_minutes(meeting), snapshot=snapshot)


def _what_was_resolved(resolution: Resolution, petition: Petition | None, plan: Plan) -> dict[str, Any]:
    """The one item of a meeting whose record names no other: what lay before it, and what it resolved."""
    what = f"ข้อเสนอต่อผู้ว่าราชการจังหวัด เรื่อง {petition.subject}" if petition else plan_title(plan)
    votes = (
        f"เห็นชอบ {resolution.votes_for} เสียง ไม่เห็นชอบ {resolution.votes_against} เสียง"
        f" งดออกเสียง {resolution.abstained} เสียง"
    )
    return {
        "heading": "เรื่องเสนอเพื่อพิจารณา",
        "paragraphs": [to_thai_digits(f"{what} รหัส {plan.reference}")],
        "resolution": to_thai_digits(f"{resolution.text} ({votes})"),
    }


def _resolution(plan: Plan) -> Resolution | None:
    found = Resolution.objects.filter(version__plan=plan, meeting__body__kind=BodyKind.ASSEMBLY)
    found = found.select_related("meeting__body").prefetch_related("meeting__attendances", "meeting__agenda")
    return found.order_by("-pk").first()


@paper("P12", "ข้อเสนอต่อผู้ว่าราชการจังหวัด")
def petition_letter(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The letter with which the councils' provincial meeting proposes something to the governor."""
    petition, governor, resolution = petition_of(plan), governor_of(plan), _resolution(plan)
    if petition is None or governor is None or resolution is None:
        return
    meeting = resolution.meeting
    texts = [
        f"ด้วย{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ณ {meeting.place}"
        f" ได้มีมติให้เสนอเรื่อง {petition.subject} ต่อผู้ว่าราชการจังหวัด รหัสข้อเสนอ {plan.reference}"
        f"{' ' + petition.legal_reference if petition.legal_reference else ''} ดังนี้",
        *[line for line in petition.text.splitlines() if line.strip()],
        f"จึงเรียนมาเพื่อโปรดพิจารณา และขอได้โปรดแจ้งผลให้ทราบภายใน {plan.cycle.petition_days} วันนับแต่วันที่ได้รับหนังสือ",
    ]
    annexes = [_about(petition)] if petition.references.all() else []
    snapshot = letter(
        plan.owner,
        by,
        subject=petition.subject,
        to=governor.name,
        enclosures=[f"แผนและโครงการที่อ้างถึง จำนวน {len(petition.references.all())} รายการ"] if annexes else [],
        paragraphs=[{"text": text} for text in texts],
        annexes=annexes,
    )
    yield PaperDraft(issuer=plan.owner, recipient=governor, title=plan_title(plan), snapshot=snapshot, register=LETTERS)


def _words(petition: Petition) -> dict[str, object]:
    columns = (column("เรื่อง", 35), column("ข้อเสนอ", 65))
    return table(["ข้อเสนอที่ที่ประชุมมีมติ"], columns, [table_row(petition.subject, petition.text)], landscape=False)


def _about(petition: Petition) -> dict[str, object]:
    rows = [
        table_row(n, each.line.proposal.reference if each.line else each.plan.reference, each.plan.owner.name)
        for n, each in enumerate(petition.references.all(), 1)
    ]
    columns = (column("ที่", 10, "center"), column("รหัส", 40), column("องค์กรเจ้าของแผน", 50))
    return table(["แผนและโครงการที่อ้างถึง"], columns, rows, landscape=False)


@paper("P13", "คำตอบของผู้ว่าราชการจังหวัด")
def answer_letter(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The governor's answer: one letter to the meeting and to every council of the province."""
    petition, governor = petition_of(plan), governor_of(plan)
    if petition is None or governor is None or not hasattr(petition, "answer"):
        return
    answer = petition.answer
    measures = list(answer.measures.all())
    rows = [table_row(each.number, each.text, each.responsible, thai_date(each.due_on)) for each in measures]
    columns = (
        column("ที่", 8, "center"),
        column("สิ่งที่จะดำเนินการ", 47),
        column("ผู้รับผิดชอบ", 25),
        column("ภายในวันที่", 20),
    )
    said = {"accepts": "รับไปดำเนินการ", "partly": "รับไปดำเนินการบางส่วน", "declines": "ไม่อาจรับไปดำเนินการได้"}[answer.kind]
    texts = [
        f"ตามที่{plan.owner.name} ได้เสนอเรื่อง {petition.subject} รหัสข้อเสนอ {plan.reference} นั้น จังหวัดได้พิจารณาแล้ว {said}",
        *[line for line in answer.text.splitlines() if line.strip()],
        *(["รายละเอียดปรากฏตามบัญชีแนบท้าย"] if rows else []),
        "จึงเรียนมาเพื่อโปรดทราบ",
    ]
    annexes = [table(["สิ่งที่จะดำเนินการตามข้อเสนอ", plan_title(plan)], columns, rows, landscape=False)] if rows else []
    recipients: list[Body] = [plan.owner, *councils_of(plan)]
    for recipient in recipients:
        snapshot = letter(
            governor,
            by,
            subject=f"ตอบข้อเสนอ เรื่อง {petition.subject}",
            to=head_of(recipient),
            enclosures=[f"บัญชีสิ่งที่จะดำเนินการ จำนวน {len(rows)} ข้อ"] if rows else [],
            paragraphs=[{"text": text} for text in texts],
            annexes=annexes,
        )
        yield PaperDraft(
            issuer=governor,
            recipient=recipient,
            title=to_thai_digits(f"ตอบข้อเสนอ เรื่อง {petition.subject}"),
            snapshot=snapshot,
            register=LETTERS,
            circular=True,
        )
