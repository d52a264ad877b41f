"""Meetings as papers tell of them: rosters, quorum, minutes by แบบที่ ๑๑, the chair's extract of a resolution."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import translation

from directory.acting import By
from directory.models import Body
from documents.parts import column, foot_lines_of, letter, letterhead_of, signature_of, table, table_row
from documents.thai import thai_date, to_thai_digits
from proposals.models import AgendaItem, Attendance, CalledMeeting, Idea, Meeting, Plan, Resolution


def sitting(meeting: Meeting) -> str:
    """ครั้งที่ ๑/๒๕๖๙"""  # noqa: D415  # shows the form itself
    return to_thai_digits(f"ครั้งที่ {meeting.number}/{meeting.year}")


def title_of_minutes(meeting: Meeting) -> str:
    """The title under which a meeting's minutes are kept; numbers count by kind, so that unusual kinds are named."""
    usual = meeting.kind in (Meeting.Kind.COUNCIL, Meeting.Kind.COMMITTEE)
    with translation.override("th"):
        kind = "" if usual else f"{meeting.get_kind_display()} "
    return f"รายงานการประชุม {kind}{meeting.body.name} {sitting(meeting)}"


def said_about(item: AgendaItem) -> list[str]:
    """The paragraphs of one item of the minutes: notes, then what was agreed and where people still differ."""
    found = [text for text in item.text.splitlines() if text.strip()]
    for words, text in (("ข้อที่เห็นตรงกัน", item.agreed), ("ข้อที่ยังเห็นต่าง", item.differences)):
        found += [f"{words}: {line}" for line in text.splitlines() if line.strip()]
    return [to_thai_digits(text) for text in found]


def people_counted(meeting: Meeting) -> str:
    """How many residents came, by affiliation; nothing where nobody was counted."""
    with translation.override("th"):
        counted = [f"{each.get_affiliation_display()} {each.people} คน" for each in meeting.headcounts.all()]
    return to_thai_digits(f"ประชาชนที่เข้าร่วม {meeting.residents_present} คน ได้แก่ {' '.join(counted)}") if counted else ""


def roster(meeting: Meeting, *presences: str) -> list[dict[str, str]]:
    """Names and positions of one part of the roster."""
    return [
        {"name": a.name, "position": to_thai_digits(a.position), "reason": to_thai_digits(a.remark)}
        for a in meeting.attendances.all()
        if a.presence in presences
    ]


def quorum_line(meeting: Meeting) -> str:
    """How many had to come by the body's own rule, how many came, and whether they were enough; none for a forum."""
    if not meeting.is_of_members:
        if counted := people_counted(meeting):
            return counted
        return to_thai_digits(f"มีประชาชนเข้าร่วม {meeting.residents_present} คน") if meeting.residents_present else ""
    present = meeting.members_present
    return to_thai_digits(
        f"สมาชิกทั้งหมด {meeting.members_count} คน องค์ประชุมต้องมีอย่างน้อย {meeting.quorum} คน"
        f" มาประชุม {present} คน {'ครบองค์ประชุม' if meeting.is_quorate else 'ไม่ครบองค์ประชุม'}"
    )


def minutes_snapshot(meeting: Meeting, organisation: str) -> dict[str, Any]:
    """The minutes of a meeting as แบบที่ ๑๑ lays them out, without extract and annexes."""
    return {
        "layout": "minutes",
        "organisation": organisation,
        "meeting_title": meeting.title.removeprefix("การประชุม"),
        "number": to_thai_digits(f"{meeting.number}/{meeting.year}"),
        "held": f"วันที่ {thai_date(meeting.held_on)}",
        "place": to_thai_digits(meeting.place),
        "attendees": roster(meeting, Attendance.Presence.PRESENT, Attendance.Presence.SUBSTITUTE),
        "absentees": roster(meeting, Attendance.Presence.ABSENT),
        "observers": roster(meeting, Attendance.Presence.OBSERVER),
        "opened": to_thai_digits(f"{meeting.starts_at:%H.%M} น."),
        "closed": to_thai_digits(f"{meeting.ends_at:%H.%M} น."),
        "quorum_line": quorum_line(meeting),
        "agenda": [
            {
                "heading": to_thai_digits(item.heading),
                "paragraphs": said_about(item),
                "resolution": to_thai_digits(item.resolution),
            }
            for item in meeting.agenda.all()
        ],
        "recorded_by": meeting.recorded_by,
        "checked_by": meeting.checked_by,
        "certified": certified_words(meeting),
    }


def certified_words(meeting: Meeting) -> str:
    """รับรองแล้วเมื่อ …, and at which other meeting; blank while the minutes are not certified."""  # Thai
    if meeting.certified_on is None:
        return ""
    other = meeting.certified_at
    where = f" ใน{other.title} {sitting(other)}" if other else ""
    return f"รับรองแล้วเมื่อ {thai_date(meeting.certified_on)}{where}"


