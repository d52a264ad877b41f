"""Find the words of a text: Thai writes none apart, so a dictionary does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import nlpo3

from documents.typesetting.faces import ASSETS

__all__ = ["clusters", "parts_of_compound", "words"]

_WORD_LIST: Final = ASSETS / "words_th.txt"
_DICTIONARY: Final = "prasan"

# The segmenter's time grows faster than the text where many cuts are possible. It gets slices, and the end of a
# slice, where the cut may have fallen inside a word, is set again with the next one.
_SLICE: Final = 400
_OVERLAP: Final = 40

_LONGEST_COMPOUND: Final = 60
_SHORTEST_PART: Final = 2

_CLUSTER: Final = re.compile(
    "[\u0e40-\u0e44]?"  # a vowel written before its consonant
    "."
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0300-\u036f\u200d\ufe00-\ufe0f]{0,30}"  # marks above and below
    "[\u0e30\u0e32\u0e33\u0e45]?",  # a vowel written after it
    re.DOTALL,
)


def words(text: str) -> list[str]:
    """Cut a text into words, numbers, signs and stretches of spaces; joined they are the text again.

    Takes time in proportion to the length. Loads the dictionary at the first call (about 0.1 s and 65 MB).
    """
    _load_dictionary()
    if len(text) <= _SLICE:
        return _segmented(text)
    found: list[str] = []
    start = 0
    while len(text) - start > _SLICE:
        kept = _without_the_end(_segmented(text[start : start + _SLICE]))
        found += kept
        start += sum(map(len, kept))
    return found + _segmented(text[start:])


def clusters(text: str) -> list[str]:
    """Cut a text into what a reader sees as single letters: a base with its marks, leading and following vowels."""
    return _CLUSTER.findall(text)


def parts_of_compound(word: str) -> list[str]:
    """Return the fewest dictionary words that a longer word is made of, or `[word]` when it is made of none."""
    if not 2 * _SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
        return [word]
    known = _known_words()
    # best[end] is the best way to cut word[:end]: few parts, and among those the one with the longest shortest part.
    best: dict[int, tuple[int, int, list[str]]] = {0: (0, -_LONGEST_COMPOUND, [])}
    for end in range(_SHORTEST_PART, len(word) + 1):
        candidates = [
            (best[start][0] + 1, max(best[start][1], start - end), [*best[start][2], word[start:end]])
            for start in best
            if end - start >= _SHORTEST_PART and end - start < len(word) and word[start:end] in known
        ]
        if candidates:
            best[end] = min(candidates)
    return best[len(word)][2] if len(word) in best else [word]


def _segmented(text: str) -> list[str]:
    found: list[str] = nlpo3.segment(text, _DICTIONARY)
    # Never seen; a segmenter that lost a letter must not make a paper lose it.
    return found if "".join(found) == text else clusters(text)


def _without_the_end(found: list[str]) -> list[str]:
    """Drop the last words of a slice, but always keep one, so that the next slice starts further on."""
    dropped = 0
    kept = len(found)
    while kept > 1 and dropped < _OVERLAP:
        kept -= 1
        dropped += len(found[kept])
    return found[:kept]


@cache
def _load_dictionary() -> None:
    nlpo3.load_dict(str(_WORD_LIST), _DICTIONARY)


@cache
def _known_words() -> frozenset[str]:
    return frozenset(_words_in_file())


def _words_in_file() -> Iterator[str]:
    with _WORD_LIST.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.strip()
