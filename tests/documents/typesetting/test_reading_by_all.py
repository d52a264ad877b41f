"""What went in comes out again, whichever of the four common readers takes it out."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from functools import cache
from itertools import accumulate
from pathlib import Path

import geothai
import pypdf
import pytest

from documents.typesetting import (
    A4,
    A4_LANDSCAPE,
    Cell,
    Column,
    Metadata,
    Paragraph,
    Row,
    Section,
    Style,
    Table,
    set_document,
)
from documents.typesetting.faces import ASSETS
from documents.typesetting.glyphs import DocumentFont
from documents.typesetting.lines import fill_lines
from documents.typesetting.words import words
from tests.documents.typesetting.reading import (
    by_mupdf,
    by_pdfium,
    by_poppler,
    by_pypdf,
    pages_by_mupdf,
    pages_by_pdfium,
)

ROOT = Path(__file__).resolve().parents[3]

HARD = [
    # tone marks over vowels, above tall letters and below
    "ที่นี่มีป้าปิ่นปั้นฝุ่นที่ป่าฝั่งโน้น",
    "กี่ กี้ กี๊ กี๋ กื่ กื้ กึ่ กึ้ กิ่ กิ้ กั่ กั้ ก็",
    "ปี่ ปี้ ปี๊ ปี๋ ฝี่ ฝื้ ฟิ้ ฟี่ ฬี่ ฬิ้",
    "ปุ่ ปุ้ ปู่ ปู้ ฝู่ ฟุ้ง ฬุ่",
    "ฐุ ฐู ฐุ่ ฐู้ ญุ ญู ญุ่ ญู้ ฎุ ฎู ฏุ ฏู",
    "รัฐธรรมนูญ ราษฎร ปรากฏ กฎหมาย วิญญู หญ้า ญี่ปุ่น",
    "สิทธิ์ ศักดิ์ ฟิล์ม เสาร์ ยนต์ จันทร์ พันธุ์ บริสุทธิ์",
    "ก์ ป์ ฝ์ ฟ์ ฬ์ ญ์ ฐ์ ฎ์ ฏ์ ฤ์",
    "เก๊ เก๋ โก้ ไก่ ใกล้ แก้ แก๊ง เปี๊ยก เฟื่องฟ้า เมื่อ เสื่อ เกลื่อน",
    "ฤดู ฤๅษี ฦๅ พฤกษ์ ทฤษฎี อังกฤษ",
    # sara am, whole and in parts
    "น้ำ กำ ค่ำ ต่ำ จำ ดำ ทำ นำ รำ ลำ อำ ฉ่ำ ช้ำ ซ้ำ ย้ำ",
    "ป้ำ ฝ่ำ ฟ้ำ ฬ้ำ ปำ ฝำ ฟำ",
    "จำนวนสำนักงานที่กำหนดให้ดำเนินการตามคำสั่งอำเภอ",
    "กํา น้ํา ตํ่า",
    "กํ่า ก่ํา กํ ธรรมํ",
    "ฐำ ญำ ฎำ ฏำ ฤำ",
    # Pali and Sanskrit
    "สพฺเพ ธมฺมา อนตฺตา พุทฺธํ สรณํ คจฺฉามิ",
    "ศฺรี กฺฤษฺณ ลฺยฺ วิทฺยา",
    # marks that repeat or stand where none belong
    "กกก กิิ กี่่ กุุ ก้้้ ก็็",
    "\u0e48 \u0e34 \u0e38 \u0e33 \u0e31",
    "A\u0e48 1\u0e34 -\u0e38 (\u0e31)",
    # paiyannoi, maiyamok and other signs
    "ต่าง ๆ นานา ๆ กรุงเทพฯ ฯลฯ โปรดเกล้าฯ",
    "ทุกๆวัน จริงๆ เด็กๆ ดีๆ",
    "๏ ข้อความ ๚ จบ ๛ ฿๕๐๐ ฯพณฯ",
    # figures
    "๐๑๒๓๔๕๖๗๘๙ 0123456789 ๑๒๓abc๔๕๖",
    "๑,๒๕๐,๐๐๐.๕๐ บาท (หนึ่งล้านสองแสนห้าหมื่นบาทห้าสิบสตางค์)",
    "ครั้งที่ ๓/๒๕๖๙ ระเบียบวาระที่ ๔.๑ ข้อ ๕(๑)(ก)",
    "พ.ศ.๒๕๖๙ พ.ศ. ๒๕๖๙ ค.ศ.2026 ก.บ.จ. อบต. ป.ป.ช. ผอ.กอง",
    "๑๕.๓๐ น. ๐๘:๓๐-๑๖:๓๐ ๕๐% ๑๐๐ ‰ ±๓ ๕×๑๐ ๑/๒",
    # Thai and Latin in one breath
    "ABC กำหนด XYZ น้ำ To AV We",
    "โครงการ Smart City ระยะที่ 2 (Phase II) งบ 1.5 ล้านบาท",
    "ผู้ใช้ใช้ Wi-Fi ที่ศูนย์ ICT ชุมชนบ้าน-หนองบัว",
    "e-mail: somchai@ubon.go.th โทร. 0 4525 4539 ต่อ 12",
    "https://www.opdc.go.th/file/?q=แผน&p=1#ข้อ-๒",
    "กขคABCงจฉdefชซฌ",
    "fi fl ffi ffl office AVATAR Type Yes LTV",
    "น้ำH2O CO₂ m² ½ ¼ ¾ ° © ® ™ € £ ¥",
    # combining Latin, in one character and in two
    "Ångström café naïve Zürich Łódź Đà Nẵng São Tomé",
    "Å café naïve e\u0301 A\u030a o\u0308\u0323",
    "kho\u0302 \u0103 \u01a1 \u01b0 \u1ea1 \u1ef9",
    # white space that is not a space, and nothing at all
    "ก\u00a0ข พ.ศ.\u00a0๒๕๖๙",
    "\u00a0ขึ้นต้น",
    "ลงท้าย\u00a0",
    "ลงท้าย ",
    "คำ\u200bที่\u200bตัด\u200bแล้ว",
    "กลับ\u200cไม่\u200dเชื่อม\u2060ติด\ufeffกัน",
    "นุ่ม\u00adนวล A\u00adB",
    "A\u2003B\u3000C\u2009D\u202fE",
    "ก\tข\tค",
    "\u200bก\u200b",
    # emoji and what no face of ours has
    "ยิ้ม 😀 หัวใจ ❤️ ธง 🇹🇭",
    "ครอบครัว 👨\u200d👩\u200d👧\u200d👦 มือ 👍🏽",
    "漢字 かな 한글 ລາວ ខ្មែរ မြန်မာ Кириллица Ελληνικά",
    "☑ ✔ ✘ ● ○ ◆ → ← ↑ ↓ ≤ ≥ ≠ ∞",
    "\ue000 \uf8ff \U000e0041",
    # quotation marks, brackets, dashes
    "“คำพูด” ‘ใน’ \"ตรง\" 'เดี่ยว' «นอก» …",
    "(ก) [ข] {ค} <ง> |จ| \\ฉ\\ /ช/",
    "ก-ข ค–ง จ—ฉ ช−ซ ฌ‑ญ",
    "- รายการ",
    "ท้ายบรรทัด-",
    "- ๒ -",
    "-",
    # what would be markup, PDF or code elsewhere
    "<b>หนา</b> &amp; &#3585; <br/> <!-- x -->",
    "]TJ ET (x) Tj \\) /F1 12 Tf << /Type >> endstream % %%EOF",
    "{{ x }} {% y %} ${z} %s %(a)s \\n \\u0e01",
    # words put together
    "องค์การบริหารส่วนจังหวัดพระนครศรีอยุธยา",
    "คณะกรรมการบริหารงานจังหวัดแบบบูรณาการ (ก.บ.จ.)",
    "ตากลม โคลงเรือ ยาบอมขนาด รอกราบ",
    "ฉันทลักษณ์ สัมฤทธิ์ วิสัยทัศน์ ยุทธศาสตร์ กลยุทธ์ ผลสัมฤทธิ์",
    "กรุงเทพมหานคร อมรรัตนโกสินทร์ มหินทรายุธยา มหาดิลกภพ",
]


@cache
def pages_by(reader: str, pdf: bytes, folder: Path) -> list[str]:
    if reader == "MuPDF":
        return pages_by_mupdf(pdf)
    if reader == "PDFium":
        return pages_by_pdfium(pdf)
    if reader == "pypdf":
        return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return [page.rstrip("\r\n") for page in done.stdout.decode("utf-8").split("\f")[:-1]]


@cache
def a_page_for_each(align: str, face: str) -> bytes:
    style = Style(align=align, face=face)
    return set_document([Section(A4, [Paragraph(text, style)]) for text in HARD], Metadata("ยาก")).pdf


def test_there_are_enough_different_hard_lines() -> None:
    assert len(set(HARD)) == len(HARD) >= 60


@pytest.mark.parametrize("reader", ["poppler", "MuPDF", "PDFium", "pypdf"])
@pytest.mark.parametrize(("align", "face"), [("left", "regular"), ("center", "bold")])
def test_every_hard_line_is_read_back_exactly(reader: str, align: str, face: str, tmp_path) -> None:
    assert pages_by(reader, a_page_for_each(align, face), tmp_path) == HARD


@pytest.mark.parametrize("reader", ["poppler", "MuPDF", "PDFium", "pypdf"])
def test_justified_lines_have_no_space_that_was_not_written(reader: str, tmp_path) -> None:
    plain = [text for text in HARD if text.isprintable() and not re.search(r"^\u0e48|[-\u00ad]| $", text)]
    texts = [f"{text} " * 6 for text in plain]
    style = Style(align="justify")
    pdf = set_document([Section(A4, [Paragraph(text, style)]) for text in texts], Metadata("กระจาย")).pdf
    assert [page.replace("\n", "") for page in pages_by(reader, pdf, tmp_path)] == texts


LINES = 2_000


@cache
def thai_of_the_project() -> list[str]:
    """Return 2,000 lines of Thai that the project itself says: its interface and help, its samples, its areas."""
    paths = [ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po", *sorted((ROOT / "fixtures").glob("*.json"))]
    paths += sorted((ROOT / "templates").rglob("*.html"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    districts = [district for province in geothai.provinces() for district in geothai.districts(province.code)]
    areas = [*(area.name_th for area in geothai.provinces()), *(area.name_th for area in districts)]
    said = {
        " ".join(found.split())
        for text in texts
        for found in re.findall(r'[^"\n<>{}]*[\u0e00-\u0e7f][^"\n<>{}]*', text)
    }
    lines = sorted(line for line in said if len(line) > 3 and line.isprintable())
    return (lines + sorted(set(areas)))[:LINES]


def test_there_are_two_thousand_lines_of_the_project() -> None:
    assert len(thai_of_the_project()) == LINES


@cache
def the_project_on_paper() -> bytes:
    return set_document([Section(A4, [Paragraph(line) for line in thai_of_the_project()])], Metadata("ทั้งหมด")).pdf


@pytest.mark.parametrize("read", [by_mupdf, by_pdfium, by_pypdf])
def test_the_thai_of_the_project_is_read_back_exactly(read: Callable[[bytes], str]) -> None:
    assert read(the_project_on_paper()).replace("\n", "") == "".join(thai_of_the_project())


def test_the_thai_of_the_project_is_read_back_exactly_by_poppler(tmp_path) -> None:
    assert by_poppler(the_project_on_paper(), tmp_path).replace("\n", "") == "".join(thai_of_the_project())


def test_no_line_ends_inside_a_word_of_the_project() -> None:
    font = DocumentFont("regular", "F1")
    dictionary = frozenset((ASSETS / "words_th.txt").read_text(encoding="utf-8").split())
    line_count = 0
    for text in thai_of_the_project():
        thai = [word for word in words(text) if word in dictionary]
        inside: set[int] = set()
        place = 0
        for word in words(text):
            inside.update(range(place + 1, place + len(word)) if word in thai else ())
            place += len(word)
        # As narrow as the longest word allows, and as wide as a letter.
        for width in (max([font.shape(word).width for word in thai], default=0) + 4_000, 42_000):
            ends = list(accumulate(len(line.text) for line in fill_lines(font, text, width)))
            assert inside.isdisjoint(ends), text
            line_count += len(ends)
    assert line_count > 2 * LINES


def test_every_cell_of_a_table_is_found_exactly(tmp_path) -> None:
    texts = thai_of_the_project()[:600]
    rows = [Row([f"๑{index:04}", text, Cell(f"{index:,}.๐๐")]) for index, text in enumerate(texts)]
    columns = [Column("ที่", 1), Column("ข้อความ", 4), Column("บาท", 1, "right")]
    pdf = set_document([Section(A4_LANDSCAPE, [Table(columns, rows)])], Metadata("ตาราง")).pdf
    for text in (by_mupdf(pdf), by_pypdf(pdf), by_poppler(pdf, tmp_path, "-raw"), by_pdfium(pdf)):
        joined = text.replace("\n", "")
        place = 0
        for index, cell in enumerate(texts):
            for part in (f"๑{index:04}", cell, f"{index:,}.๐๐"):
                found = joined.find(part, place)
                assert found >= 0, part
                place = found + len(part)
