from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from documents.typesetting.__main__ import main
from tests.documents.typesetting.reading import by_poppler, by_pypdf

ROOT = Path(__file__).resolve().parents[3]


def run(source: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "documents.typesetting", str(source), str(target)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_each_line_becomes_a_paragraph_and_is_read_back(tmp_path) -> None:
    lines = ["ที่ น้ำ กํา", "  สอง  ช่อง ", "", "<b>ไม่ใช่</b> -", "ก\tข", "\u2028ก\u0085ข", "ปิด😀"]
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes("\n".join(lines).encode() + b"\n")
    done = run(source, target)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1] == "warning: no glyph for U+1F600; a box is drawn in its place"
    read = [line for line in lines if line]
    assert by_pypdf(target.read_bytes()).replace("\r\n", "\n").split("\n") == read
    assert [line for line in by_poppler(target.read_bytes(), tmp_path).split("\n") if line] == read


def test_django_is_not_imported() -> None:
    program = (
        "import sys, documents.typesetting.__main__, documents.layouts, documents.thai; print('django' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=ascii)
def test_any_line_end_ends_a_line(line_end: str, tmp_path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes(line_end.join(["ก", "ข"]).encode())
    assert main([str(source), str(target)]) == 0
    assert by_pypdf(target.read_bytes()) == "ก\nข"


def test_an_empty_file_gives_an_empty_page(tmp_path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes(b"")
    assert main([str(source), str(target)]) == 0
    assert by_pypdf(target.read_bytes()) == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ก\nข\0".encode(), "line 2: control character U+0000 cannot be set"),
        ("ก\x1b[0m".encode(), "line 1: control character U+001B cannot be set"),
        ("ก\n\n\x0bข".encode(), "line 3: control character U+000B cannot be set"),
        ("ก\n".encode() + b"\xe0\xb8", "line 2: not UTF-8 (byte 0xE0 at offset 4)"),
        (b"\xed\xa0\x80", "line 1: not UTF-8"),
        ("ก".encode("tis-620"), "line 1: not UTF-8"),
    ],
)
def test_what_cannot_be_set_is_refused_by_line_and_code_and_leaves_no_file(
    content: bytes, message: str, tmp_path, capsys
) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes(content)
    assert main([str(source), str(target)]) == 2
    assert message in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt"]


def test_a_refusal_leaves_an_older_output_alone(tmp_path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes(b"\0")
    target.write_bytes(b"older")
    assert main([str(source), str(target)]) == 2
    assert target.read_bytes() == b"older"


def test_a_missing_input_or_folder_and_a_wrong_call_are_refused(tmp_path, capsys) -> None:
    source = tmp_path / "in.txt"
    assert main([str(source), str(tmp_path / "out.pdf")]) == 2
    assert "No such file" in capsys.readouterr().err
    source.write_text("ก", encoding="utf-8")
    assert main([str(source), str(tmp_path / "nowhere" / "out.pdf")]) == 2
    assert main([str(source)]) == 2
    assert main([str(tmp_path), str(tmp_path / "out.pdf")]) == 2


def test_a_byte_order_mark_is_no_text(tmp_path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.pdf"
    source.write_bytes("\ufeffก".encode())
    assert main([str(source), str(target)]) == 0
    assert by_pypdf(target.read_bytes()) == "ก"


def test_the_same_input_gives_the_same_file(tmp_path) -> None:
    source = tmp_path / "in.txt"
    source.write_text("กำหนด 😀\n" * 200, encoding="utf-8")
    for name in ("one.pdf", "two.pdf"):
        assert run(source, tmp_path / name).returncode == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
