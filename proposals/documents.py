"""The papers of the council's side: minutes with the resolution's extract (T03) and the submission letter (T10)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from directory.acting import By
from documents.kinds import PaperDraft, paper
from documents.parts import amount_with_words, column, letterhead_of, signature_of, table, table_row
from documents.thai import baht, thai_date, to_thai_digits
from proposals import contents
from proposals.models import Attendance, Meeting, Plan, PlanLine, Resolution

LETTERS = "outgoing"
PROJECT_COLUMNS = (
    column("ที่", 6, "center"),
    column("โครงการ", 46),
    column("พื้นที่ดำเนินการ", 20),
    column("งบประมาณ (บาท)", 15, "right"),
    column("การดำเนินการ", 13, "center"),
)


def projects_table(plan: Plan, rows: Iterable[PlanLine]) -> dict[str, Any]:
    """The list of a plan's projects with their total, as an annex."""
    rows = list(rows)
    body = [
        table_row(
            row.line.number,
            row.proposal_version.title,
            row.proposal_version.place,
            baht(row.asked),
            row.get_work_class_display(),
        )
        for row in rows
    ]
    total = sum((row.asked for row in rows), Decimal(0))
    body.append(table_row("", f"รวม {len(rows)} โครงการ", "", baht(total), "", style="total"))
    heading = [f"บัญชีโครงการ {plan_title(plan)}", f"{plan.area.full_name} รหัสแผน {plan.reference}"]
    return table(heading, PROJECT_COLUMNS, body, landscape=False)


def plan_title(plan: Plan) -> str:
    """แผนพัฒนาตำบลบุ่ง ประจำปีงบประมาณ พ.ศ. ๒๕๗๒"""  # noqa: D415  # shows the form itself
    return to_thai_digits(f"แผนพัฒนา{plan.area.full_name} ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}")


def adopting_resolution(plan: Plan) -> Resolution | None:
    """The resolution that adopted the version on the desk."""
    return (
        Resolution.objects.filter(version=plan.current_version_id)
        .select_related("meeting")
        .prefetch_related("meeting__attendances", "meeting__agenda")
        .order_by("-pk")
        .first()
    )


def roster(meeting: Meeting, *presences: str) -> list[dict[str, str]]:
    """Names and positions of one part of the roster."""
    return [
        {"name": a.name, "position": to_thai_digits(a.position), "reason": to_thai_digits(a.remark)}
        for a in meeting.attendances.all()
        if a.presence in presences
    ]


def sitting(meeting: Meeting) -> str:
    """ครั้งที่ ๑/๒๕๖๙"""  # noqa: D415  # shows the form itself
    return to_thai_digits(f"ครั้งที่ {meeting.number}/{meeting.year}")


