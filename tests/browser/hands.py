"""A person at a page: finds links, buttons and fields by the words that stand there, and nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from directory import clock
from directory.clock import BUDDHIST_ERA_OFFSET
from tests.browser.site import Visitor
from tests.cast import PNG

SCAN = {"name": "หนังสือที่ลงนาม.png", "mimeType": "image/png", "buffer": PNG}
_OPTIONAL = r"(\s*\((ไม่บังคับ|optional)\))?"


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}{_OPTIONAL}\s*$")


class Hands:
    """Somebody's hands in a window. ``within`` narrows them to a group of fields or a row of a table."""

    def __init__(self, visitor: Visitor, within: Any = None) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.place = within if within is not None else visitor.page.locator("main")

    # Going ----------------------------------------------------------------------------------------------------------

    def at_home(self) -> Hands:
        """Open the inbox, the way in which everybody begins."""
        self.visitor.go("/inbox/")
        return self

    def to_plan(self, name: str) -> Hands:
        """From the inbox to a plan, by the name of the body that owns it."""
        return self.at_home().follow(re.compile(rf"^{re.escape(name)}( |$)"))

    def follow(self, words: str | re.Pattern[str], *, first: bool = True) -> Hands:
        """Click a link, or a link that looks like a button."""
        named = words if isinstance(words, re.Pattern) else re.compile(rf"^\s*{re.escape(words)}\s*$")
        link = self.place.get_by_role("link", name=named).or_(self.place.locator("a").get_by_text(named))
        either = link.or_(self.place.locator("a[role=button]").filter(has_text=named))
        return self._gone(either.first if first else either)

    def press(self, words: str) -> Hands:
        """Click a button that sends a form."""
        return self._gone(self.place.get_by_role("button", name=words, exact=True))

    def _gone(self, clickable: Any) -> Hands:
        with self.page.expect_navigation():
            clickable.click()
        return self

    # Filling --------------------------------------------------------------------------------------------------------

    def group(self, title: str) -> Hands:
        """A group of fields by how its heading begins."""
        groups = self.place.get_by_role("group", name=re.compile(rf"^\s*{re.escape(title)}(\s|$)"))
        return Hands(self.visitor, groups.first)

    def row(self, words: str) -> Hands:
        """The row of a table that says this."""
        return Hands(self.visitor, self.place.get_by_role("row").filter(has_text=words).first)

    def field(self, label: str) -> Any:
        """A field by its label."""
        return self.place.get_by_label(_words(label))

    def write(self, fields: dict[str, str]) -> Hands:
        """Type into fields, by their labels."""
        for label, text in fields.items():
            self.field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> Hands:
        """Choose from a list."""
        self.field(label).select_option(label=option)
        return self

    def tick(self, label: str | re.Pattern[str]) -> Hands:
        """Tick a box or a round button by the words behind it."""
        named = label if isinstance(label, re.Pattern) else _words(label)
        self.place.get_by_label(named).check()
        return self

    def date(self, title: str, day: date) -> Hands:
        """Write a day as people do."""
        parts = self.group(title)
        parts.write({"วัน": str(day.day), "ปี พ.ศ.": str(day.year + BUDDHIST_ERA_OFFSET)})
        parts.field("เดือน").select_option(value=str(day.month))
        return self

    def attach(self, label: str) -> Hands:
        """Attach the scan of a signed sheet."""
        field = self.field(label)
        if field.evaluate("field => field.tagName") == "INPUT":
            field.set_input_files(SCAN)
        else:  # the script has put a button in its place
            with self.page.expect_file_chooser() as chooser:
                field.click()
            chooser.value.set_files(SCAN)
        return self

    def unfold(self, summary: str) -> Hands:
        """Open a folded part of the page."""
        self.place.locator("summary").filter(has_text=summary).click()
        return self

    # Reading --------------------------------------------------------------------------------------------------------

    def reads(self, *sentences: str) -> Hands:
        """All these words stand on the page."""
        text = " ".join(self.page.locator("main").inner_text().split())
        missing = [sentence for sentence in sentences if sentence not in text]
        assert not missing, f"{missing} not in: {text[:1500]}"
        return self


# --- Meetings --------------------------------------------------------------------------------------------------------


def record_meeting(hands: Hands, name: str, present: int, *, known: int = 0) -> None:
    """A plan's owner records a meeting; of those known already it is asked whether they came."""
    hands.to_plan(name).follow("การประชุม").follow("บันทึกการประชุม")
    hands.date("วันประชุม", clock.today())
    hands.write({"เริ่มประชุมเวลา": "09.00", "เลิกประชุมเวลา": "12.00", "สถานที่ประชุม": "ศาลาประชาคม"})
    hands.write({"จำนวนสมาชิกทั้งหมด": str(present + 1)})
    tick_members(hands, present, known=known)
    hands.press("บันทึกการประชุม").reads("ครบองค์ประชุม")


def tick_members(hands: Hands, present: int, *, known: int = 0) -> None:
    """So many members came; those who are not known yet are written down."""
    for number in range(1, present + 1):
        row = hands.group(f"รายชื่อที่ {number}")
        if number > known and row.field("ชื่อ").is_visible():
            row.write({"ชื่อ": f"นายสมาชิก ที่ {number}", "ตำแหน่ง": "ประธาน" if number == 1 else "สมาชิก"})
        row.tick("มาประชุม")


def record_resolution(hands: Hands, number: int) -> None:
    """From the meeting's page; the votes and the usual words stand there already."""
    hands.follow("บันทึกมติรับรองแผน").write({"ผู้ลงนามคัดมติที่ประชุม": "นายสมาชิก ที่ 1"})
    hands.press("บันทึกมติรับรองแผน").reads(f"ต่อแผนฉบับที่ {number}")