def ideas_annex(meeting: Meeting) -> list[dict[str, Any]]:
    """What people said at a meeting, as an annex to its minutes; nobody is named there."""
    at = Q(meeting=meeting) | (Q(called=meeting.called_id) if meeting.called_id else Q(pk__in=[]))
    ideas = Idea.objects.filter(at, plan=meeting.plan_id).select_related("group").order_by("number")
    rows = [table_row(n, idea.text, idea.group.title if idea.group else "") for n, idea in enumerate(ideas, 1)]
    columns = (column("ที่", 8, "center"), column("ความคิดเห็น", 64), column("กลุ่ม", 28))
    return [table(["ความคิดเห็นที่ประชาชนเสนอ"], columns, rows, landscape=False)] if rows else []


def minutes_without_resolution(meeting: Meeting, organisation: str) -> dict[str, Any]:
    """The minutes of a meeting that adopted nothing, with what people said there as an annex."""
    return {**minutes_snapshot(meeting, organisation), "annexes": ideas_annex(meeting)}


def extract_of(resolution: Resolution, owner: Body, by: By) -> dict[str, Any]:
    """คัดมติที่ประชุม: what the chair certifies about one resolution."""
    meeting = resolution.meeting
    texts = [
        f"ที่ประชุม{meeting.title} {sitting(meeting)} เมื่อวันที่ {thai_date(meeting.held_on)} ณ {meeting.place}"
        f" มีสมาชิกมาประชุม {meeting.members_present} คน จากสมาชิกทั้งหมด {meeting.members_count} คน ครบองค์ประชุม"
        " ได้พิจารณาแล้วมีมติดังนี้",
        f"“{resolution.text}”",
        f"ด้วยคะแนนเห็นชอบ {resolution.votes_for} เสียง ไม่เห็นชอบ {resolution.votes_against} เสียง"
        f" งดออกเสียง {resolution.abstained} เสียง",
        "ข้าพเจ้าขอรับรองว่าคัดมาจากมติที่ประชุมจริงทุกประการ",
    ]
    return {
        "title": f"คัดมติที่ประชุม {owner.name} {sitting(meeting)}",
        "paragraphs": [to_thai_digits(text) for text in texts],
        "signature": signature_of(owner, by),
    }


def minutes_of_a_resolution(resolution: Resolution, plan: Plan, by: By) -> dict[str, Any]:
    """The minutes of the meeting that resolved on a plan, with the chair's extract as the last page."""
    return {
        **minutes_snapshot(resolution.meeting, plan.area.full_name),
        "extract": extract_of(resolution, plan.owner, by),
    }


def people_by_affiliation(meeting: Meeting) -> list[dict[str, Any]]:
    """Those who came: members under the body's name, those in their place, and guests."""
    presence = Attendance.Presence
    groups = (
        (meeting.body.name, (presence.PRESENT,)),
        ("ผู้แทนสมาชิก", (presence.SUBSTITUTE,)),
        ("ผู้เข้าร่วมประชุม", (presence.OBSERVER,)),
    )
    people = ((name, roster(meeting, *presences)) for name, presences in groups)
    return [
        {
            "name": name,
            "people": [{"name": p["name"], "position": p["position"], "note": p["reason"]} for p in found],
        }
        for name, found in people
        if found
    ]


def notes_of_attendance(meeting: Meeting) -> list[str]:
    """What stands under the names of an attendance sheet: the quorum, and the residents by affiliation."""
    lines = [quorum_line(meeting), people_counted(meeting)]
    return [line for line in dict.fromkeys(lines) if line]


def invitation(called: CalledMeeting, by: By) -> dict[str, Any]:
    """The paper that calls a meeting, with its agenda: a letter to members, an announcement to everybody."""
    when = f"วันที่ {thai_date(called.held_on)} เวลา {called.starts_at:%H.%M} น. ณ {called.place}"
    agenda = [{"text": f"ระเบียบวาระที่ {item.number} {item.heading}"} for item in called.agenda.all()]
    notice = [{"text": line} for line in called.notice.splitlines() if line.strip()]
    if called.is_of_members:
        texts = [
            {"text": f"ด้วย{called.body.name} กำหนดให้มี{called.title} {when} ตามระเบียบวาระดังนี้"},
            *agenda,
            *notice,
            {"text": "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว"},
        ]
        return letter(called.body, by, subject=f"ขอเชิญ{called.title}", to=f"สมาชิก{called.body.name}", paragraphs=texts)
    texts = [
        {"text": f"ด้วย{called.body.name} กำหนดจัด{called.title} {when} โดยมีเรื่องดังต่อไปนี้"},
        *agenda,
        *notice,
        {"text": f"{called.body.name} จึงขอเชิญประชาชน กลุ่ม และหน่วยงานทุกแห่งเข้าร่วมและเสนอความคิดเห็นโดยพร้อมเพรียงกัน"},
    ]
    return {
        "layout": "announcement",
        "letterhead": letterhead_of(called.body),
        "title_lines": [f"ประกาศ{called.body.name}"],
        "subject": to_thai_digits(f"ขอเชิญร่วม{called.title}"),
        "paragraphs": [{"text": to_thai_digits(each["text"])} for each in texts],
        "signature": signature_of(called.body, by),
        "foot_lines": foot_lines_of(called.body),
        "annexes": [],
    }
