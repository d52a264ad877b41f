"""Titles that are alike: the rare letters count, and nothing alike enough is missed."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.pairs import ROWS_AT_ONCE, alike, grams_of

ROAD = "ก่อสร้างถนนคอนกรีตเสริมเหล็กสายบ้าน"


def places(titles, least=0.6):
    return {(one, other) for one, other, _likeness in alike(titles, least)}


def test_the_same_road_is_found_and_another_road_is_not():
    titles = [f"{ROAD}หนองแวง", f"{ROAD}โนนสูง", f"โครงการ{ROAD}หนองแวง", "ขุดลอกห้วยยาง", f"{ROAD}กุดเสม็ด"]
    assert places(titles) == {(0, 2)}


def test_the_same_words_written_otherwise_are_the_same():
    assert places(["ถนน หมู่ที่ ๓", "ถนน  หมู่ที่ 3", "น้ำ"], 0.99) == {(0, 1)}


@pytest.mark.parametrize("titles", [[], ["ถนน"], ["", ""], ["ก", "ข"]])
def test_few_or_short_titles_are_no_trouble(titles):
    assert places(titles) == ({(0, 1)} if titles == ["", ""] else set())


@given(st.lists(st.text("กขค ", max_size=8), max_size=25))
def test_what_is_found_is_what_comparing_each_with_each_finds(titles):
    grams = [grams_of(title) for title in titles]
    held = Counter(gram for each in grams for gram in each)
    worth = {gram: math.log(1 + len(titles) / count) for gram, count in held.items()}

    def likeness(one, other):
        both = sum(worth[gram] for gram in one & other)
        return both / sum(worth[gram] for gram in one | other)

    every = {(i, j): likeness(grams[i], grams[j]) for i in range(len(titles)) for j in range(i + 1, len(titles))}
    found = {(one, other): value for one, other, value in alike(titles)}
    assert {pair for pair, value in every.items() if value >= 0.601} <= set(found)
    assert all(every[pair] == pytest.approx(value, abs=1e-3) for pair, value in found.items())


def test_pairs_reach_over_the_rows_that_are_compared_at_once():
    titles = [f"{number:05} {chr(0x0E01 + number % 40)}" for number in range(ROWS_AT_ONCE)] + [
        "00007 ก ถนน",
        "00007 ก ถนน",
    ]
    assert (ROWS_AT_ONCE, ROWS_AT_ONCE + 1) in places(titles)