@paper("T03", "รายงานการประชุมและคัดมติที่ประชุม")
def minutes(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The minutes of the meeting that adopted the plan, by แบบที่ ๑๑, with the chair's extract as the last page."""
    resolution = adopting_resolution(plan)
    if resolution is None:
        return
    meeting = resolution.meeting
    present = meeting.members_present
    certified = f"รับรองแล้วเมื่อ {thai_date(meeting.certified_on)}" if meeting.certified_on else ""
    extract = [
        f"ที่ประชุม{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ณ {meeting.place}"
        f" มีสมาชิกมาประชุม {present} คน จากสมาชิกทั้งหมด {meeting.members_count} คน ครบองค์ประชุม"
        " ได้พิจารณาแล้วมีมติดังนี้",
        f"“{resolution.text}”",
        f"ด้วยคะแนนเห็นชอบ {resolution.votes_for} เสียง ไม่เห็นชอบ {resolution.votes_against} เสียง"
        f" งดออกเสียง {resolution.abstained} เสียง",
        "ข้าพเจ้าขอรับรองว่าคัดมาจากมติที่ประชุมจริงทุกประการ",
    ]
    snapshot = {
        "layout": "minutes",
        "organisation": plan.area.full_name,
        "meeting_title": meeting.title.removeprefix("การประชุม"),
        "number": to_thai_digits(f"{meeting.number}/{meeting.year}"),
        "held": f"วันที่ {thai_date(meeting.held_on)}",
        "place": to_thai_digits(meeting.place),
        "attendees": roster(meeting, Attendance.Presence.PRESENT, Attendance.Presence.SUBSTITUTE),
        "absentees": roster(meeting, Attendance.Presence.ABSENT),
        "observers": roster(meeting, Attendance.Presence.OBSERVER),
        "opened": to_thai_digits(f"{meeting.starts_at:%H.%M} น."),
        "closed": to_thai_digits(f"{meeting.ends_at:%H.%M} น."),
        "quorum_line": to_thai_digits(
            f"สมาชิกทั้งหมด {meeting.members_count} คน องค์ประชุมต้องมีอย่างน้อย {meeting.quorum} คน"
            f" มาประชุม {present} คน {'ครบองค์ประชุม' if meeting.is_quorate else 'ไม่ครบองค์ประชุม'}"
        ),
        "agenda": [
            {
                "heading": to_thai_digits(item.heading),
                "paragraphs": [to_thai_digits(text) for text in item.text.splitlines() if text.strip()],
                "resolution": to_thai_digits(item.resolution),
            }
            for item in meeting.agenda.all()
        ],
        "recorded_by": meeting.recorded_by,
        "checked_by": meeting.checked_by,
        "certified": certified,
        "extract": {
            "title": f"คัดมติที่ประชุม {plan.owner.name} {sitting(meeting)}",
            "paragraphs": [to_thai_digits(text) for text in extract],
            "signature": signature_of(plan.owner, by),
        },
        "annexes": [projects_table(plan, contents.lines_of(resolution.version))],
    }
    yield PaperDraft(
        issuer=plan.owner,
        title=f"รายงานการประชุม {plan.owner.name} {sitting(meeting)}",
        snapshot=snapshot,
    )


@paper("T10", "หนังสือนำส่งแผนไปอำเภอ")
def submission_letter(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The covering letter with which a subdistrict's plan goes to the district."""
    if plan.parent is None or plan.current_version is None:
        return
    rows = list(contents.lines_of(plan.current_version))
    resolution = adopting_resolution(plan)
    recipient = plan.parent.owner.secretariat or plan.parent.owner
    total = sum((row.asked for row in rows), Decimal(0))
    kept = sum(row.work_class == "self" for row in rows)
    basis = ""
    if resolution is not None:
        meeting = resolution.meeting
        basis = f" ตามมติ{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)}"
    snapshot = {
        "layout": "external_letter",
        "letterhead": letterhead_of(plan.owner),
        "number_prefix": to_thai_digits(plan.owner.letter_prefix),
        "subject": f"นำส่ง{plan_title(plan)}",
        "salutation_to": to_thai_digits(plan.parent.owner.name),
        "references": [],
        "enclosures": [
            to_thai_digits(f"บัญชีโครงการ จำนวน {len(rows)} โครงการ"),
            "รายงานการประชุมและคัดมติที่ประชุม จำนวน ๑ ชุด",
        ],
        "paragraphs": [
            {"text": to_thai_digits(f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} เสร็จเรียบร้อยแล้ว{basis}")},
            {
                "text": to_thai_digits(
                    f"{plan.owner.name} จึงขอนำส่งแผนดังกล่าว รหัส {plan.reference} รวม {len(rows)} โครงการ"
                    f" งบประมาณรวม {amount_with_words(total)} ในจำนวนนี้เป็นโครงการที่ชุมชนดำเนินการเอง {kept} โครงการ"
                    " เพื่อพิจารณาตามขั้นตอนต่อไป รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย"
                )
            },
            {"text": "จึงเรียนมาเพื่อโปรดพิจารณา"},
        ],
        "closing": "ขอแสดงความนับถือ",
        "signature": signature_of(plan.owner, by),
        "foot_lines": [line for line in (plan.owner.name, _phone(plan.owner.phone)) if line],
        "annexes": [summary_by_strategy(rows)],
    }
    yield PaperDraft(
        issuer=plan.owner, recipient=recipient, title=f"นำส่ง{plan_title(plan)}", snapshot=snapshot, register=LETTERS
    )


def _phone(number: str) -> str:
    return to_thai_digits(f"โทร. {number}") if number else ""


def summary_by_strategy(rows: Iterable[PlanLine]) -> dict[str, Any]:
    """How many projects and how much money by strategy, as in form ผ.01."""
    tally: dict[str, list[Any]] = {}
    for row in rows:
        entry = tally.setdefault(row.proposal_version.strategy or "ไม่ระบุยุทธศาสตร์", [0, Decimal(0)])
        entry[0] += 1
        entry[1] += row.asked
    body = [table_row(name, count, baht(asked)) for name, (count, asked) in tally.items()]
    count, asked = sum(c for c, _a in tally.values()), sum((a for _c, a in tally.values()), Decimal(0))
    body.append(table_row("รวม", count, baht(asked), style="total"))
    columns = (column("ยุทธศาสตร์", 60), column("จำนวนโครงการ", 20, "right"), column("งบประมาณ (บาท)", 20, "right"))
    return table(["บัญชีสรุปโครงการพัฒนา"], columns, body, landscape=False)
