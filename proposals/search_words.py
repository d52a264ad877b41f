"""Words in one form of writing, so that whoever searches finds what others wrote another way."""

from __future__ import annotations

import functools
import re
import unicodedata

from pages.reading import arabic

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_SARA_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")  # nikhahit and sara aa, with a tone mark between them or not
_TONE_BEFORE_NIKHAHIT = re.compile("([\u0e48-\u0e4b])\u0e4d\u0e32")
_TONE_BEFORE_VOWEL = re.compile("([\u0e48-\u0e4c])([\u0e31\u0e34-\u0e3a\u0e47])")
_NIKHAHIT = "\u0e4d"


@functools.lru_cache(maxsize=4096)  # of a level's lines many lie in one place
def normalised(text: str) -> str:
    """A text as the search compares it.

    NFC, sara am as one letter, a vowel before its tone mark, แ as one letter, Arabic digits, small letters, single
    spaces, nothing unseen.
    """
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    if _NIKHAHIT in text:
        text = _TONE_BEFORE_NIKHAHIT.sub("\\1\u0e33", text)
        text = _SARA_AM.sub("\\1\u0e33", text)
    text = _TONE_BEFORE_VOWEL.sub("\\2\\1", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    return " ".join(arabic(text).casefold().split())


def searchable(title: str, place: str) -> str:
    """What of a proposal is searched: its title and its place, a line each, so that no search spans both."""
    return "\n".join(filter(None, (normalised(title), normalised(place))))


def pieces_of(text: str) -> list[str]:
    """What was typed into a search, apart at its spaces, each piece once; all of them must occur."""
    return list(dict.fromkeys(normalised(text).split(" "))) if normalised(text) else []
