from __future__ import annotations

import hashlib
import json

import pytest

from documents.typesetting.faces import ASSETS, face_named

RECORD = json.loads((ASSETS / "VENDORED.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("entry", RECORD, ids=lambda entry: entry["name"])
def test_a_vendored_file_is_the_one_on_record(entry: dict[str, str]) -> None:
    assert hashlib.sha256((ASSETS / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["version"]
    assert entry["licence"]


def test_every_asset_is_on_record_or_a_licence() -> None:
    found = {path.relative_to(ASSETS).as_posix() for path in ASSETS.rglob("*") if path.is_file()}
    assert found == {entry["name"] for entry in RECORD} | {"VENDORED.json", "words_th.LICENCE.txt"}


def test_the_font_licence_is_the_open_font_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (ASSETS / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_there_is_no_other_face() -> None:
    with pytest.raises(KeyError):
        face_named("garuda")
