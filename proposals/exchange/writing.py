"""Writes the workbook of a plan: its proposals to be changed, room for new ones, lists to choose from, a guide.

All text is written as text: a name that begins with = is a name. Further sources of money and further indicators of a
proposal stand in rows of their own below it, with its reference again; what the money is for stands on a sheet of its
own (`item_sheet`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import override

from directory.models import Village
from directory.spreadsheets import TEXT_IS_TEXT
from documents.editable.notice import plain
from documents.workbooks import ALWAYS, LONGEST_CELL
from proposals.drafts import BudgetDraft, IndicatorDraft, ItemDraft, ProposalDraft
from proposals.exchange import columns, values
from proposals.exchange.columns import (
    GROUP,
    INDICATOR,
    INDICATOR_TARGET,
    LONG_TEXTS,
    POINT,
    REFERENCE,
    REVISION,
    SOURCE,
    YEAR,
    year_key,
)
from proposals.exchange.item_sheet import ITEM_COLUMNS, TITLES, Column, item_rows, label_of
from proposals.exchange.locating import (
    CHOICES,
    EXAMPLE,
    GUIDE,
    ITEMS,
    ITEMS_EXAMPLE,
    SCHEMA,
    SCHEMA_VERSION,
    SERVICE_SHEET,
    SHEET,
)
from proposals.exchange.matching import known_in
from proposals.exchange.reading import villages_of
from proposals.models import BudgetLine, Plan

INDICATORS_A_ROW: Final = 3
FIRST_ROW: Final = 2  # from 0: below the headings and the keys, which are hidden
ROWS_WITH_CHOICES: Final = 12_000
ROWS_TO_NAME: Final = 2_000
"""How many rows of proposals can be chosen by their titles; the titles of others can be typed."""
FONT: Final = {"font_name": "TH SarabunPSK", "font_size": 16, "valign": "top"}
LINE: Final = 24
"""The height of one line in points; what shows several is given its height, which not every program works out."""
BOOK: Final = {**TEXT_IS_TEXT, "in_memory": True, "default_row_height": LINE * 4 // 3}
MOST_LINES: Final = 16
COLUMNS_A_PAGE: Final = 10
MOST_EXACT: Final = 10**15
"""Beyond it a workbook keeps no number exactly."""
_GREY: Final = "#E4E4E4"


Row = tuple[str, int | None, ProposalDraft]


def columns_of(years: Sequence[int]) -> list[Column]:
    """The columns of our sheet: form ผ.02, with a column for each year."""
    name = columns.NAMES
    numbers = range(1, INDICATORS_A_ROW + 1)
    measures = [
        column
        for n in numbers
        for column in (
            Column(INDICATOR, f"ตัวชี้วัดที่ {n}", 30),
            Column(INDICATOR_TARGET, f"ค่าเป้าหมายที่ {n}", 20),
        )
    ]
    told = "เว้นว่างสำหรับโครงการใหม่ ระบบกรอกให้ ห้ามแก้"
    return [
        Column(REFERENCE, str(name[REFERENCE]), 22, "locked", hint=told),
        Column(REVISION, str(name[REVISION]), 8, "locked", hint=told),
        Column("title", str(name["title"]), 40, hint="ต้องกรอก ทำอะไร ที่ไหน"),
        Column("work_class", str(name["work_class"]), 14, choices="work_class", hint="เลือกจากรายการ"),
        Column(
            "village",
            str(name["village"]),
            22,
            choices="village",
            hint="เลือกจากรายการ หรือพิมพ์ หมู่ที่ 3 · เว้นว่างถ้าเป็นทั้งตำบล",
        ),
        Column("place", str(name["place"]), 24),
        Column("beneficiaries", str(name["beneficiaries"]), 12, "number", hint="จำนวนคน"),
        Column(GROUP, str(name[GROUP]), 24, hint="ใครได้ประโยชน์ เช่น ผู้สูงอายุ เกษตรกรผู้ใช้น้ำ"),
        *(Column(key, str(name[key]), 36) for key in ("rationale", "objective", "target_output")),
        Column(SOURCE, str(name[SOURCE]), 26, choices=SOURCE, hint="แหล่งที่สองกรอกในแถวถัดไป โดยเว้นชื่อโครงการว่าง"),
        *(Column(year_key(year), f"งบประมาณ ปี {year} (บาท)", 18, "money") for year in years),
        *measures,
        Column("expected_result", str(name["expected_result"]), 36),
        *(Column(key, str(name[key]), 26) for key in ("strategy", "programme", "lead_agency")),
        Column(POINT, str(name[POINT]), 26, hint="คัดลอกจากแผนที่ในโทรศัพท์มาวาง เช่น 15.870032, 104.625412 · เว้นว่างได้"),
    ]


def write_plan(to: IO[bytes], plan: Plan) -> None:
    """Write the workbook of a plan. The same plan gives the same bytes, in Thai whatever the reader's language."""
    villages = villages_of(plan)
    known = known_in(plan, villages)
    write_drafts(to, plan, villages, [(reference, each.revision, each.draft) for reference, each in known.items()])


