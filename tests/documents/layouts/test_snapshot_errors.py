from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from documents.layouts import render
from tests.documents.layouts import paper_samples

Change = Callable[[dict[str, Any]], object]


def without(name: str) -> Change:
    return lambda snapshot: snapshot.pop(name)


def having(**fields: Any) -> Change:
    return lambda snapshot: snapshot.update(fields)


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("state_letter", without("title"), "snapshot.title: is missing"),
        ("state_letter", without("layout"), "snapshot.layout: is missing"),
        ("state_letter", having(layout="poem"), "snapshot.layout: must be one of external_letter, minutes"),
        ("state_letter", without("letterhead"), "snapshot.letterhead: is missing"),
        ("state_letter", having(letterhead="จังหวัด"), "snapshot.letterhead: must be a mapping, not str"),
        ("state_letter", having(letterhead={"kind": "royal", "name": "ก"}), "snapshot.letterhead.kind: must be one of"),
        ("state_letter", having(subject=None), "snapshot.subject: is missing"),
        ("state_letter", having(subject=5), "snapshot.subject: must be a text, not int"),
        ("state_letter", having(references="หนังสือ"), "snapshot.references: must be a list, not str"),
        ("state_letter", having(references=["ก", 2]), "snapshot.references[1]: must be a text, not int"),
        ("state_letter", having(paragraphs=["ก", {"item": "๑"}]), "snapshot.paragraphs[1].text: is missing"),
        ("state_letter", having(paragraphs=[7]), "snapshot.paragraphs[0]: must be a mapping, not int"),
        ("state_letter", having(demo="yes"), "snapshot.demo: must be true or false, not str"),
        ("state_letter", having(foot_lines=["ก"] * 7), "snapshot.foot_lines: more than 6 lines"),
        ("state_letter", having(annexes=[{"rows": []}]), "snapshot.annexes[0].columns: is missing or empty"),
        ("minutes", without("opened"), "snapshot.opened: is missing"),
        ("minutes", having(agenda=[{"paragraphs": []}]), "snapshot.agenda[0].heading: is missing"),
        ("minutes", having(attendees=[{"position": "ประธาน"}]), "snapshot.attendees[0].name: is missing"),
        ("minutes", having(extract={"paragraphs": []}), "snapshot.extract.signature: is missing"),
        (
            "announcement",
            having(letterhead={"kind": "state", "name": "ก", "crest": 5}),
            "snapshot.letterhead.crest: must",
        ),
        (
            "announcement",
            having(letterhead={"kind": "state", "name": "ก", "crest": "/nowhere/crest.png"}),
            "snapshot.letterhead.crest: cannot be read",
        ),
        ("announcement", having(letterhead={"kind": "state", "name": "ก", "crest": b"x"}), "not a readable picture"),
        ("table", having(columns=[]), "snapshot.columns: is missing or empty"),
        ("table", having(columns=[{"title": "ก", "width": 0}]), "snapshot.columns[0].width: must be a positive number"),
        ("table", having(columns=[{"title": "ก", "align": "middle"}]), "snapshot.columns[0].align: must be one of"),
        ("table", having(rows=[{"cells": ["๑"]}]), "snapshot.rows[0].cells: has 1 cells for 5 columns"),
        ("table", having(rows=[{"cells": ["๑"] * 6}]), "snapshot.rows[0].cells: has 6 cells for 5 columns"),
        ("table", having(rows=[{"cells": [], "style": "group"}]), "snapshot.rows[0].cells: has 0 cells"),
        ("table", having(rows=[{"cells": ["๑"], "style": "odd"}]), "snapshot.rows[0].style: must be one of"),
        ("table", having(page="A5"), "snapshot.page: must be one of A4, A4 landscape, A3 landscape"),
    ],
)
def test_a_wrong_snapshot_is_refused_by_the_name_of_its_field(name: str, change: Change, message: str) -> None:
    snapshot = paper_samples.ALL[name]()
    change(snapshot)
    with pytest.raises(ValueError, match=re.escape(message)):
        render(snapshot)


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(ValueError, match="snapshot: must be a mapping, not list"):
        render([])  # type: ignore[arg-type]


def test_unknown_fields_are_ignored() -> None:
    snapshot = paper_samples.table()
    assert render(snapshot | {"template_version": 3}) == render(snapshot)
