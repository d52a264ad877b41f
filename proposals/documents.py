"""The papers of the council's side: invitations (T01), attendance sheets (T02), minutes with the extract of the
resolution (T03), and the letters to its local administrative organizations (T08) and to the district (T10).
"""  # noqa: D205  # the list does not fit in one line

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from directory import clock
from directory.acting import By
from directory.models import Body
from documents.kinds import PaperDraft, paper
from documents.parts import (
    amount_with_words,
    column,
    letter,
    signing_office,
    table,
    table_row,
)
from documents.thai import baht, thai_date, to_thai_digits
from proposals import contents
from proposals.meetings_on_paper import (
    invitation,
    minutes_of_a_resolution,
    minutes_without_resolution,
    notes_of_attendance,
    people_by_affiliation,
    sitting,
    title_of_minutes,
)
from proposals.models import Level, Meeting, Plan, PlanLine, Resolution
from proposals.queries import lines_for_opinion
from proposals.titles import title_of

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
    return to_thai_digits(title_of(plan))


def adopting_resolution(plan: Plan) -> Resolution | None:
    """The resolution that adopted the version on the desk."""
    return (
        Resolution.objects.filter(version=plan.current_version_id)
        .select_related("meeting")
        .prefetch_related("meeting__attendances", "meeting__agenda")
        .order_by("-pk")
        .first()
    )


