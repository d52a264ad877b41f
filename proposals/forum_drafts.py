"""What is handed in about meetings to come and about what people said there, checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from directory.errors import Problem
from directory.models import Village
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Meeting, MeetingSeries

# The five headings of every official agenda, offered by default. What is written into papers is Thai, whatever
# language the page is in.
OFFICIAL_AGENDA = (
    "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
    "เรื่องรับรองรายงานการประชุม",
    "เรื่องที่เสนอให้ที่ประชุมทราบ",
    "เรื่องที่เสนอให้ที่ประชุมพิจารณา",
    "เรื่องอื่น ๆ (ถ้ามี)",
)
MOST_IDEAS, LONGEST_IDEA, LONGEST_NAME = 300, 500, 60
# A short beginning before a colon is who said it; a clock time or หมู่ 3: is not.
_SAID_BY = re.compile(rf"^\s*([^:：\d]{{1,{LONGEST_NAME}}}?)\s*[:：]\s*(\S.*)$")


@dataclass(frozen=True, slots=True)
class CalledDraft:
    """A sitting as it is called beforehand."""

    kind: str
    title: str
    held_on: date
    place: str
    starts_at: time = time(9)
    ends_at: time = time(12)
    agenda: Sequence[str] = OFFICIAL_AGENDA
    notice: str = ""
    series: MeetingSeries | None = None

    def problems(self, today: date) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("title", self.title, most=200, required=True)
        found += text_problems("place", self.place, most=200, required=True)
        found += text_problems("notice", self.notice, most=LONGEST_TEXT)
        if self.kind not in Meeting.Kind.values or self.kind == Meeting.Kind.CIRCULATION:
            found.append(Problem("kind", self.kind, _("การประชุมประเภทนี้เรียกล่วงหน้าไม่ได้")))
        if self.held_on < today:
            found.append(Problem("held_on", self.held_on.isoformat(), _("วันประชุมต้องไม่อยู่ในอดีต")))
        if self.ends_at <= self.starts_at:
            found.append(Problem("ends_at", str(self.ends_at), _("ต้องเลิกประชุมหลังเริ่มประชุม")))
        if not self.agenda:
            found.append(Problem("agenda", "", _("ต้องมีระเบียบวาระอย่างน้อยหนึ่งเรื่อง")))
        for i, heading in enumerate(self.agenda):
            found += text_problems(f"agenda[{i}].heading", heading, most=300, required=True)
        return found


@dataclass(frozen=True, slots=True)
class IdeaDraft:
    """One thing that somebody said; nobody's where ``said_by`` is blank."""

    text: str
    said_by: str = ""
    village: Village | None = None

    def problems(self, where: str, area_code: str) -> list[Problem]:
        """Everything wrong with it; ``where`` stands before each field's name."""
        found = text_problems(f"{where}text", self.text, most=LONGEST_IDEA, required=True)
        found += text_problems(f"{where}said_by", self.said_by, most=200)
        if self.village is not None and self.village.area_id != area_code:
            found.append(Problem(f"{where}village", str(self.village), _("หมู่บ้านนี้ไม่อยู่ในตำบลของแผน")))
        return found


def ideas_in(typed: str, *, anonymous: bool, village: Village | None = None) -> list[IdeaDraft]:
    """The ideas of a text, one a line. ``name: words`` says who said it; of the anonymous no name is kept."""
    found: list[IdeaDraft] = []
    for line in typed.splitlines():
        if not line.strip():
            continue
        named = _SAID_BY.match(line)
        name, words = (named[1].strip(), named[2].strip()) if named else ("", line.strip())
        found.append(IdeaDraft(words, "" if anonymous else name, village))
    return found
