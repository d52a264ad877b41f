"""The table of 5,000 rows as others set it, beside ours in the same run: Chromium printing HTML, reportlab's LongTable.

A peer's floor is our own time, so its ratio says how many times faster ours is. A peer that is not installed is left
out. LongTable sets a tenth of the rows, since it would take minutes: its time grows in proportion to them; unlike ours
its Thai overprints marks and breaks inside words.
"""

from __future__ import annotations

import html
import io
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bench.harness import Figure, figure
from bench.table import snapshot_of, table_rows

__all__ = ["GOALS", "measure"]

GOALS: Final = {"peer_chromium_5000": "≥ 10 × ours", "peer_longtable_500": "≥ 10 × ours"}
CHROMIUM: Final = Path("/usr/bin/chromium")
FONT: Final = Path(__file__).resolve().parent.parent / "documents" / "assets" / "fonts" / "Sarabun-Regular.ttf"
ROWS: Final = 5_000
TENTH: Final = 500
LONGEST: Final = 300  # seconds


def measure() -> dict[str, Figure]:
    """Set the same rows by each of those that are here, after ours."""
    table_rows(TENTH)  # fonts and dictionary are loaded
    found = {}
    if CHROMIUM.exists():
        found["peer_chromium_5000"] = _beside_ours(ROWS, by_chromium)
    found["peer_longtable_500"] = _beside_ours(TENTH, by_long_table)
    return found


def _beside_ours(rows: int, peer: Callable[[dict[str, Any]], int]) -> Figure:
    ours = table_rows(rows) * 1000
    snapshot = snapshot_of(rows)
    begun = time.perf_counter()
    size = peer(snapshot)
    taken = (time.perf_counter() - begun) * 1000
    assert size > 10_000
    return figure(taken, floor_ms=ours)


def by_chromium(snapshot: dict[str, Any]) -> int:
    """Print the table as a page of HTML; answers the size of the PDF in bytes."""
    heads = "".join(f"<th>{html.escape(column['title'])}" for column in snapshot["columns"])
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}" for cell in row["cells"]) for row in snapshot["rows"])
    style = (
        f"@font-face{{font-family:S;src:url('{FONT.as_uri()}')}}@page{{size:A4 landscape;margin:1.5cm}}"
        "body{font:9pt/14pt S}table{border-collapse:collapse}td,th{border:.4pt solid;vertical-align:top}"
    )
    with tempfile.TemporaryDirectory() as folder:
        page, target = Path(folder) / "table.html", Path(folder) / "table.pdf"
        page.write_text(
            f"<!doctype html><html lang=th><meta charset=utf-8><style>{style}</style><table><thead><tr>{heads}</thead>"
            f"<tbody>{rows}</table>",
            encoding="utf-8",
        )
        command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
        own = [f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={target}", page.as_uri()]
        subprocess.run([*command, *own], check=True, capture_output=True, timeout=LONGEST)
        return target.stat().st_size


def by_long_table(snapshot: dict[str, Any]) -> int:
    """Set the table with reportlab's own blocks; answers the size of the PDF in bytes."""
    from reportlab.lib.pagesizes import A4, landscape  # noqa: PLC0415  # a peer's modules, loaded where it is measured
    from reportlab.lib.styles import ParagraphStyle  # noqa: PLC0415
    from reportlab.pdfbase import pdfmetrics  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate  # noqa: PLC0415

    pdfmetrics.registerFont(TTFont("Peer", str(FONT)))
    style = ParagraphStyle("peer", fontName="Peer", fontSize=9, leading=14)
    lines = [[column["title"] for column in snapshot["columns"]], *(row["cells"] for row in snapshot["rows"])]
    cells = [[Paragraph(html.escape(cell), style) for cell in line] for line in lines]
    widths = [column["width"] * 0.85 for column in snapshot["columns"]]
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=landscape(A4), leftMargin=30, rightMargin=30)
    document.build([LongTable(cells, colWidths=widths, repeatRows=1)])
    return len(target.getvalue())