def write_drafts(to: IO[bytes], plan: Plan, villages: Sequence[Village], drafts: Sequence[Row]) -> None:
    """Write a workbook of proposals, each with its reference and revision; new ones have neither."""
    years = sorted({*plan.cycle.years, *(line.year for _r, _n, draft in drafts for line in draft.budget)})
    with override("th"), xlsxwriter.Workbook(to, BOOK) as book:
        book.set_properties({"title": plan.reference, "created": ALWAYS.replace(tzinfo=None)})
        own = columns_of(years)
        looks = looks_of(book)
        sheet = prepare(book, SHEET, dict(enumerate(own)), looks, FIRST_ROW, ranges=RANGES)
        number = FIRST_ROW
        begins = []
        for reference, revision, draft in drafts:
            begins.append(number)
            for cells in rows_of(reference, revision, draft):
                write_row(sheet, number, own, cells, looks)
                number += 1
        sheet.freeze_panes(FIRST_ROW, 3)
        sheet.repeat_columns(0, 2)
        items = prepare(book, ITEMS, dict(enumerate(ITEM_COLUMNS)), looks, FIRST_ROW, ranges=RANGES)
        told = [(label_of(row[0], row[2], place + 1), row[2]) for row, place in zip(drafts, begins, strict=True)]
        _write_items(items, looks, told)
        items.freeze_panes(FIRST_ROW, 1)
        write_guide(book, looks, [*own, *ITEM_COLUMNS], plan)
        _write_examples(book, looks, own, example_of(plan, villages))
        write_choices(book, looks, villages, years)
        write_service(book, plan.reference)


def _write_items(sheet: Any, looks: dict[str, Any], drafts: Iterable[tuple[str, ProposalDraft]]) -> None:
    number = FIRST_ROW
    for label, draft in drafts:
        for cells in item_rows(label, draft):
            write_row(sheet, number, ITEM_COLUMNS, cells, looks)
            number += 1


def _write_examples(book: Any, looks: dict[str, Any], own: Sequence[Column], draft: ProposalDraft) -> None:
    sheet = prepare(book, EXAMPLE, dict(enumerate(own)), looks, FIRST_ROW)
    for place, cells in enumerate(rows_of("", None, draft), FIRST_ROW):
        write_row(sheet, place, own, cells, looks)
    items = prepare(book, ITEMS_EXAMPLE, dict(enumerate(ITEM_COLUMNS)), looks, FIRST_ROW)
    _write_items(items, looks, [(draft.title, draft)])


