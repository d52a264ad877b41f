"""The bytes of a document depend on what is in it: not on the clock, the process, or what was set before."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

from documents.typesetting import A4, Metadata, Paragraph, Section, Style, set_document

ROOT = Path(__file__).resolve().parents[3]

# Each asks for glyphs that no catalogue holds: boxes, glued spaces, rare stacks, so that numbering could go astray.
TEXTS = [
    "กำหนดการ 😀 漢字  สองช่อง ",
    "漢 😀 กิิ่่่ ก\u00a0ข  ",
    "ธรรมดา พ.ศ. ๒๕๖๙",
    " นำ  ขีด- ก\u2003ข Ωж",
    "ж 字 漢  - ",
]


def digest(text: str) -> str:
    blocks = [Paragraph(text * 30, Style(align="justify")), Paragraph(text, Style(face="bold"))]
    return hashlib.sha256(set_document([Section(A4, blocks)], Metadata(text)).pdf).hexdigest()


def digests_in_another_process(order: list[int], hash_seed: str) -> dict[int, str]:
    program = (
        "import sys; from tests.documents.typesetting.test_same_bytes import TEXTS, digest\n"
        "for index in map(int, sys.argv[1:]): print(index, digest(TEXTS[index]))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Asia/Bangkok", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *map(str, order)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return {int(index): found for index, found in (line.split() for line in done.stdout.splitlines())}


def test_the_same_text_gives_the_same_bytes_in_every_order_and_process() -> None:
    expected = {index: digest(text) for index, text in enumerate(TEXTS)}
    assert len(set(expected.values())) == len(TEXTS)
    chance = random.Random(5)  # noqa: S311 - chosen, not secret
    for _ in range(3):
        order = chance.sample(range(len(TEXTS)), len(TEXTS))
        assert {index: digest(TEXTS[index]) for index in order} == expected
    assert digests_in_another_process([3, 1, 4, 0, 2], hash_seed="1") == expected
    assert digests_in_another_process([2], hash_seed="77") == {2: expected[2]}


def test_forgetting_the_kept_words_changes_no_byte(monkeypatch) -> None:
    from documents.typesetting import glyphs

    expected = digest(TEXTS[0])
    monkeypatch.setattr(glyphs, "_MOST_WORDS_KEPT", 2)
    assert digest(TEXTS[0]) == expected


def test_a_catalogue_built_anew_numbers_its_glyphs_the_same_way() -> None:
    from documents.typesetting.faces import face_named
    from documents.typesetting.glyphs import Catalogue, catalogue_of

    known, anew = catalogue_of("regular"), Catalogue(face_named("regular"))
    assert [anew.glyph(number) for number in range(1, len(anew) + 1)] == [
        known.glyph(number) for number in range(1, len(known) + 1)
    ]
