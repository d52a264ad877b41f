"""The figures on the papers are those of the database: books, lists, letters and memos of all levels."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from approvals.drafts import OpinionDraft
from approvals.verbs.review import give_opinions
from approvals.verbs.worksheet import set_ceiling
from directory import clock
from directory.errors import Invalid, Refused
from documents.layouts import render
from documents.models import Document
from documents.thai import baht
from documents.verbs import issue_paper
from proposals.drafts import ItemDraft, sums_of
from proposals.models import Fate, FormTemplate, Opinion, PlanLine
from proposals.verbs.drafting import draft_proposals
from tests.cast import version_of
from workflow.models import Event

pytestmark = pytest.mark.django_db


def papers(kind, **about):
    return Document.objects.filter(kind=kind, superseded_by__isnull=True, **about).order_by("pk")


def snapshot(kind, **about):
    return json.loads(papers(kind, **about).get().snapshot)


def tables_of(content):
    """Every table of a book, with its chapter's place."""
    return [
        (place, block["table"])
        for place, chapter in enumerate(content["chapters"])
        for block in chapter["blocks"]
        if "table" in block
    ]


def form_of(content, code):
    return next(table for _place, table in tables_of(content) if table.get("form", {}).get("code") == code)


def total(version, field="asked"):
    return sum(PlanLine.objects.filter(version=version).values_list(field, flat=True), Decimal(0))


# --- A council's book, letters and forms ---


def test_the_book_of_a_council_has_five_parts_and_sums_what_the_plan_asks(world):
    plan = world.submitted(world.plan)
    content = snapshot("T04", plan=plan)
    assert [chapter["title"][:9] for chapter in content["chapters"]] == [f"ส่วนที่ {n}" for n in "๑๒๓๔๕"]
    asked = baht(total(version_of(plan)))
    assert form_of(content, "ผ.01")["rows"][-1]["cells"][-1] == asked
    detail = form_of(content, "ผ.02")["rows"][-1]
    assert detail["style"] == "total"
    assert detail["cells"][0] == "รวม ๓ โครงการ"
    assert detail["cells"][2] == asked  # the target year is the second of the round
    assert content["annexes"][0]["title"] == "รายงานการประชุม"
    assert render(content).startswith(b"%PDF-")


def test_a_book_says_what_its_plan_has_not_given(world):
    content = snapshot("T04", plan=world.submitted(world.plan))
    said = [block["text"] for chapter in content["chapters"] for block in chapter["blocks"] if "text" in block]
    assert "แผนฉบับนี้ไม่ได้บันทึกวิสัยทัศน์ไว้" in said
    assert "แผนฉบับนี้ไม่ได้กำหนดตัวชี้วัดรายโครงการไว้" in said
    assert any("ไม่มีบัญชีตามแบบ ผ.๐๓" in text for text in said)


def test_each_local_organization_is_asked_about_the_lines_in_its_territory(world):
    plan = world.submitted(world.plan)
    letter = papers("T08", plan=plan).get()
    assert (letter.issuer, letter.recipient, letter.register) == (plan.owner, world.bodies["lao"], "outgoing")
    [annex] = json.loads(letter.snapshot)["annexes"]
    assert annex["rows"][-1]["cells"][1] == "รวม ๒ โครงการ"  # not the one that the community carries out itself
    assert annex["rows"][-1]["cells"][3] == "๕,๐๐๐"


def test_an_organization_that_answers_in_parts_has_one_letter_with_all_its_answers(world):
    plan = world.screened(world.plan)
    first, second = sorted(line.pk for line in world.lines(plan)[1:])
    taken = OpinionDraft(Opinion.Kind.TAKES_IN, plan_name="แผนพัฒนาท้องถิ่น", plan_year=2572, plan_item="7")
    beyond = OpinionDraft(Opinion.Kind.BEYOND_CAPACITY, reason="เกินงบประมาณ")
    for answers in ({first: taken}, {second: beyond}):
        give_opinions(plan=plan, seen=version_of(plan), answers=answers, by=world.lao_planner)
    letter = papers("T09", plan=plan).get()
    assert (letter.issuer, letter.recipient) == (world.bodies["lao"], plan.owner)
    [annex] = json.loads(letter.snapshot)["annexes"]
    assert [row["cells"][3] for row in annex["rows"]] == ["แผนพัฒนาท้องถิ่น พ.ศ. ๒๕๗๒ ลำดับที่ ๗", "เกินงบประมาณ"]


def test_the_letters_of_two_organizations_to_one_council_do_not_replace_each_other(world):
    plan = world.shared_plans[0]
    world.ready_to_decide(plan)
    issuers = set(papers("T09", plan=plan).values_list("issuer__code", flat=True))
    asked = set(papers("T08", plan=plan).values_list("recipient__code", flat=True))
    assert issuers == asked


