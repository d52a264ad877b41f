"""Read text back from a PDF, as people's programs do."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdf
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
