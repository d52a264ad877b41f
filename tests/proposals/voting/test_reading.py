"""Ballot files from elsewhere: what is odd but clear is read, what is damaged or hostile is told by line and field."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.voting import LARGEST_FILE, BallotFileError, Expected, Kind, read

FILES = Path(__file__).parent / "files"
APPROVAL = (FILES / "approval.pb").read_bytes()


def changed(old, new, content=APPROVAL):
    assert old.encode() in content
    return content.replace(old.encode(), new.encode(), 1)


def problem_of(content):
    with pytest.raises(BallotFileError) as refused:
        read(content)
    found = refused.value
    return found.line, found.field, found.value, found.expected


def test_a_file_is_read_with_quotes_foreign_letters_and_columns_that_no_rule_needs():
    found = read(APPROVAL)
    assert (found.kind, found.budget) == (Kind.APPROVAL, Decimal(1_000_000))
    assert (len(found.projects), len(found.votes)) == (5, 10)
    assert found.projects[3].cost == Decimal("250000.50")
    assert found.projects[4].name == "ส่งเสริมอาชีพ; กลุ่มทอผ้า"
    assert found.votes[6].choices == ("3", "4", "5")
    assert found.meta["unit"] == "ตำบลตัวอย่าง"


def test_a_byte_order_mark_foreign_line_ends_and_decimal_commas_are_read():
    found = read((FILES / "cumulative.pb").read_bytes())
    assert [project.cost for project in found.projects] == [8000, 42000, Decimal("200000.55")]
    assert found.votes[2].points == (Decimal(3), Decimal(2))


def test_odd_spelling_that_is_clear_is_read():
    odd = changed("1;34;F;paper;1,2", "1;34;F;paper; 2 , 1,")
    odd = changed("META", "meta;;;;", odd)
    odd = changed("\nVOTES\n", "\n;;;\n\nvotes\n", odd)
    assert read(odd).votes[0].choices == ("2", "1")
    assert read(changed("paper;1,2", "paper;1,2;;", APPROVAL)).votes[0].choices == ("1", "2")


def test_parts_of_a_unit_are_read_as_pabutools_writes_them_where_they_are_decimals():
    assert read(changed("4;250000.50", "4;500001/2")).projects[3].cost == Decimal("250000.50")
    assert read(changed("budget;1000000", "budget;4000003/4")).budget == Decimal("1000000.75")


def test_a_choose_one_file_needs_no_counts_and_a_blank_vote_is_a_vote():
    found = read((FILES / "choose_one.pb").read_bytes())
    assert [vote.choices for vote in found.votes] == [("p",), ("q",), ()]
    assert found.kind == Kind.APPROVAL


def test_a_project_approved_twice_in_one_vote_is_approved_once():
    assert read(changed("6;38;F;internet;1", "6;38;F;internet;1,1,1")).votes[5].choices == ("1",)


WRONG = {
    "a cost below nothing": ("1;600000", "1;-600000", (16, "cost", "-600000", Expected.AMOUNT)),
    "a cost in words": ("1;600000", "1;แพง", (16, "cost", "แพง", Expected.AMOUNT)),
    "a cost that fills any memory": ("1;600000", "1;1e999999999", (16, "cost", "1e999999999", Expected.AMOUNT)),
    "a cost as a fraction": ("1;600000", "1;1/3", (16, "cost", "1/3", Expected.AMOUNT)),
    "a cost by nothing": ("1;600000", "1;6/0", (16, "cost", "6/0", Expected.AMOUNT)),
    "a cost of nothing at all": ("1;600000", "1;", (16, "cost", "", Expected.AMOUNT)),
    "an envelope below nothing": ("budget;1000000", "budget;-1", (9, "budget", "-1", Expected.AMOUNT)),
    "no envelope": ("budget;1000000\n", "", (1, "budget", "", Expected.VALUE)),
    "an unknown kind": ("type;approval", "type;lottery", (10, "vote_type", "lottery", Expected.VOTE_TYPE)),
    "no kind": ("vote_type;approval\n", "", (0, "vote_type", "", Expected.VOTE_TYPE)),
    "an unknown project in a vote": ("F;paper;1,2", "F;paper;1,77", (23, "vote", "77", Expected.KNOWN_PROJECT)),
    "a project twice": ("\n2;400000", "\n1;400000", (17, "project_id", "1", Expected.NEW_PROJECT)),
    "a project without an id": ("\n2;400000", "\n;400000", (17, "project_id", "", Expected.VALUE)),
    "no projects": ("PROJECTS\n", "", (0, "PROJECTS", "", Expected.SECTION)),
    "votes twice": ("\n5;61;M", "\nVOTES\n5;61;M", (27, "VOTES", "VOTES", Expected.SECTION_ONCE)),
    "something before META": ("META", "x;y\nMETA", (1, "META", "x", Expected.SECTION)),
    "no column of costs": (";cost;", ";price;", (14, "cost", "PROJECTS", Expected.COLUMN)),
    "no column of votes": ("method;vote", "method;votes", (21, "vote", "VOTES", Expected.COLUMN)),
    "more cells than headings": ("F;paper;1,2", "F;paper;1,2;9", (23, "1", "9", Expected.CELLS)),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_damaged_is_told_by_line_field_and_value(name):
    old, new, told = WRONG[name]
    assert problem_of(changed(old, new)) == told


DOUBTFUL = {
    "too many projects told": ("projects;5", "projects;6", (7, "num_projects", "6", Expected.AS_MANY_ROWS)),
    "too few votes told": ("votes;10", "votes;9", (8, "num_votes", "9", Expected.AS_MANY_ROWS)),
    "a count in words": ("votes;10", "votes;ten", (8, "num_votes", "ten", Expected.AS_MANY_ROWS)),
    "a voter twice": ("\n2;41;M", "\n1;41;M", (24, "voter_id", "1", Expected.NEW_VOTER)),
    "a voter without an id": ("\n2;41;M", "\n;41;M", (24, "voter_id", "", Expected.NEW_VOTER)),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_doubtful_is_told_and_every_row_is_counted(name):
    old, new, told = DOUBTFUL[name]
    found = read(changed(old, new))
    assert [(doubt.line, doubt.field, doubt.value, doubt.expected) for doubt in found.doubts] == [told]
    assert (len(found.projects), len(found.votes)) == (5, 10)
    assert read(APPROVAL).doubts == ()


def test_a_ranking_names_each_project_once():
    ordinal = (FILES / "ordinal.pb").read_bytes()
    assert problem_of(changed("2;a,c", "2;a,c,a", ordinal)) == (18, "vote", "a,c,a", Expected.EACH_ONCE)


def test_points_are_numbers_and_as_many_as_choices():
    cumulative = (FILES / "cumulative.pb").read_bytes()
    assert problem_of(changed("3,1;3,2", "3,1;3", cumulative)) == (18, "points", "3", Expected.AS_MANY_POINTS)
    assert problem_of(changed("3,1;3,2", "3,1;3,x", cumulative)) == (18, "points", "x", Expected.POINTS)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", (0, "META", "", Expected.SECTION)),
        (b"META", (1, "META", "", Expected.HEADER)),
        (b"\n\n\n", (0, "META", "", Expected.SECTION)),
        (APPROVAL.replace(b"paper", b"pa\0er", 1), (23, "file", "NUL", Expected.NO_NUL)),
        (APPROVAL.decode().encode("cp874"), (3, "file", "c5 d3 b4 d1", Expected.UTF8)),
        (APPROVAL.decode().encode("utf-16"), (1, "file", "NUL", Expected.NO_NUL)),
        (b"x" * (LARGEST_FILE + 1), (0, "file", str(LARGEST_FILE + 1), Expected.SMALLER)),
        (b"META\nkey;value\n" + b"a" * 200_000, (3, "file", "field larger than field limit (131072)", "short_fields")),
    ],
    ids=["empty", "cut off", "blank", "nul", "cp874", "utf-16", "huge", "one long field"],
)
def test_what_is_no_ballot_file_is_refused(content, told):
    assert problem_of(content) == told


@given(st.binary(max_size=200), st.integers(0, len(APPROVAL)), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused_and_never_breaks_anything(noise, place, lost):
    try:
        read(APPROVAL[:place] + noise + APPROVAL[place + lost :])
    except BallotFileError as problem:
        told = (problem.line >= 0, bool(problem.field))
    else:
        told = (True, True)
    assert told == (True, True)