def test_the_district_receipts_the_very_version_that_it_opened(world):
    plan = world.in_review(world.plan)
    content = snapshot("D01", plan=plan)
    said = {field["label"]: field["text"] for field in content["fields"]}
    assert said["รหัสตรวจสอบฉบับ"] == version_of(plan).hash[:32]
    assert said["จำนวน"].startswith("๓ โครงการ งบประมาณรวม ๖,๐๐๐ บาท")


# --- The district ---


def test_the_combined_list_has_every_line_below_once_and_its_sum(world):
    plan = world.submitted_district()
    rows = snapshot("D08", plan=plan)["rows"]
    fates = Fate.objects.filter(line__plan__parent=plan)
    lines = [row for row in rows if row["style"] == "row"]
    assert len(lines) == fates.count()
    assert rows[-1]["cells"][3] == baht(sum(fates.values_list("asked", flat=True), Decimal(0)))
    assert sum(row["style"] == "group" for row in rows) == 3  # one for each council


def test_the_district_s_book_shows_the_ranked_list_and_who_was_in(world):
    plan = world.submitted_district()
    content = snapshot("D07", plan=plan)
    ranked = next(t for _p, t in tables_of(content) if t["heading"] and t["heading"][0].startswith("ตารางจัดลำดับ"))
    assert ranked["rows"][-1]["cells"][6] == baht(total(version_of(plan), "proposed"))
    gathered = next(t for _p, t in tables_of(content) if t["columns"][1]["title"] == "องค์กรเจ้าของแผน")
    assert gathered["rows"][-1]["cells"][2] == "๙"
    assert [row["cells"][4] for row in gathered["rows"][:-1]] == ["นำเข้า"] * 3


def test_every_council_hears_once_what_its_district_resolved(world):
    plan = world.submitted_district()
    letters = papers("D10", plan=plan)
    owners = set(plan.children.filter(state="closed").values_list("owner", flat=True))
    assert {letter.recipient_id for letter in letters} == owners
    for letter in letters:
        [annex] = json.loads(letter.snapshot)["annexes"]
        child = plan.children.get(owner=letter.recipient)
        assert len(annex["rows"]) == Fate.objects.filter(line__plan=child).count() == 3


def test_the_minutes_of_both_committees_have_quorum_and_extract(world):
    world.resolved_province()
    for kind, plan in (("D06", world.district_plan), ("P06", world.provincial_plan)):
        content = snapshot(kind, plan=plan)
        assert content["quorum_line"].endswith("มาประชุม ๗ คน ครบองค์ประชุม")
        assert "“เห็นชอบ”" in content["extract"]["paragraphs"]


# --- The province ---


def test_the_province_s_papers_agree_on_what_stands_inside_the_ceiling(world):
    plan = world.gathered_province()
    set_ceiling(plan=plan, ceiling=Decimal(10_000), by=world.provincial_officer)
    plan = world.endorsed()
    rows = PlanLine.objects.filter(version=version_of(plan))
    inside = sum(rows.filter(within_ceiling=True).values_list("proposed", flat=True), Decimal(0))
    assert 0 < inside < total(version_of(plan), "proposed")
    lists = snapshot("P09", plan=plan)
    assert lists["rows"][-1]["cells"][-1] == baht(inside)
    assert lists["annexes"][0]["heading"][1] == "บัญชี ๒ โครงการเกินกรอบวงเงิน"
    assert any(f"วงเงิน {baht(inside)} บาท" in text["text"] for text in snapshot("P07", plan=plan)["paragraphs"])
    matrix = next(
        t
        for _p, t in tables_of(snapshot("P04", plan=plan))
        if t["heading"][:1] and "ตารางแผนบูรณาการ" in t["heading"][0]
    )
    assert any(row["style"] == "ceiling" and "๑๐,๐๐๐" in row["cells"][0] for row in matrix["rows"])
    assert matrix["rows"][-1]["cells"][6] == baht(total(version_of(plan), "proposed"))


def test_what_screening_found_is_summed_up_when_the_province_accepts(world):
    plan = world.accepted_district()
    content = snapshot("P02", plan=plan)
    assert content["layout"] == "memo"
    said = [text["text"] for text in content["paragraphs"]]
    assert said[1:] == ["ผลตรวจตามรายการ ผ่าน ๑ รายการ จาก ๑ รายการ", "ไม่มีข้อสังเกต", "จึงเรียนมาเพื่อโปรดทราบ"]


def test_a_memo_that_a_new_resolution_replaces_is_superseded_though_its_chair_keeps_no_office_papers(world):
    plan = world.sent_back()
    first = papers("P07", plan=plan).get()
    world.resolved_province()
    first.refresh_from_db()
    assert first.state == "superseded"
    assert first.superseded_by.kind == "P07"


def test_the_hearing_has_its_report(world):
    plan = world.heard_province()
    assert snapshot("P05", plan=plan)["layout"] == "minutes"