def looks_of(book: Any) -> dict[str, Any]:
    """The formats of a workbook. Only what the system fills in is locked."""
    free = {**FONT, "locked": False}
    figure = {**free, "align": "right", "indent": 1}
    wrapped = {"text_wrap": True, "num_format": "@"}
    wrong = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
    return {
        "text": book.add_format({**free, **wrapped}),
        "number": book.add_format({**figure, "num_format": "#,##0"}),
        "year": book.add_format({**free, "num_format": "0", "align": "center"}),
        "money": book.add_format({**figure, "num_format": "#,##0.00"}),
        "locked": book.add_format({**FONT, **wrapped, "bg_color": _GREY, "font_color": "#404040"}),
        "heading": book.add_format({**FONT, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#DCE6F1"}),
        "plain": book.add_format({**FONT, **wrapped}),
        "wrong": book.add_format({**free, **wrapped, **wrong}),
    }


def prepare(
    book: Any,
    title: str,
    own: dict[int, Column],
    looks: dict[str, Any],
    first: int,
    *,
    ranges: Mapping[str, str] | None = None,
) -> Any:
    """Add a sheet with headings, hidden keys, widths and lists to choose from. ``first`` is its first row of data.

    ``ranges`` are the lists by name; without them it is an example, which is never read.
    """
    sheet = book.add_worksheet(title)
    for place, column in own.items():
        sheet.set_column(place, place, column.width, looks[column.looks])
        sheet.write_string(first - 2, place, column.heading, looks["heading"])
        if ranges is not None:
            sheet.write_string(first - 1, place, column.key, looks["locked"])
        if ranges is not None and column.choices:
            listed = {"validate": "list", "source": ranges[column.choices], "error_type": "warning"}
            sheet.data_validation(first, place, ROWS_WITH_CHOICES, place, listed)
    sheet.set_row(first - 2, 66)
    sheet.set_row(first - 1, None, None, {"hidden": True})
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(-(-len(own) // COLUMNS_A_PAGE), 0)
    sheet.repeat_rows(first - 2)
    if ranges is not None:
        allowed = ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter")
        sheet.protect("", dict.fromkeys(allowed, True))
    return sheet


def rows_of(reference: str, revision: int | None, draft: ProposalDraft) -> Iterator[dict[str, Any]]:
    """The cells of a proposal by key, row by row: a row for each source of money, or for three indicators."""
    by_source: dict[str, list[BudgetDraft]] = {}
    for line in draft.budget:
        by_source.setdefault(line.source, []).append(line)
    money, measures = list(by_source.items()), list(draft.indicators)
    count = max(len(money), -(-len(measures) // INDICATORS_A_ROW), 1)
    for number in range(count):
        cells: dict[str, Any] = {REFERENCE: reference, REVISION: revision}
        if number == 0:
            names = ("title", "place", GROUP, "strategy", "programme", "lead_agency", *LONG_TEXTS)
            cells |= {name: getattr(draft, name) for name in names}
            cells["village"] = str(draft.village or "")
            cells["work_class"] = values.WORK_CLASSES[str(draft.work_class)]
            cells["beneficiaries"] = draft.beneficiaries or None
            cells[POINT] = None if draft.latitude is None else f"{draft.latitude}, {draft.longitude}"
        if number < len(money):
            source, lines = money[number]
            cells[SOURCE] = values.SOURCES[source]
            cells |= {year_key(line.year): line.amount for line in lines}
        some = measures[number * INDICATORS_A_ROW : (number + 1) * INDICATORS_A_ROW]
        cells |= {INDICATOR: [each.name for each in some], INDICATOR_TARGET: [each.target for each in some]}
        yield cells


def write_row(sheet: Any, row: int, own: Sequence[Column], cells: dict[str, Any], looks: dict[str, Any]) -> None:
    """Write one row; keys that come again and again take the next of their values."""
    turn: dict[str, int] = {}
    shown: dict[int, Any] = {}
    for place, column in enumerate(own):
        value: Any = cells.get(column.key)
        if isinstance(value, list):
            number = turn.get(column.key, 0)
            turn[column.key] = number + 1
            value = value[number] if number < len(value) else None
        put(sheet, row, place, value, looks[column.looks])
        shown[place] = value
    give_height(sheet, row, ((own[place].width, value) for place, value in shown.items()))


def on_one_page(sheet: Any) -> None:
    """Let a sheet that people print be as wide as one page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def give_height(sheet: Any, row: int, shown: Iterable[tuple[int, Any]]) -> None:
    """Make a row as high as its texts need in columns of these widths; rows of one line are left to the program."""
    texts = [
        (width, value) for width, value in shown if isinstance(value, str) and (len(value) >= width or "\n" in value)
    ]
    lines = max((sum(len(line) // width + 1 for line in value.split("\n")) for width, value in texts), default=1)
    if lines > 1:
        sheet.set_row(row, LINE * min(lines, MOST_LINES))


def put(sheet: Any, row: int, place: int, value: Any, look: Any) -> None:
    """Write one cell: a number as a number, everything else as text."""
    if value is None or value == "":
        return
    if _is_exact(value):
        sheet.write_number(row, place, value, look)
    else:
        sheet.write_string(row, place, plain(str(value))[:LONGEST_CELL], look)


def _is_exact(value: Any) -> bool:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return bool(is_number and abs(value) < MOST_EXACT)


# --- The other sheets ---


def write_guide(book: Any, looks: dict[str, Any], own: Sequence[Column], plan: Plan) -> None:
    """What people need to know, in the words of the field."""
    sheet = book.add_worksheet(GUIDE)
    sheet.set_column(0, 0, 30, looks["plain"])
    sheet.set_column(1, 1, 90, looks["plain"])
    told = [
        ("แผน", f"{plan.owner.name} {plan.reference}"),
        ("กรอกอย่างไร", f"หนึ่งแถวต่อหนึ่งโครงการ ในแผ่น “{SHEET}” ดูแผ่น “{EXAMPLE}” ประกอบ"),
        ("โครงการใหม่", "เพิ่มแถวต่อท้าย เว้นเลขอ้างอิงว่างไว้ เลขไทย เลขอารบิก มีจุลภาคหรือไม่มีก็ได้"),
        ("โครงการเดิม", "แก้ข้อความหรือตัวเลขในแถวนั้น ช่องสีเทาเป็นของระบบ แถวที่ลบออกไม่ทำให้โครงการในระบบหายไป"),
        ("หลายแหล่งงบประมาณ", "ใช้แถวถัดไป เว้นชื่อโครงการว่าง กรอกเฉพาะแหล่งและจำนวนเงิน ตัวชี้วัดเกิน 3 ข้อก็เช่นกัน"),
        ("รายการค่าใช้จ่าย", f"จะแยกว่าเงินใช้ทำอะไรบ้างก็ได้ กรอกในแผ่น “{ITEMS}” ดูแผ่น “{ITEMS_EXAMPLE}” ประกอบ ไม่แยกก็ได้"),
        ("ยอดเงินกับรายการ", "โครงการที่มีรายการ ให้แก้ที่รายการ ช่องงบประมาณเว้นว่างหรือคงตัวเลขเดิมไว้ ระบบรวมยอดให้"),
        ("นำเข้า", "อัปโหลดที่หน้าโครงการของแผน ระบบตรวจก่อนเสมอ ยังไม่เปลี่ยนแปลงใดจนกว่าจะกดยืนยัน"),
        *((column.heading, column.hint) for column in own if column.hint),
    ]
    for number, (name, words) in enumerate(told):
        sheet.write_string(number, 0, plain(name), looks["heading"])
        sheet.write_string(number, 1, plain(words), looks["plain"])
        give_height(sheet, number, [(90, words)])
    on_one_page(sheet)


def example_of(plan: Plan, villages: Sequence[Village]) -> ProposalDraft:
    """A proposal as one might write it."""
    years = plan.cycle.years
    return ProposalDraft(
        title="ก่อสร้างระบบประปาหมู่บ้าน",
        village=villages[0] if villages else None,
        place="ที่สาธารณประโยชน์หลังวัด",
        beneficiaries=850,
        work_class="hand_up",
        rationale="หน้าแล้งน้ำไม่พอใช้ 3 เดือน ครัวเรือนต้องซื้อน้ำ",
        objective="ให้ทุกครัวเรือนมีน้ำใช้ตลอดปี",
        target_output="ระบบประปา 1 แห่ง",
        expected_result="200 ครัวเรือนมีน้ำสะอาดใช้ตลอดปี",
        strategy="ด้านโครงสร้างพื้นฐาน",
        programme="แผนงานแหล่งน้ำ",
        lead_agency="องค์การบริหารส่วนตำบล",
        budget=[
            BudgetDraft(years[0], "province", Decimal(1_250_000)),
            BudgetDraft(years[0], "community", Decimal(50_000)),
            BudgetDraft(years[-1], "community", Decimal(10_000)),
        ],
        indicators=[IndicatorDraft("ครัวเรือนที่มีน้ำใช้", "200 ครัวเรือน")],
        beneficiary_group="ครัวเรือนที่ใช้น้ำประปาหมู่บ้าน",
        latitude=Decimal("15.870032"),
        longitude=Decimal("104.625412"),
        items=[
            ItemDraft("ถังเก็บน้ำพร้อมฐาน", "แห่ง", Decimal(1), Decimal(850_000), years[0], "province"),
            ItemDraft("ท่อ PVC พร้อมวาง", "เมตร", Decimal(2_000), Decimal(200), years[0], "province"),
            ItemDraft("ค่าแรงชุมชน", "วัน", Decimal(100), Decimal(500), years[0], "community"),
            ItemDraft("ค่าดูแลระบบ", "ปี", Decimal(1), Decimal(10_000), years[-1], "community"),
        ],
    )


def choices_of(villages: Sequence[Village], years: Sequence[int]) -> dict[str, list[Any]]:
    """What may be chosen, by the name of the list."""
    return {
        "work_class": list(values.WORK_CLASSES.values()),
        SOURCE: [values.SOURCES[source] for source in BudgetLine.Source.values],
        "village": [str(village) for village in villages],
        YEAR: list(years),
    }


def write_choices(book: Any, looks: dict[str, Any], villages: Sequence[Village], years: Sequence[int]) -> None:
    """The lists behind the cells in which one chooses."""
    sheet = book.add_worksheet(CHOICES)
    for place, (name, listed) in enumerate(choices_of(villages, years).items()):
        sheet.set_column(place, place, 36, looks["plain"])
        sheet.write_string(0, place, str(columns.NAMES[name]), looks["heading"])
        for number, choice in enumerate(listed, 1):
            put(sheet, number, place, choice, looks["year" if name == YEAR else "plain"])
    on_one_page(sheet)


def ranges_with(titles: str, first: int, sheet: str = SHEET) -> dict[str, str]:
    """Where the lists to choose from stand; the titles of the proposals in their own column, from the row ``first``."""
    most = {"work_class": len(values.WORK_CLASSES), SOURCE: len(values.SOURCES), "village": 200, YEAR: 10}
    listed = {
        name: f"='{CHOICES}'!${letter}$2:${letter}${most[name] + 1}" for name, letter in zip(most, "ABCD", strict=True)
    }
    return {**listed, TITLES: f"='{_quoted(sheet)}'!${titles}${first + 1}:${titles}${first + ROWS_TO_NAME}"}


def _quoted(sheet: str) -> str:
    return sheet.replace("'", "''")


RANGES: Final = ranges_with("C", FIRST_ROW)


def write_service(book: Any, reference: str) -> None:
    """The hidden sheet that says what the workbook is."""
    sheet = book.add_worksheet(SERVICE_SHEET)
    sheet.write_string(0, 0, SCHEMA)
    sheet.write_number(0, 1, SCHEMA_VERSION)
    sheet.write_string(1, 0, reference)
    sheet.hide()
