"""Where a line may end: between Thai words, at spaces, and nowhere that a careful secretary would not."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from documents.typesetting.words import clusters, parts_of_compound, words

__all__ = ["Piece", "finer_pieces", "letters", "pieces", "readable", "words_at_start"]


class Piece(NamedTuple):
    """A stretch of text that stays on one line, and the white space between it and the next piece."""

    text: str
    gap: str


_DIGITS: Final = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙")
_CLOSERS: Final = frozenset(")]}”’»›.,:;!?%‰°…/-–ๆฯ๚๛ะาำๅ\u2032\u2033")
# A hyphen at the end of a line would be taken for one that divides a word, and dropped by readers.
_OPENERS: Final = frozenset("([{“‘«‹฿$#@-")
_STRAIGHT_QUOTES: Final = frozenset("\"'")
_UNBREAKABLE: Final = frozenset("\u00a0\u2007\u202f\u2060\ufeff\u200d\u2011")
_MARKS: Final = frozenset(
    chr(code) for code in range(0x300, sys.maxunicode) if unicodedata.category(chr(code)) in {"Mn", "Mc", "Me"}
)
_LAST_BEFORE_THAI: Final = "\u0e00"

# Between such an end of a word and such a start of the next a line may always end: no rule below speaks of them.
_PLAIN_STARTS: Final = frozenset(chr(code) for code in [*range(0x0E01, 0x0E2F), *range(0x0E40, 0x0E45)])
_PLAIN_ENDS: Final = frozenset(
    chr(code) for code in [*range(0x0E01, 0x0E2F), *range(0x0E30, 0x0E3B), *range(0x0E45, 0x0E4F)]
) - {"ๆ"}

_NEVER_FIRST: Final = _CLOSERS | _MARKS | _UNBREAKABLE
_NEVER_LAST: Final = _OPENERS | _UNBREAKABLE

# What stays with the number after it, and what stays with the number before it, across a space.
_BEFORE_NUMBERS: Final = frozenset(
    re.findall(
        r"\S+",
        "พ.ศ. ค.ศ. ร.ศ. ที่ เลขที่ ฉบับที่ ครั้งที่ วันที่ หมู่ หมู่ที่ ข้อ มาตรา วรรค หน้า บท บทที่ ตาราง ปี โทร. โทรสาร",
    )
)
_AFTER_NUMBERS: Final = frozenset(
    re.findall(
        r"\S+",
        "% บาท ล้าน ล้านบาท แสนบาท พันบาท สตางค์ น. ปี เดือน วัน คน เล่ม ฉบับ แห่ง ครัวเรือน ไร่ เมตร กิโลเมตร กม. ม. "
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    )
)
# The segmenter cuts ครั้งที่ and หมู่ที่ in two; before a number they are one.
_COUNTED: Final = frozenset(Piece(word, "") for word in ("ครั้ง", "หมู่", "ฉบับ", "วัน", "เลข", "ข้อ", "วาระ", "ลำดับ", "แผ่น"))
_TITLES_OF_PEOPLE: Final = frozenset(["นาย", "นาง", "นางสาว"])
_LONGEST_FIRST_NAME: Final = 20
_KINDS_OF_PLACES: Final = ("ตำบล", "อำเภอ", "จังหวัด")
_BEGIN_NO_NAME: Final = frozenset(
    re.findall(r"\S+", "ได้ ที่ และ เป็น ของ จะ มี ไม่ ให้ นี้ นั้น ต้อง หรือ แล้ว ทุก เพื่อ กับ โดย จาก ตาม ต่อ แบบ")
)
_LONGEST_NAME_OF_A_PLACE: Final = 16  # พระนครศรีอยุธยา and a mark; what runs on longer is a sentence

_SPACES: Final = (
    "\t \x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u2028\u2029\u205f\u3000"
)
_WHITE_SPACE: Final = re.compile(f"([{_SPACES}]+)")
_UNUSUAL: Final = re.compile(r"[\t\x85\xa0\u1680\u2000-\u200b\u2011\u2028-\u2029\u202f\u205f-\u2060\u3000\ufeff]")
_NOT_FOR_PAPER: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


def readable(text: str) -> str:
    """Return the text with what no PDF can hold (control characters, halves of surrogate pairs) as U+FFFD."""
    return _NOT_FOR_PAPER.sub(_REPLACEMENT, text)


def pieces(text: str) -> list[Piece]:
    """Cut one line of text into pieces that may be set on different lines; joined with their gaps they are the text.

    The text must not hold line ends. White space at the start belongs to the first piece.
    """
    found: list[Piece] = []
    current = gap = last = ""
    last_is_plain = False
    quotes = 0
    # Names are in no dictionary: the words found in one after นาย, นาง or ตำบล are no place to break it.
    name_room = 0
    found_words = _tokens(text)
    for index, word in enumerate(found_words):
        if last_is_plain and not name_room and _is_plain(word):
            found.append(Piece(current, gap))
            current = last = word
            gap = ""
            continue
        if word[0] in _SPACES and _WHITE_SPACE.fullmatch(word):
            gap += word
            name_room = 0
            continue
        if not current:
            current = gap + word
        elif len(word) <= name_room or _stay_together(last, gap, word) or _quote_joins(last, gap, word, quotes):
            current = _with_counted_noun(found, current) + gap + word
        else:
            found.append(Piece(current, gap))
            current = word
        gap = ""
        last = word
        last_is_plain = word[-1] in _PLAIN_ENDS
        if word in _TITLES_OF_PEOPLE:
            name_room = _LONGEST_FIRST_NAME
        else:
            name_room = _name_of_a_place(found_words, index) or max(0, name_room - len(word))
        quotes += word[0] in _STRAIGHT_QUOTES
    if current or gap:
        found.append(Piece(current or gap, gap if current else ""))
    return found


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    """Tell whether no rule speaks of a word: after another plain word, and before one, a line may end."""
    return (
        word[0] in _PLAIN_STARTS
        and word[-1] in _PLAIN_ENDS
        and word not in _TITLES_OF_PEOPLE
        and not _names_a_place(word)
    )


def _names_a_place(word: str) -> bool:
    """Tell whether a word may have the name of a place behind it: ตำบล, องค์การบริหารส่วนตำบล, บ้าน, but not หมู่บ้าน."""
    return word == "บ้าน" or word.endswith(_KINDS_OF_PLACES)


def _name_of_a_place(found_words: list[str], index: int) -> int:
    """Return how many letters the name has that stands behind a word up to the next space or sign, 0 without a name."""
    behind = found_words[index + 1 :] if _names_a_place(found_words[index]) else []
    if not behind or behind[0] in _BEGIN_NO_NAME:
        return 0
    length = 0
    for word in behind:
        if not "\u0e00" < word[0] < "\u0e4f" or word in _BEFORE_NUMBERS:
            break
        length += len(word)
        if length > _LONGEST_NAME_OF_A_PLACE:
            return 0
    return length


def _with_counted_noun(found: list[Piece], current: str) -> str:
    """Take ครั้ง back from the pieces found when ที่ and a number follow it."""
    return found.pop().text + current if current == "ที่" and found and found[-1] in _COUNTED else current


def words_at_start(text: str, longest: int) -> str:
    """Return as many whole pieces of a text as make up no more than `longest` characters, but at least one."""
    start = ""
    for piece in pieces(readable(text)):
        if start and len(start) + len(piece.text) > longest:
            break
        start += piece.text + piece.gap
    return start.strip()


def finer_pieces(piece: Piece) -> list[Piece]:
    """Cut a piece that is wider than its column: at its spaces, else between its words, else between their parts."""
    stretches = piece.text.split(" ")
    if len(stretches) > 1 and all(stretches):
        return [*(Piece(stretch, " ") for stretch in stretches[:-1]), Piece(stretches[-1], piece.gap)]
    whole = words(piece.text)
    found = _what_stays_together(whole)
    if len(found) == 1:
        found = _what_stays_together([part for word in whole for part in parts_of_compound(word)])
    return _with_last_gap(found, piece.gap)


def _what_stays_together(cut: list[str]) -> list[str]:
    found: list[str] = []
    for part in cut:
        if found and _stay_together(found[-1], "", part):
            found[-1] += part
        else:
            found.append(part)
    return found


def letters(piece: Piece) -> list[Piece]:
    """Cut a piece that has no words left to cut between into single letters, marks staying with their bases."""
    return _with_last_gap(clusters(piece.text), piece.gap)


def _with_last_gap(texts: list[str], gap: str) -> list[Piece]:
    return [*(Piece(text, "") for text in texts[:-1]), Piece(texts[-1], gap)]


def _tokens(text: str) -> list[str]:
    if not _UNUSUAL.search(text):
        return words(text)
    found = []
    for stretch in _WHITE_SPACE.split(text):
        if stretch and _WHITE_SPACE.fullmatch(stretch):
            found.append(stretch)
        elif stretch:
            found += [word for part in re.split("([\xa0\u2007\u202f\u2060\ufeff]+)", stretch) for word in words(part)]
    return found


def _stay_together(last: str, gap: str, word: str) -> bool:
    """Tell whether no line may end between two words, of which `gap` is the white space between them."""
    first, end = word[0], last[-1]
    if gap:
        if gap != " ":
            return False
        if first in _DIGITS:
            return last in _BEFORE_NUMBERS
        return first in "ๆฯ" or (end in _DIGITS and word in _AFTER_NUMBERS)
    if first in _NEVER_FIRST or end in _NEVER_LAST:
        return True
    if first < _LAST_BEFORE_THAI:
        # Latin words, numbers and addresses break at spaces only; so do Thai digits after Arabic separators.
        return end < _LAST_BEFORE_THAI or (end in _DIGITS and first in _DIGITS)
    if first in _DIGITS:
        return end in _DIGITS or end in "./,:-" or last in _BEFORE_NUMBERS
    return end == "." and _is_initial(last)


def _quote_joins(last: str, gap: str, word: str, quotes: int) -> bool:
    """Straight quotation marks open and close in turn: an opening one stays with what follows, a closing one before."""
    if gap:
        return False
    if word[0] in _STRAIGHT_QUOTES:
        return quotes % 2 == 1
    return last[-1] in _STRAIGHT_QUOTES and quotes % 2 == 1


def _is_initial(abbreviation: str) -> bool:
    """Tell whether a word that ends in a full stop ends in one letter and its stop, such as ต. or the end of ก.บ.จ."""
    return len(abbreviation) == 2 or (len(abbreviation) > 2 and abbreviation[-3] in ".(")