# --- By hand ---


def test_a_council_prints_the_form_of_one_project(world):
    plan = world.adopted(world.plan)
    reference = world.lines(plan)[1].proposal.reference
    [form] = issue_paper(code="T05", plan=plan, by=world.secretary, about=reference)
    content = json.loads(form.snapshot)
    assert content["sections"][1]["table"]["rows"][-1]["cells"][-1] == "๒,๐๐๐"
    event = Event.objects.filter(plan=plan).order_by("-sequence").first()
    assert (event.verb, json.loads(event.data)) == ("issue_paper", {"kind": "T05", "papers": 1})


def test_forms_of_several_projects_do_not_replace_each_other_but_their_own_earlier_ones(world):
    plan = world.adopted(world.plan)
    assert len(issue_paper(code="T05", plan=plan, by=world.secretary)) == 3
    assert len(issue_paper(code="T05", plan=plan, by=world.secretary)) == 3
    assert papers("T05", plan=plan).count() == 3


def test_nobody_prints_for_a_body_whose_papers_they_do_not_keep(world):
    plan = world.submitted(world.plan)
    with pytest.raises(Refused):
        issue_paper(code="T05", plan=plan, by=world.coordinator)
    assert not papers("T05").exists()


def test_no_paper_runs_ahead_of_its_step(world):
    with pytest.raises(Invalid, match="ยังไม่ถึงขั้นตอน"):
        issue_paper(code="T10", plan=world.adopted(world.plan), by=world.leader)


def test_a_kind_that_waits_says_for_what(world):
    with pytest.raises(Invalid, match="F02 รายงานติดตามและประเมินผลประจำปี ยังรอผลการประเมินตามตัวชี้วัด"):
        issue_paper(code="F02", plan=world.plan, by=world.leader)
    with pytest.raises(Invalid, match="ไม่มีเอกสารชนิด X99"):
        issue_paper(code="X99", plan=world.plan, by=world.leader)


def test_the_attendance_sheet_counts_those_who_came(world):
    plan = world.adopted(world.plan)
    [sheet] = issue_paper(code="T02", plan=plan, by=world.secretary)
    [members] = json.loads(sheet.snapshot)["groups"]
    assert len(members["people"]) == 7


def test_the_scoring_form_carries_the_scores_that_were_given(world):
    plan = world.scored(world.gathered_district())
    [form] = issue_paper(code="D03", plan=plan, by=world.coordinator)
    rows = json.loads(form.snapshot)["sections"][0]["table"]["rows"]
    assert {tuple(row["cells"][2:]) for row in rows} == {("๓", "๒")}


# --- Templates ---


def test_a_paper_remembers_the_version_of_the_form_that_it_was_made_from(world):
    form = form_of(snapshot("T04", plan=world.submitted(world.plan)), "ผ.02")["form"]
    template = FormTemplate.objects.get(pk=form["template"])
    assert (form["code"], form["version"], template.province) == ("ผ.02", 1, None)


def test_a_template_naming_an_unknown_column_stops_the_paper_and_is_named(world):
    plan = world.adopted(world.plan)
    FormTemplate.objects.create(
        code="ผ.02",
        province=world.province,
        version=1,
        title="แบบเสีย",
        columns=[{"source": "number", "title": "", "width": 5}, {"source": "ghost", "title": "", "width": 5}],
        valid_from=clock.today(),
        created_at=clock.now(),
    )
    before = Document.objects.count()
    with pytest.raises(Invalid, match=r"แบบ ผ\.02 คอลัมน์ที่ 2 อ้างถึงข้อมูลที่ระบบไม่รู้จัก: ghost"):
        world.submitted(plan)
    assert Document.objects.count() == before
    assert world.fresh(plan).state == "adopted"


def test_the_form_of_a_project_lists_its_costs_with_the_sum_in_words_and_says_where_it_lies(world):
    items = [ItemDraft("ลูกรัง", "คัน", Decimal("12.5"), Decimal(800), 2572, "lao")]
    words = world.words(2, items=items, budget=sums_of(items), beneficiary_group="ผู้ใช้ถนน")
    draft = replace(words, latitude=Decimal("15.87"), longitude=Decimal("104.62"))
    draft_proposals(plan=world.plan, drafts=[draft], by=world.secretary)
    (form,) = issue_paper(code="T05", plan=world.fresh(world.plan), by=world.secretary)
    content = json.dumps(json.loads(form.snapshot), ensure_ascii=False)
    for said in ("๑๒.๕ คัน", "รวม (หนึ่งหมื่นบาทถ้วน)", "๑๕.๘๗๐๐๐๐, ๑๐๔.๖๒๐๐๐๐", "๒๐ คน ผู้ใช้ถนน"):
        assert said in content
    assert render(json.loads(form.snapshot)).startswith(b"%PDF")
