"""After the governor: sent on, answered by each source of money, proclaimed, and every council told of its money."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from approvals.afterwards import money_per_source, rows_of
from approvals.drafts import FundingAnswer, FundingDecision
from approvals.models import FundingOutcome, Stage
from approvals.verbs.afterwards import forward_plan, proclaim_plan, record_funding
from directory import clock
from directory.errors import Invalid, NotHere, Refused, Stale
from documents.models import Document
from tracking.models import Commitment, CommitmentUpdate
from tracking.verbs import update_commitment
from workflow import jobs
from workflow.models import Event

pytestmark = pytest.mark.django_db
NESDC = "เลขาธิการสภาพัฒนาการเศรษฐกิจและสังคมแห่งชาติ"


@pytest.fixture
def plan(world):
    """The answered plan, with its commitments."""
    found = world.answered()
    jobs.drain()
    return found


def lines_of(plan):
    return list(rows_of(plan).values_list("line_id", flat=True))


def decision():
    return FundingDecision("ก.น.บ.", clock.today(), "นร 1112/345")


def record(world, plan, answers, *, by=None, source="province", decided=None):
    by = by or world.provincial_officer
    return record_funding(plan=plan, source=source, decision=decided or decision(), answers=answers, by=by)


def in_full(plan, *lines):
    proposed = {row.line_id: row.proposed for row in rows_of(plan)}
    return {line: FundingAnswer("funded", proposed[line]) for line in lines}


def all_answered(world, plan):
    first, *rest = lines_of(plan)
    record(world, plan, {first: FundingAnswer("not_funded", reason="เกินวงเงินของปี"), **in_full(plan, *rest)})
    jobs.drain()
    return plan


def fields_of(act):
    with pytest.raises(Invalid) as refused:
        act()
    return [problem.field for problem in refused.value.problems]


def papers(kind, title):
    return Document.objects.filter(kind=kind, title__contains=title, state="prepared").order_by("pk")


def snapshots(kind, title):
    return [json.loads(paper.snapshot) for paper in papers(kind, title)]


def test_the_province_sends_the_plan_on_once_with_a_covering_letter(world, plan):
    forward_plan(plan=plan, recipient=f" {NESDC} ", by=world.provincial_officer)
    sent = Stage.objects.get(plan=plan)
    assert (sent.kind, sent.recipient, sent.day) == ("forwarded", NESDC, clock.today())
    letter = json.loads(Document.objects.get(plan=plan, kind="N01").snapshot)
    assert letter["salutation_to"] == NESDC
    assert letter["annexes"][0]["rows"][-1]["cells"][:2] == ["รวม", "๖"]
    again = fields_of(lambda: forward_plan(plan=plan, recipient=NESDC, by=world.provincial_officer))
    assert again == ["plan"]
    assert Document.objects.filter(kind="N01").count() == 1


def test_a_plan_is_sent_on_to_somebody_and_only_after_the_governor(world):
    plan = world.resolved_province()
    with pytest.raises(Stale):
        forward_plan(plan=plan, recipient=NESDC, by=world.provincial_officer)
    plan = world.endorsed()
    assert fields_of(lambda: forward_plan(plan=plan, recipient=" ", by=world.provincial_officer)) == ["recipient"]
    assert not Stage.objects.exists()


def test_only_the_province_s_desk_does_what_comes_after_the_governor(world, plan):
    first = lines_of(plan)[0]
    acts = (
        lambda by: forward_plan(plan=plan, recipient=NESDC, by=by),
        lambda by: record(world, plan, in_full(plan, first), by=by),
        lambda by: proclaim_plan(plan=plan, proclaimed_on=clock.today(), by=by),
    )
    for act in acts:
        for by in (world.governor, world.provincial_chair):
            with pytest.raises(Refused):
                act(by)
        for by in (world.leader, world.coordinator, world.agency, world.stranger):
            with pytest.raises(NotHere):
                act(by)


def test_each_source_answers_line_by_line_and_the_sums_are_exact(world, plan):
    first, second, third, *_rest = lines_of(plan)
    proposed = {row.line_id: row.proposed for row in rows_of(plan)}
    record(world, plan, {first: FundingAnswer("partly", Decimal("0.25"), "ตามวงเงินที่มี"), **in_full(plan, second)})
    [money] = money_per_source(plan)
    assert (money.source, money.lines, money.waiting, money.funded) == ("province", 6, 4, 2)
    assert (money.proposed, money.allocated) == (sum(proposed.values()), proposed[second] + Decimal("0.25"))
    record(world, plan, {third: FundingAnswer("not_funded", reason="ไม่พร้อมดำเนินการ")})
    [money] = money_per_source(plan)
    assert (money.waiting, money.funded) == (3, 2)
    event = Event.objects.filter(verb="record_funding").latest("pk")
    assert list(event.items.values_list("record_id", "to_state")) == [(third, "not_funded")]


def test_a_later_answer_counts_and_the_earlier_one_stays_on_record(world, plan):
    first = lines_of(plan)[0]
    record(world, plan, {first: FundingAnswer("not_funded", reason="รอรอบหน้า")})
    record(world, plan, in_full(plan, first))
    assert list(FundingOutcome.objects.values_list("result", flat=True)) == ["not_funded", "funded"]
    [money] = money_per_source(plan)
    assert (money.waiting, money.funded) == (5, 1)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (FundingAnswer("perhaps", Decimal(1)), "result"),
        (FundingAnswer("funded", Decimal(1)), "amount"),
        (FundingAnswer("partly", Decimal(0), "น้อย"), "amount"),
        (FundingAnswer("partly", Decimal("0.001"), "น้อย"), "amount"),
        (FundingAnswer("partly", Decimal("NaN"), "น้อย"), "amount"),
        (FundingAnswer("partly", Decimal(10**9), "มากกว่าที่เสนอ"), "amount"),
        (FundingAnswer("partly", Decimal(1)), "reason"),
        (FundingAnswer("not_funded", Decimal(1), "ไม่ผ่าน"), "amount"),
        (FundingAnswer("not_funded"), "reason"),
    ],
)
def test_an_answer_that_contradicts_itself_is_refused_by_its_field(world, plan, answer, field):
    first, second, *_rest = lines_of(plan)
    wrong = {first: answer, **in_full(plan, second)}
    assert fields_of(lambda: record(world, plan, wrong)) == [f"answers[{first}].{field}"]
    assert not FundingOutcome.objects.exists()


def test_where_no_baht_was_proposed_nothing_can_be_granted():
    for answer in (FundingAnswer("funded"), FundingAnswer("partly", Decimal(1), "บางส่วน")):
        assert [problem.field for problem in answer.problems("it", Decimal(0))] == ["it.result"]
    assert FundingAnswer("not_funded", reason="ไม่ได้ขอเงิน").problems("it", Decimal(0)) == []


def test_a_decision_names_who_and_lies_not_ahead_and_the_lines_are_that_source_s(world, plan):
    first = lines_of(plan)[0]
    ahead = FundingDecision(" ", clock.today() + timedelta(days=1))
    assert fields_of(lambda: record(world, plan, in_full(plan, first), decided=ahead)) == ["decided_by", "decided_on"]
    assert fields_of(lambda: record(world, plan, in_full(plan, first), source="ministry")) == ["lines"]
    assert fields_of(lambda: record(world, plan, in_full(plan, first), source="bank")) == ["source", "lines"]
    assert fields_of(lambda: record(world, plan, {})) == ["lines"]
    assert not FundingOutcome.objects.exists()


def test_the_commitments_hear_of_the_money_once(world, plan):
    all_answered(world, plan)
    first, second, *_rest = lines_of(plan)
    refused, funded = Commitment.objects.get(line=first), Commitment.objects.get(line=second)
    assert (refused.status, refused.allocated) == ("unfunded", Decimal(0))
    assert (funded.status, funded.allocated) == ("budgeted", funded.amount)
    note = CommitmentUpdate.objects.get(commitment=refused)
    assert (note.note, note.office) == ("ก.น.บ. นร 1112/345 เกินวงเงินของปี", world.provincial_officer.office)


def test_a_commitment_under_way_keeps_its_status_when_its_money_is_corrected(world, plan):
    all_answered(world, plan)
    second = lines_of(plan)[1]
    update_commitment(commitment=Commitment.objects.get(line=second), status="under_way", by=world.provincial_officer)
    record(world, plan, {second: FundingAnswer("partly", Decimal(1), "ปรับลด")})
    jobs.drain()
    commitment = Commitment.objects.get(line=second)
    assert (commitment.status, commitment.allocated) == ("under_way", Decimal(1))


def test_a_plan_is_proclaimed_when_every_source_has_answered_and_only_once(world, plan):
    officer = world.provincial_officer
    record(world, plan, in_full(plan, lines_of(plan)[0]))
    with pytest.raises(Invalid, match="ยังไม่มีผลการจัดสรร 5 รายการ"):
        proclaim_plan(plan=plan, proclaimed_on=clock.today(), by=officer)
    all_answered(world, plan)
    ahead = clock.today() + timedelta(days=1)
    assert fields_of(lambda: proclaim_plan(plan=plan, proclaimed_on=ahead, by=officer)) == ["proclaimed_on"]
    proclaim_plan(plan=plan, proclaimed_on=clock.today(), by=officer)
    assert Stage.objects.get(plan=plan, kind="proclaimed").day == clock.today()
    assert fields_of(lambda: proclaim_plan(plan=plan, proclaimed_on=clock.today(), by=officer)) == ["plan"]
    assert fields_of(lambda: record(world, plan, in_full(plan, lines_of(plan)[0]))) == ["plan"]


def test_a_plan_is_not_proclaimed_before_the_councils_have_their_first_answer(world):
    plan = world.endorsed()
    all_answered(world, plan)
    with pytest.raises(Stale):
        proclaim_plan(plan=plan, proclaimed_on=clock.today(), by=world.provincial_officer)


def test_the_second_replies_name_the_money_of_each_project_beside_the_first(world, plan):
    first = list(papers("P10", "ผลการพิจารณา").values_list("pk", flat=True))
    proclaim_plan(plan=all_answered(world, plan), proclaimed_on=clock.today(), by=world.provincial_officer)
    letters = snapshots("P10", "ผลการจัดสรรงบประมาณ")
    assert len(letters) == len(first) > 0
    assert list(papers("P10", "ผลการพิจารณา").values_list("pk", flat=True)) == first
    told = [row["cells"][3] for letter in letters for row in letter["annexes"][0]["rows"]]
    assert sum("→ ไม่ได้รับจัดสรร: เกินวงเงินของปี" in words for words in told) >= 1
    assert sum("→ ได้รับจัดสรรตามที่เสนอ" in words for words in told) >= 1
    assert all("บรรจุในแผนพัฒนาจังหวัด" in words for words in told if "ได้รับจัดสรรตามที่เสนอ" in words)


def test_the_announcement_of_the_plan_in_use_has_all_lines_and_all_baht(world, plan):
    proclaim_plan(plan=all_answered(world, plan), proclaimed_on=clock.today(), by=world.provincial_officer)
    [announcement] = snapshots("P08", "การใช้")
    funded, without = announcement["annexes"]
    assert (len(funded["rows"]), len(without["rows"])) == (6, 2)  # each with its total
    assert without["rows"][0]["cells"][-1] == "เกินวงเงินของปี"
    assert papers("P08", "").count() == 2


@pytest.mark.parametrize("model", [Stage, FundingOutcome])
def test_what_came_after_the_governor_is_never_edited(world, plan, model):
    forward_plan(plan=plan, recipient=NESDC, by=world.provincial_officer)
    proclaim_plan(plan=all_answered(world, plan), proclaimed_on=clock.today(), by=world.provincial_officer)
    for act in (lambda: model.objects.update(office=world.governor.office), lambda: model.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
