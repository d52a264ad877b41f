"""A province's strategy tree: who writes it, what it says on which day, and lists from Excel that are tried first."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from directory.errors import Invalid, NotHere, Refused
from proposals.models import StrategyNode, StrategyRule, StrategyWords
from proposals.strategy import in_order, requires_a_place, standings, tree_of
from proposals.verbs.strategy import ListTaken, NodeDraft, end_node, require_places, write_nodes
from tests.approvals.visits import form_of, words_of
from tests.cast import DAY_ONE
from tests.visitors import browser_of

pytestmark = pytest.mark.django_db
TREE = (
    NodeDraft("programme", "1.1.1", "แผนงานแหล่งน้ำ", "1.1", "Water"),
    NodeDraft("issue", "1", "เกษตรมูลค่าสูง"),
    NodeDraft("strategy", "1.1", "พัฒนาแหล่งน้ำ", "1", reference="แผนพัฒนาจังหวัด"),
    NodeDraft("issue", "2", "เมืองน่าอยู่"),
    NodeDraft("programme", "2.1", "แผนงานถนน", "2"),
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def write(world, *drafts, by=None, **more):
    return write_nodes(
        province=world.province,
        round_start=world.cycle.round_start,
        drafts=drafts or TREE,
        by=by or world.provincial_officer,
        **more,
    )


def said(world, day=None, **more):
    return [(b.depth, b.node.code, b.words.title_th) for b in tree_of("37", world.cycle.round_start, day, **more)]


def wrong(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [(problem.field, problem.value) for problem in refused.value.problems]


def test_a_tree_is_written_in_any_order_and_read_from_the_top(world, django_assert_num_queries):
    assert write(world) == ListTaken(5, 0, 0)
    with django_assert_num_queries(1):
        assert said(world) == [
            (0, "1", "เกษตรมูลค่าสูง"), (1, "1.1", "พัฒนาแหล่งน้ำ"), (2, "1.1.1", "แผนงานแหล่งน้ำ"),
            (0, "2", "เมืองน่าอยู่"), (1, "2.1", "แผนงานถนน"),
        ]  # fmt: skip
    tree = tree_of("37", world.cycle.round_start)
    assert [(s.strategy, s.programme) for s in standings(tree).values()] == [
        ("พัฒนาแหล่งน้ำ", "แผนงานแหล่งน้ำ"),
        ("เมืองน่าอยู่", "แผนงานถนน"),  # the issue, where no strategy stands between
    ]
    assert sorted(["1.10", "1.2", "2", "1"], key=in_order) == ["1", "1.2", "1.10", "2"]


def test_a_new_name_holds_from_its_day_and_the_old_one_stays_readable(world):
    write(world)
    later = DAY_ONE + timedelta(days=10)
    renamed = NodeDraft("programme", "2.1", "แผนงานคมนาคม", "2")
    assert write(world, renamed, valid_from=later) == ListTaken(0, 1, 0)
    assert (1, "2.1", "แผนงานถนน") in said(world, later - timedelta(days=1))
    assert (1, "2.1", "แผนงานคมนาคม") in said(world, later)
    assert write(world, renamed, valid_from=later) == ListTaken(0, 0, 1)
    for rows in (StrategyNode, StrategyWords):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        StrategyWords.objects.update(title_th="แก้")


def test_only_what_nothing_stands_below_is_ended_and_only_once(world):
    write(world)
    key = {node.code: node.pk for node in StrategyNode.objects.all()}

    def end(code, by=None):
        return end_node(province=world.province, node_id=key[code], by=by or world.provincial_officer)

    assert wrong(lambda: end("2")) == [("node", "2.1 แผนงานถนน")]
    for _time in range(2):
        end("2.1")
    end("2")
    assert [code for _depth, code, _title in said(world)] == ["1", "1.1", "1.1.1"]
    assert [code for _depth, code, _title in said(world, ended=True)][-2:] == ["2", "2.1"]
    assert StrategyWords.objects.filter(is_ended=True).count() == 2
    assert write(world, NodeDraft("issue", "2", "เมืองน่าอยู่")) == ListTaken(0, 1, 0)  # it is used again
    with pytest.raises(NotHere):
        end_node(province=world.province, node_id=0, by=world.provincial_officer)


def test_only_the_provincial_office_writes_the_tree(world):
    for by, refusal in ((world.leader, NotHere), (world.governor, Refused), (world.stranger, NotHere)):
        with pytest.raises(refusal):
            write(world, by=by)
        with pytest.raises(refusal):
            require_places(province=world.province, round_start=world.cycle.round_start, required=True, by=by)
    assert not StrategyNode.objects.exists()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (NodeDraft("vision", "9", "ก"), "kind"),
        (NodeDraft("issue", " ", "ก"), "code"),
        (NodeDraft("issue", "9", " "), "title_th"),
        (NodeDraft("issue", "9", "ก" * 201), "title_th"),
        (NodeDraft("issue", "9", "ก", "1"), "parent"),
        (NodeDraft("strategy", "9", "ก"), "parent"),
        (NodeDraft("strategy", "9", "ก", "1.1"), "parent"),
        (NodeDraft("programme", "9", "ก", "404"), "parent"),
        (NodeDraft("issue", "1.1", "ก"), "code"),
        (NodeDraft("strategy", "1.1", "ก", "2"), "code"),
    ],
)
def test_what_is_wrong_with_a_node_is_named_and_nothing_is_written(world, draft, field):
    write(world)
    before = StrategyWords.objects.count()
    assert [name for name, _value in wrong(lambda: write(world, NodeDraft("issue", "7", "ใหม่"), draft))] == [field]
    assert StrategyWords.objects.count() == before


def test_a_round_that_the_province_does_not_have_has_no_tree(world):
    act = lambda: write_nodes(province=world.province, round_start=2500, drafts=TREE, by=world.provincial_officer)  # noqa: E731
    assert wrong(act) == [("round_start", "2500")]


def test_whether_each_project_needs_a_place_is_the_provinces_own_rule(world):
    about = {"province": world.province, "round_start": world.cycle.round_start, "by": world.provincial_officer}
    assert not requires_a_place("37", world.cycle.round_start)
    require_places(required=True, **about)
    assert requires_a_place("37", world.cycle.round_start)
    require_places(required=False, **about)
    assert not requires_a_place("37", world.cycle.round_start)
    assert StrategyRule.objects.count() == 2


# --- The page and the list ---


def test_the_page_adds_renames_and_ends(world, django_assert_max_num_queries):
    page = reverse("strategy_tree", args=["37"])
    browser = browser_of(world.provincial_officer)
    day = {"valid_from_day": "2", "valid_from_month": "11", "valid_from_year": "2569"}

    def send(address, **fields):
        return browser.post(address, {**form_of(browser.get(address)), **fields})

    assert "ยังไม่มีผังยุทธศาสตร์" in words_of(browser.get(page))
    issue = {"act": "add", "kind": "issue", "parent": "", "code": "1", "title_th": "<b>เกษตร</b>"}
    assert send(page, **issue, **day).status_code == 302
    refused = send(page, **{**issue, "code": "2", "parent": "1"}, **day)
    assert refused.status_code == 422
    node = StrategyNode.objects.get()
    assert send(f"{page}?node={node.pk}", act="rename", title_th="เกษตรมูลค่าสูง", **day).status_code == 302
    write(world)
    with django_assert_max_num_queries(12):
        shown = browser.get(page).content.decode()
    assert "<b>เกษตร" not in shown
    assert "แผนงานแหล่งน้ำ" in shown
    last = StrategyNode.objects.get(code="2.1")
    assert send(f"{page}?node={last.pk}", act="end").status_code == 302
    assert StrategyWords.objects.filter(node=last).latest("pk").is_ended
    assert send(page, act="rule", required="yes").status_code == 302
    assert requires_a_place("37", world.cycle.round_start)
    assert browser.get(f"{page}?node=0").status_code == 404


def sheet(*rows, headings=("ระดับ", "รหัส", "อยู่ใต้รหัส", "ชื่อ", "ที่มา")):
    book = openpyxl.Workbook()
    book.active.append(["ผังยุทธศาสตร์จังหวัด"])
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("tree.xlsx", content.getvalue())


def upload(browser, address, file):
    return browser.post(address, {**form_of(browser.get(address)), "file": file})


def test_a_list_is_tried_first_and_then_taken_in_once(world):
    address = reverse("strategy_list", args=["37"])
    browser = browser_of(world.provincial_officer)
    rows = [("ประเด็นการพัฒนา", 1, None, "เกษตร", "มติ"), ("แผนงาน", "1.1", "1", "แหล่งน้ำ", None)]
    tried = upload(browser, address, sheet(*rows))
    assert tried.status_code == 200
    assert "รายการใหม่ 2 รายการ" in words_of(tried)
    assert not StrategyNode.objects.exists()
    assert browser.post(address, form_of(tried)).status_code == 302
    assert said(world) == [(0, "1", "เกษตร"), (1, "1.1", "แหล่งน้ำ")]
    again = upload(browser, address, sheet(*rows))
    assert "คงเดิม 2 รายการ" in words_of(again)


def test_every_wrong_cell_of_a_list_is_told_with_its_row_and_changes_nothing(world):
    address = reverse("strategy_list", args=["37"])
    browser = browser_of(world.provincial_officer)
    cells = upload(browser, address, sheet(("วิสัยทัศน์", "1", None, "เกษตร", None), ("แผนงาน", None, "1", "น้ำ", None)))
    assert cells.status_code == 422
    assert [(p["row"], p["column"]) for p in cells.context["problems"]] == [("3", "ระดับ"), ("4", "รหัส")]
    below = upload(browser, address, sheet(("แผนงาน", "1.1", "9", "น้ำ", None)))
    assert [(p["row"], p["column"], p["value"]) for p in below.context["problems"]] == [("3", "อยู่ใต้รหัส", "9")]
    assert upload(browser, address, sheet(headings=("ชื่อ",))).status_code == 422
    assert upload(browser, address, SimpleUploadedFile("x.xlsx", b"no workbook")).status_code == 422
    assert not StrategyNode.objects.exists()


def test_a_list_is_confirmed_by_whoever_uploaded_it_alone(world):
    address = reverse("strategy_list", args=["37"])
    tried = upload(browser_of(world.provincial_officer), address, sheet(("ประเด็นการพัฒนา", 1, None, "เกษตร", None)))
    ticket = form_of(tried)["ticket"]
    for person, answer in ((world.stranger, 404), (world.leader, 403)):
        assert browser_of(person).post(address, {"ticket": ticket}).status_code == answer
    forged = browser_of(world.provincial_officer).post(address, {"ticket": "x"})
    assert forged.status_code == 404
    assert not StrategyNode.objects.exists()


def test_a_node_of_a_day_to_come_is_not_in_the_tree_yet(world):
    write(world, NodeDraft("issue", "1", "เกษตร"), valid_from=date(2027, 1, 1))
    assert said(world) == []
    assert said(world, date(2027, 1, 1)) == [(0, "1", "เกษตร")]
