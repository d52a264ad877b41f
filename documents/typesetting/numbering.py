"""Labels of numbered clauses, as Thai papers write them: ข้อ ๑, ๑.๑, (๑), ก."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from documents.thai import to_thai_digits

__all__ = ["CLAUSES", "DECIMALS", "Level", "Numbering", "counted"]

_COUNTERS: Final = ("๑", "1", "ก")
# Lists by letter go ก ข ค ง จ: they leave out what no word is written with any more, ฆ, and the vowels ฤ and ฦ.
_LETTERS: Final = [chr(code) for code in range(0x0E01, 0x0E2F) if chr(code) not in "ฃฅฆฤฦ"]
_NUMBER: Final = re.compile(r"\{([1-9])\}")


@dataclass(frozen=True)
class Level:
    """How the labels of one level are written: `{1}` in the pattern is the number of the first level, and so on.

    The counter is the first number of a level: `๑`, `1` or `ก`.
    """

    pattern: str
    counter: str = "๑"


@dataclass(frozen=True)
class Numbering:
    """The levels of a numbered list, from the outside in."""

    levels: Sequence[Level]

    def __post_init__(self) -> None:
        for index, level in enumerate(self.levels):
            if level.counter not in _COUNTERS:
                raise ValueError(f"counter {level.counter!r}: must be one of {', '.join(_COUNTERS)}")
            if any(int(number) > index + 1 for number in _NUMBER.findall(level.pattern)):
                raise ValueError(f"pattern {level.pattern!r}: level {index + 1} does not know the numbers below it")

    def kind(self, level: int) -> str:
        """Return what PDF calls the counting of a level, from 0."""
        return "LowerAlpha" if self.levels[min(level, len(self.levels) - 1)].counter == "ก" else "Decimal"

    def label(self, numbers: Sequence[int]) -> str:
        """Return the label of an item from its own number, the last, and those of the items that it stands in.

        Raises:
            ValueError: the item stands deeper than the numbering has levels, or a number is below 1.
        """
        if len(numbers) > len(self.levels):
            raise ValueError(f"an item of level {len(numbers)} in a numbering of {len(self.levels)} levels")
        texts = [counted(number, level.counter) for number, level in zip(numbers, self.levels, strict=False)]
        return _NUMBER.sub(lambda found: texts[int(found[1]) - 1], self.levels[len(numbers) - 1].pattern)


CLAUSES: Final = Numbering([Level("ข้อ {1}"), Level("{1}.{2}"), Level("({3})"), Level("({4})", "ก")])
"""Orders and announcements: ข้อ ๑, ๑.๑, (๑), (ก)."""

DECIMALS: Final = Numbering([Level("{1}."), Level("{1}.{2}"), Level("{1}.{2}.{3}"), Level("({4})")])
"""Reports and plans: ๑., ๑.๑, ๑.๑.๑, (๑)."""


def counted(number: int, counter: str) -> str:
    """Return a number as a counter writes it; after the last letter ฮ follow กก, กข and so on.

    Raises:
        ValueError: the number is below 1.
    """
    if number < 1:
        raise ValueError(f"number {number}: counting starts at 1")
    if counter == "1":
        return str(number)
    if counter == "๑":
        return to_thai_digits(number)
    text = ""
    while number:
        number, index = divmod(number - 1, len(_LETTERS))
        text = _LETTERS[index] + text
    return text
