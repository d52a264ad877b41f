"""The sheet of cost items in our own workbook: its columns, and the cells of each item. `items` reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from proposals.drafts import ProposalDraft
from proposals.exchange import values
from proposals.exchange.columns import ITEM, ITEM_OF, ITEM_SOURCE, ITEM_YEAR, QUANTITY, SOURCE, UNIT, UNIT_PRICE, YEAR

TITLES: Final = "titles"
"""The name of the list of the proposals' titles."""
_LONGEST_LABEL: Final = 120


@dataclass(frozen=True, slots=True)
class Column:
    """A column of our own sheets; ``choices`` names a list to choose from, ``looks`` how its cells look."""

    key: str
    heading: str
    width: int
    looks: str = "text"
    choices: str = ""
    hint: str = ""


ITEM_COLUMNS: Final = (
    Column(
        ITEM_OF,
        "ของโครงการ",
        56,
        choices=TITLES,
        hint="เลือกชื่อโครงการจากรายการ หรือพิมพ์เลขอ้างอิงหรือเลขแถวในแผ่นโครงการ · เว้นว่างถ้าเป็นโครงการเดียวกับแถวบน",
    ),
    Column(ITEM, "รายการ", 40, hint="ซื้อหรือจ้างอะไร เช่น ปูนซีเมนต์ ค่าแรง"),
    Column(UNIT, "หน่วย", 12, hint="เช่น ถุง วัน เมตร"),
    Column(QUANTITY, "จำนวนหน่วย", 14, "money", hint="ตัวเลขอย่างเดียว มีทศนิยมได้สองตำแหน่ง"),
    Column(UNIT_PRICE, "ราคาต่อหน่วย (บาท)", 18, "money"),
    Column(ITEM_YEAR, "ปีงบประมาณ พ.ศ.", 14, "year", choices=YEAR, hint="เลือกจากรายการ"),
    Column(ITEM_SOURCE, "แหล่งงบประมาณ", 26, choices=SOURCE, hint="เลือกจากรายการ"),
)


def label_of(reference: str, draft: ProposalDraft, row: int) -> str:
    """How a row of an item names its proposal: by its reference, behind which its title is only for the eye."""
    return f"{reference} {draft.title}"[:_LONGEST_LABEL] if reference else f"แถว {row}"


def item_rows(label: str, draft: ProposalDraft) -> Iterator[dict[str, Any]]:
    """The cells of a proposal's items by key."""
    for each in draft.items:
        yield {
            ITEM_OF: label,
            ITEM: each.item,
            UNIT: each.unit,
            QUANTITY: each.quantity,
            UNIT_PRICE: each.unit_price,
            ITEM_YEAR: each.year,
            ITEM_SOURCE: values.SOURCES[each.source],
        }
