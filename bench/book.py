"""A plan book of 600 projects: the sample of a subdistrict's book with every table of projects that long."""

from __future__ import annotations

import copy
import json
import statistics
import time
from pathlib import Path
from typing import Any, Final

from bench.harness import Figure, figure
from documents.layouts import render
from documents.thai import to_thai_digits

__all__ = ["GOALS", "book_of", "measure"]

GOALS: Final = {"book_600": "≤ 3 s"}
SAMPLE: Final = Path(__file__).resolve().parent.parent / "fixtures" / "papers" / "T04.json"
PROJECTS: Final = 600
ROUNDS: Final = 3


def book_of(projects: int) -> dict[str, Any]:
    """The sample's snapshot in which each table that lists projects lists so many, each under a name of its own."""
    book: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    blocks = [block for chapter in book["chapters"] for block in chapter["blocks"]]
    for table in (block["table"] for block in blocks if "table" in block):
        titles = [column["title"] for column in table["columns"]]
        if "โครงการ" in titles:
            _lengthen(table, titles.index("โครงการ"), projects)
    return book


def _lengthen(table: dict[str, Any], name: int, projects: int) -> None:
    rows = [row for row in table["rows"] if row.get("style", "row") == "row"]
    table["rows"] = [copy.deepcopy(rows[number % len(rows)]) for number in range(projects)]
    for number, row in enumerate(table["rows"], start=1):
        row["cells"][name] += f" {to_thai_digits(number)}"


def measure() -> dict[str, Figure]:
    """Make the same book a few times; the median."""
    book = book_of(PROJECTS)
    render(book)
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        assert len(render(book)) > 100_000
        times.append((time.perf_counter() - begun) * 1000)
    return {"book_600": figure(statistics.median(times))}
