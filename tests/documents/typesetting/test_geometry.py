"""Texts, rules and bars of a sample of all blocks stand where they stood when somebody last looked at its pages."""

from __future__ import annotations

from tests.documents.typesetting.geometry import REFERENCE, geometry


def test_everything_stands_where_it_stood() -> None:
    assert list(geometry()) == REFERENCE.read_text(encoding="utf-8").splitlines()


def test_the_reference_shows_every_part_of_the_sample() -> None:
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    assert {line.split()[0] for line in lines} == {"1", "2", "3", "4", "5"}
    for part in (
        "'สารบัญ'",
        "'หลายขนาด '",
        "'(๑) '",
        "'๑,๒๕๐'",
        "'สัดส่วน'",
        "'รวม'",
        "'หน้า ๔/๕'",
        "[0 3.2] 0 d",
        " re B",
    ):
        assert any(part in line for line in lines), part
