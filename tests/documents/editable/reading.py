"""Read papers back from the three files that are made of a snapshot, each with a program of its own."""

import io
import json
import subprocess
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn

from documents.editable import made
from documents.layouts import render
from documents.typesetting import BarChart, ShareChart
from tests.documents.layouts import paper_samples

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = {path.stem: path for path in sorted((ROOT / "fixtures" / "papers").glob("*.json"))}
SAMPLES = [*paper_samples.ALL, *FIXTURES]
MARKS = {"number": "๑๒๓๔", "dated": "๒๑ พฤศจิกายน ๒๕๖๙"}
LATIN = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def sample(name: str) -> dict[str, Any]:
    """A snapshot: one of every layout, or the sample of a kind."""
    return paper_samples.ALL[name]() if name in paper_samples.ALL else json.loads(FIXTURES[name].read_text("utf-8"))


def flat(text: str) -> str:
    """A text without its line ends and spaces, to compare what is broken over lines in different places."""
    return "".join(text.split())


@cache
def paper_of(name: str) -> bytes:
    """The PDF of a sample, with a number and a date."""
    return render(sample(name), **MARKS)


@cache
def copy_of(name: str, form: str) -> bytes:
    """A sample in one of its editable forms, with a number and a date."""
    return made(sample(name), form, **MARKS)


Element = tuple[str, str, list[Any]]


@cache
def structure_of(name: str) -> list[Element]:
    """What poppler finds in the structure of a sample's PDF: the role, the text and the kids of each element."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(paper_of(name))
        file.flush()
        command = ["pdfinfo", "-struct-text", "-enc", "UTF-8", file.name]
        done = subprocess.run(command, capture_output=True, check=True)
    root: Element = ("Document", "", [])
    open_elements = [(-1, root)]
    # Poppler ends a line after a hyphen with a carriage return, in the middle of what it prints.
    for line in done.stdout.decode("utf-8").replace("\r", "").split("\n"):
        words = line.lstrip(" ")
        depth = len(line) - len(words)
        while open_elements[-1][0] >= depth:
            open_elements.pop()
        parent = open_elements[-1][1]
        if words.startswith('"'):
            parent[2].append(("text", words[1:-1], []))
        elif words and not words.startswith("/"):
            element: Element = (words.split()[0].rstrip(":"), "", [])
            parent[2].append(element)
            open_elements.append((depth, element))
    return root[2]


def text_of(elements: list[Element], *, without: frozenset[str] = frozenset()) -> str:
    """The text of elements in their order, without those of some roles."""
    return "".join(text + text_of(kids, without=without) for role, text, kids in elements if role not in without)


def tables_of(elements: list[Element]) -> list[list[list[str]]]:
    """The tables of a PDF: the texts of the cells of each row."""
    found = []
    for role, _text, kids in elements:
        if role == "Table":
            rows = [kid[2] for kid in kids if kid[0] == "TR"]
            found.append([[text_of([cell]) for cell in row if cell[0] in {"TH", "TD"}] for row in rows])
        else:
            found += tables_of(kids)
    return found


def word_document(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def word_text(element: Any) -> str:
    """All text below an element of a Word document in its order, tabs and line ends included."""
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    said = (each for each in element.iter(qn("w:t"), *marks) if each.getparent().tag == qn("w:r"))
    return "".join(marks.get(each.tag) or each.text or "" for each in said)


def word_tables(content: bytes) -> list[list[list[str]]]:
    """The ruled tables of a Word document: the texts of the cells of each row."""
    tables = word_document(content).element.body.iter(qn("w:tbl"))
    ruled = [table for table in tables if table.tblPr.find(qn("w:tblBorders")) is not None]
    return [[[word_text(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))] for table in ruled]


def workbook(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def as_printed(value: Any) -> Any:
    """A cell as it can be compared with print: a number as a number, whatever its digits are; a text as a text."""
    if isinstance(value, int | float):
        return Decimal(str(value))
    text = flat(value or "")
    latin = text.translate(LATIN).replace(",", "")
    is_number = latin.removeprefix("-").replace(".", "", 1).isdecimal() and (latin == "0" or latin[0] != "0")
    return Decimal(latin) if is_number else text


def chart_figures(charts: list[BarChart | ShareChart]) -> set[str]:
    """Every figure that charts print."""
    found: set[str] = set()
    for chart in charts:
        if isinstance(chart, BarChart):
            found |= {text for _name, texts in chart.rows() for text in texts}
        else:
            found |= set(chart.texts())
    return found
