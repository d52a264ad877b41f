from __future__ import annotations

import pytest

from documents.typesetting import CLAUSES, DECIMALS, Level, Numbering
from documents.typesetting.numbering import counted


@pytest.mark.parametrize(
    ("numbers", "clause", "decimal"),
    [((1,), "ข้อ ๑", "๑."), ((12,), "ข้อ ๑๒", "๑๒."), ((2, 10), "๒.๑๐", "๒.๑๐"), ((1, 2, 3), "(๓)", "๑.๒.๓")],
)
def test_labels_are_those_of_thai_papers(numbers: tuple[int, ...], clause: str, decimal: str) -> None:
    assert CLAUSES.label(numbers) == clause
    assert DECIMALS.label(numbers) == decimal


def test_letters_leave_out_those_that_nobody_writes_and_go_on_in_pairs() -> None:
    assert [counted(number, "ก") for number in (1, 2, 3, 4, 5, 41, 42, 43)] == [
        "ก",
        "ข",
        "ค",
        "ง",
        "จ",
        "ฮ",
        "กก",
        "กข",
    ]
    assert CLAUSES.label((1, 1, 1, 2)) == "(ข)"


def test_a_caller_may_bring_a_numbering_of_its_own() -> None:
    own = Numbering([Level("Art. {1}", "1"), Level("{1}/{2}", "1"), Level("{3})", "ก")])
    assert [own.label(numbers) for numbers in ((3,), (3, 1), (3, 1, 2))] == ["Art. 3", "3/1", "ข)"]
    assert own.label((1,)) == "Art. 1"


def test_braces_that_are_no_number_are_text() -> None:
    assert Numbering([Level("{0} {x} {1} {{1}}")]).label((5,)) == "{0} {x} ๕ {๕}"


@pytest.mark.parametrize("number", [0, -1])
def test_counting_starts_at_one(number: int) -> None:
    with pytest.raises(ValueError, match=f"number {number}: counting starts at 1"):
        counted(number, "๑")


def test_what_no_numbering_can_mean_is_refused() -> None:
    with pytest.raises(ValueError, match="counter 'i': must be one of"):
        Numbering([Level("{1}", "i")])
    with pytest.raises(ValueError, match="level 1 does not know the numbers below it"):
        Numbering([Level("{2}")])
    with pytest.raises(ValueError, match="an item of level 5 in a numbering of 4 levels"):
        CLAUSES.label((1, 1, 1, 1, 1))
