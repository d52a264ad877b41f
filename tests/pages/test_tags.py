"""Dates, money and deadlines in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from pages.templatetags import pages

TODAY = date(2026, 11, 21)


def in_language(language, tag, *arguments):
    with translation.override(language):
        return str(tag(*arguments))


@pytest.mark.parametrize(
    ("tag", "moment", "thai", "english"),
    [
        (pages.thai_date, TODAY, "21 พฤศจิกายน 2569", "21 November 2026 (B.E. 2569)"),
        (
            pages.thai_date,
            datetime(2026, 11, 20, 17, 0, tzinfo=UTC),
            "21 พฤศจิกายน 2569",
            "21 November 2026 (B.E. 2569)",
        ),
        (
            pages.thai_date,
            datetime(2026, 11, 20, 16, 59, tzinfo=UTC),
            "20 พฤศจิกายน 2569",
            "20 November 2026 (B.E. 2569)",
        ),
        (pages.thai_date, None, "–", "–"),
        (pages.thai_date, "", "–", "–"),
        (
            pages.thai_datetime,
            datetime(2026, 11, 21, 7, 5, tzinfo=UTC),
            "21 พฤศจิกายน 2569 14.05 น.",
            "21 November 2026 (B.E. 2569), 14:05",
        ),
        (pages.thai_datetime, TODAY, "21 พฤศจิกายน 2569", "21 November 2026 (B.E. 2569)"),
        (pages.thai_datetime, None, "–", "–"),
        (pages.short_date, TODAY, "21 พ.ย. 2569", "21 Nov. 2026"),
        (pages.short_date, datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "1 ม.ค. 2570", "1 Jan. 2027"),
        (pages.short_date, None, "–", "–"),
    ],
)
def test_a_day_is_that_of_bangkok_in_the_reader_s_language(tag, moment, thai, english):
    assert in_language("th", tag, moment) == thai
    assert in_language("en", tag, moment) == english


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("1250000.00"), "1,250,000"),
        (Decimal("1250000.5"), "1,250,000.50"),
        (0, "0"),
        (Decimal("-3.25"), "-3.25"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_money_has_commas_and_satang_only_where_there_are_some(amount, words):
    assert pages.baht(amount) == words


@pytest.mark.parametrize(
    ("due", "words", "class_name"),
    [
        (date(2026, 11, 18), "เลยกำหนด 3 วัน", "prasan-due--late"),
        (date(2026, 11, 20), "เลยกำหนด 1 วัน", "prasan-due--late"),
        (TODAY, "ครบกำหนดวันนี้", "prasan-due--soon"),
        (date(2026, 11, 22), "อีก 1 วัน", "prasan-due--soon"),
        (date(2026, 11, 28), "อีก 7 วัน", "prasan-due--soon"),
        (date(2026, 11, 29), "อีก 8 วัน", "prasan-due--fine"),
        (datetime(2026, 11, 20, 17, 0, tzinfo=UTC), "ครบกำหนดวันนี้", "prasan-due--soon"),
        (None, "–", ""),
    ],
)
def test_a_deadline_is_told_in_words_and_not_by_colour_alone(due, words, class_name):
    assert in_language("th", pages.days_left, due, TODAY) == words
    assert pages.due_class(due, TODAY) == class_name


def test_today_is_that_of_bangkok(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    assert in_language("th", pages.days_left, TODAY) == "ครบกำหนดวันนี้"
    assert pages.due_class(date(2026, 11, 20)) == "prasan-due--late"


@pytest.mark.parametrize(
    ("tag", "query"),
    [
        ("{% query_with page=3 %}", "q=%E0%B8%9D%E0%B8%B2%E0%B8%A2&amp;page=3&amp;kind=a&amp;kind=b"),
        ("{% query_with kind='' page=None %}", "q=%E0%B8%9D%E0%B8%B2%E0%B8%A2"),
        ("{% query_with kind='c' %}", "q=%E0%B8%9D%E0%B8%B2%E0%B8%A2&amp;page=2&amp;kind=c"),
        ("{% query_with q='' page='' kind='' %}", ""),
        ("{% query_with q='<b>' page='' kind='' %}", "q=%3Cb%3E"),
    ],
)
def test_a_link_changes_one_part_of_the_query(tag, query):
    request = RequestFactory().get("/", {"q": "ฝาย", "page": "2", "kind": ["a", "b"]})
    assert Template("{% load pages %}" + tag).render(Context({"request": request})) == query
    assert request.GET["page"] == "2"