@paper("T03", "รายงานการประชุมและคัดมติที่ประชุม")
def minutes(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The minutes of the meeting that adopted the plan, with the extract and the projects that it adopted.

    Besides, each about itself: those of its other meetings that have been checked or certified.
    """
    resolution = adopting_resolution(plan)
    if resolution is not None:
        projects = projects_table(plan, contents.lines_of(resolution.version))
        yield PaperDraft(
            issuer=plan.owner,
            title=title_of_minutes(resolution.meeting),
            snapshot={**minutes_of_a_resolution(resolution, plan, by), "annexes": [projects]},
        )
    if plan.level != Level.SUBDISTRICT:
        return
    others = plan.meetings.filter(Q(checked_on__isnull=False) | Q(certified_on__isnull=False))
    for meeting in others.exclude(pk=resolution.meeting_id if resolution else 0).order_by("pk"):
        yield PaperDraft(
            issuer=plan.owner,
            title=title_of_minutes(meeting),
            snapshot=minutes_without_resolution(meeting, plan.area.full_name),
            about=f"{meeting.kind} {meeting.number}/{meeting.year}",
        )


@paper("T01", "หนังสือเชิญประชุมหรือประกาศเวทีประชาคม", on_demand=True)
def invitations(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """For each meeting that is called and still to come: a letter to its members, or an announcement to everybody."""
    coming = plan.called_meetings.filter(cancelled_at__isnull=True, held__isnull=True, held_on__gte=clock.today())
    for called in coming.select_related("body").prefetch_related("agenda"):
        yield PaperDraft(
            issuer=called.body,
            title=to_thai_digits(
                f"ขอเชิญ{called.title} วันที่ {thai_date(called.held_on)} เวลา {called.starts_at:%H.%M} น."
            ),
            snapshot=invitation(called, by),
            register=LETTERS if called.is_of_members else "",
            about=f"{called.kind} {called.pk}",
        )


@paper("T02", "ใบลงทะเบียนผู้เข้าร่วมประชุม", on_demand=True)
def attendance_sheets(plan: Plan, by: By) -> Iterable[PaperDraft]:  # noqa: ARG001  # nobody signs for the body
    """The attendance sheet of each meeting on a plan, by affiliation: members, those in their place, and guests."""
    meetings = Meeting.objects.filter(plan=plan).prefetch_related("attendances", "headcounts").order_by("held_on", "pk")
    for meeting in meetings:
        heading = [
            "ใบลงทะเบียนผู้เข้าร่วมประชุม",
            f"{meeting.title} {sitting(meeting)}",
            f"วันที่ {thai_date(meeting.held_on)} ณ {to_thai_digits(meeting.place)}",
        ]
        snapshot = {
            "layout": "attendance",
            "heading": heading,
            "groups": people_by_affiliation(meeting),
            "notes": notes_of_attendance(meeting),
            "signatures": [{"name": meeting.recorded_by, "position": "", "caption": "ผู้รับลงทะเบียน"}],
        }
        title = f"ใบลงทะเบียน {meeting.title} {sitting(meeting)} วันที่ {thai_date(meeting.held_on)}"
        yield PaperDraft(
            issuer=plan.owner,
            title=title,
            snapshot=snapshot,
            about=f"{meeting.kind} {meeting.number}/{meeting.year}",
            asked_for=True,
        )


@paper("T08", "หนังสือเสนอแผนต่อองค์กรปกครองส่วนท้องถิ่น")
def letters_to_local_organizations(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """One letter to each LAO in whose territory the plan lies, with the projects that it is asked about."""
    asked = lines_for_opinion(plan)
    rows = list(contents.lines_of(plan.version_on_desk)) if asked else []
    for lao in Body.objects.filter(pk__in=asked).order_by("pk"):
        own = [row for row in rows if row.line_id in asked[lao.pk]]
        total = sum((row.asked for row in own), Decimal(0))
        subject = f"เสนอ{plan_title(plan)} เพื่อขอความเห็น"
        texts = [
            f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} รหัส {plan.reference} เสร็จแล้ว มีโครงการในพื้นที่ของ{lao.name}"
            f" จำนวน {len(own)} โครงการ งบประมาณรวม {amount_with_words(total)}",
            f"จึงขอให้{lao.name} พิจารณาให้ความเห็นรายโครงการว่า จะบรรจุในแผนพัฒนาท้องถิ่น เกินศักยภาพ หรือไม่รับพร้อมเหตุผล"
            f" ภายใน {plan.cycle.opinion_days} วัน",
            "จึงเรียนมาเพื่อโปรดพิจารณา",
        ]
        snapshot = letter(
            plan.owner,
            by,
            subject=subject,
            to=head_of(lao),
            enclosures=[f"บัญชีโครงการที่ขอความเห็น จำนวน {len(own)} โครงการ"],
            paragraphs=[{"text": text} for text in texts],
            annexes=[projects_table(plan, own)],
        )
        yield PaperDraft(issuer=plan.owner, recipient=lao, title=subject, snapshot=snapshot, register=LETTERS)


_SHORTEST_SHARED = 3  # of fewer letters two words may have by chance


def head_of(body: Body) -> str:
    """To whom a letter to a body is addressed: the title of its head with the body's name, else the body.

    What the title ends with and the name begins with is written once: ประธานสภาองค์กรชุมชนตำบลบุ่ง.
    """
    office = signing_office(body)
    if office is None:
        return body.name
    title, name = office.title, body.name
    beginnings = (name[:size] for size in range(len(name), _SHORTEST_SHARED - 1, -1))
    shared = next((beginning for beginning in beginnings if title.endswith(beginning)), "")
    return f"{title}{name.removeprefix(shared)}" if shared else f"{title} {name}".strip()


@paper("T10", "หนังสือนำส่งแผนไปอำเภอ")
def submission_letter(plan: Plan, by: By) -> Iterable[PaperDraft]:
    """The covering letter with which a subdistrict's plan goes to the district."""
    if plan.parent is None or plan.current_version is None:
        return
    rows = list(contents.lines_of(plan.current_version))
    resolution = adopting_resolution(plan)
    recipient = plan.parent.owner.desk
    total = sum((row.asked for row in rows), Decimal(0))
    kept = sum(row.work_class == "self" for row in rows)
    basis = ""
    if resolution is not None:
        meeting = resolution.meeting
        basis = f" ตามมติ{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)}"
    texts = [
        f"ด้วย{plan.owner.name} ได้จัดทำ{plan_title(plan)} เสร็จเรียบร้อยแล้ว{basis}",
        f"{plan.owner.name} จึงขอนำส่งแผนดังกล่าว รหัส {plan.reference} รวม {len(rows)} โครงการ"
        f" งบประมาณรวม {amount_with_words(total)} ในจำนวนนี้เป็นโครงการที่ชุมชนดำเนินการเอง {kept} โครงการ"
        " เพื่อพิจารณาตามขั้นตอนต่อไป รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย",
        "จึงเรียนมาเพื่อโปรดพิจารณา",
    ]
    snapshot = letter(
        plan.owner,
        by,
        subject=f"นำส่ง{plan_title(plan)}",
        to=plan.parent.owner.name,
        enclosures=[
            f"เล่มแผนพัฒนาตำบล จำนวน 1 เล่ม รวม {len(rows)} โครงการ",
            "รายงานการประชุมและคัดมติที่ประชุม จำนวน 1 ชุด",
        ],
        paragraphs=[{"text": text} for text in texts],
        annexes=[summary_by_strategy(rows)],
    )
    yield PaperDraft(
        issuer=plan.owner, recipient=recipient, title=f"นำส่ง{plan_title(plan)}", snapshot=snapshot, register=LETTERS
    )


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
