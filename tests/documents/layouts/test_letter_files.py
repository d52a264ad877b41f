from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from documents.typesetting.__main__ import main
from tests.documents.typesetting.reading import by_mupdf
from tests.documents.typesetting.tag_tree import tags_of

ROOT = Path(__file__).resolve().parents[3]

LETTER = """
number = "อจ ๐๐๑๗/๑๒๓"
dated = "๒๑ พฤศจิกายน ๒๕๖๙"
subject = "แจ้งผลการพิจารณาแผนพัฒนาตำบล <b>ปลาค้าว</b>"
salutation_to = "ประธานสภาองค์กรชุมชนตำบลปลาค้าว"
enclosures = ["บัญชีโครงการ จำนวน ๑ ชุด"]
paragraphs = [
  "ตามที่สภาองค์กรชุมชนตำบลเสนอแผน นั้น",
  { item = "๑", text = "รับไว้ ๑๒ โครงการ" },
]
foot_lines = ["สำนักงานจังหวัด", "โทร. ๐ ๔๕๕๒ ๓๑๐๙"]

[letterhead]
kind = "state"
name = "ศาลากลางจังหวัดอำนาจเจริญ"
address_lines = ["ถนนชยางกูร อจ ๓๗๐๐๐"]

[signature]
name = "นายสมชาย ใจดี"
position = "ผู้ว่าราชการจังหวัดอำนาจเจริญ"
"""


def set_letter(tmp_path: Path, content: str) -> int:
    (tmp_path / "in.toml").write_text(content, encoding="utf-8")
    return main(["letter", str(tmp_path / "in.toml"), str(tmp_path / "out.pdf")])


def test_a_letter_has_all_that_the_file_says(tmp_path) -> None:
    assert set_letter(tmp_path, LETTER) == 0
    text = by_mupdf((tmp_path / "out.pdf").read_bytes())
    said = [
        "อจ ๐๐๑๗/๑๒๓",
        "๒๑ พฤศจิกายน ๒๕๖๙",
        "<b>ปลาค้าว</b>",
        "๑. รับไว้ ๑๒ โครงการ",
        "(นายสมชาย ใจดี)",
        "โทร. ๐ ๔๕๕๒ ๓๑๐๙",
    ]
    assert [part for part in said if part not in text] == []
    assert "เรื่อง" in tags_of((tmp_path / "out.pdf").read_bytes()).document.all("H1")[0].text


def test_a_crest_is_found_from_the_folder_of_the_letter(tmp_path) -> None:
    content = io.BytesIO()
    Image.new("RGB", (30, 30), (120, 0, 0)).save(content, "PNG")
    (tmp_path / "ตรา.png").write_bytes(content.getvalue())
    with_crest = LETTER.replace("[letterhead]", '[letterhead]\ncrest = "ตรา.png"')
    assert set_letter(tmp_path, with_crest) == 0
    (tmp_path / "ตรา.png").write_bytes(b"GIF89a")
    (tmp_path / "out.pdf").unlink()
    assert set_letter(tmp_path, with_crest) == 2
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (("subject = ", "about = "), "subject: is missing"),
        (('"state"', '"royal"'), "letterhead.kind: must be one of state, civic, not 'royal'"),
        (('["บัญชีโครงการ จำนวน ๑ ชุด"]', "[7]"), "enclosures[0]: must be a text, not int"),
        (('number = "', "number = 12 # "), "number: must be a text, not int"),
        (("[signature]", "[signature"), "not TOML: "),
        (("[letterhead]", '[letterhead]\ncrest = "nowhere.png"'), "nowhere.png: No such file or directory"),
        (("๒๑", "\x1b๒๑"), "line 3: control character U+001B cannot be set"),
    ],
)
def test_a_bad_letter_is_refused_by_field_and_leaves_no_file(
    changed: tuple[str, str], message: str, tmp_path, capsys
) -> None:
    assert set_letter(tmp_path, LETTER.replace(*changed)) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.toml"]


def test_the_command_works_from_a_terminal_and_explains_itself(tmp_path) -> None:
    (tmp_path / "in.toml").write_text(LETTER, encoding="utf-8")
    for arguments, code in (
        (["letter", "in.toml", "out.pdf", "--untagged"], 0),
        (["poem", "in.toml", "out.pdf"], 2),
        ([], 2),
    ):
        command = [sys.executable, "-m", "documents.typesetting", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
        )
        assert done.returncode == code
        assert ("python -m documents.typesetting letter IN.toml OUT.pdf" in done.stderr) == bool(code)
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
