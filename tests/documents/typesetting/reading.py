"""Read text back from a PDF, as people's programs do."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pymupdf
import pypdf
import pypdfium2
import pytest

POPPLER_MODES = ("reading order", "-raw", "-layout")


def by_pypdf(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def by_poppler(pdf: bytes, folder: Path, mode: str = "reading order") -> str:
    """Return what pdftotext reads, with line ends as any text file has them and without page ends."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    options = [] if mode == "reading order" else [mode]
    done = subprocess.run(["pdftotext", *options, "-enc", "UTF-8", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8").replace("\r\n", "\n").replace("\f", "").rstrip("\n")


def by_mupdf(pdf: bytes) -> str:
    """Return the lines that MuPDF finds, in the order of the page's operators."""
    return "\n".join(pages_by_mupdf(pdf))


def pages_by_mupdf(pdf: bytes) -> list[str]:
    keep = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_PRESERVE_LIGATURES
    with pymupdf.open(stream=pdf) as document:
        return [_with_plain_line_ends(page.get_text(flags=keep)).removesuffix("\n") for page in document]


def by_pdfium(pdf: bytes) -> str:
    """Return what PDFium, and so Chrome, reads."""
    return "\n".join(pages_by_pdfium(pdf))


def pages_by_pdfium(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [_with_plain_line_ends(page.get_textpage().get_text_range()) for page in document]


def _with_plain_line_ends(text: str) -> str:
    return re.sub("\r*\n", "\n", text)
