"""All or nothing: whatever fails inside a verb, and wherever, the database stays as it was."""

import hashlib
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from viewflow.workflow.models import Task

from approvals.drafts import ItemAnswer, OpinionDraft, RemarkDraft
from approvals.models import Item, Screening, Worksheet
from approvals.verbs.closing import lay_before_committee, resolve_plan
from approvals.verbs.gathering import gather_plans, gather_when_all_are_in
from approvals.verbs.province import answer_councils, endorse_plan, hold_hearing, send_back
from approvals.verbs.review import (
    accept_plan,
    give_opinions,
    open_review,
    receive_plan,
    return_plan,
    screen_plan,
    waive_remark,
)
from approvals.verbs.worksheet import answer_lines, merge_lines
from directory import clock
from directory.models import Area
from documents import verbs as papers
from documents.models import Document, PaperState
from documents.verbs import numbering, preparing
from proposals import contents, fates
from proposals.models import Decision, Meeting, Opinion, Plan, Remark
from proposals.queries import opinions_owed
from proposals.verbs.drafting import draft_proposals, edit_proposal
from proposals.verbs.meetings import pass_resolution
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from tests.cast import PNG, version_of
from workflow import deadlines, desk, door, effects, jobs, journal
from workflow.models import Deadline, Event, Notice

ROOMS = {"directory", "workflow", "documents", "proposals", "approvals", "tracking", "viewflow", "auth", "guardian"}
MOST_PLACES = 10  # of writes at which a verb is made to fail


class Accident(RuntimeError):  # noqa: N818  # an accident is what it is
    """The accident that a test brings about."""


def everything():
    """Every row of every table of the product, as a count and a digest by table; the areas of the country stay."""
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label not in ROOMS or model._meta.proxy or model is Area:
                continue
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found = sorted(repr(row) for row in cursor.fetchall())
            rows[model._meta.db_table] = (len(found), hashlib.sha256("\n".join(found).encode()).hexdigest())
    return rows


# --- The verbs, each at the moment when it may be called ---


def on_plan(verb, world, plan, **arguments):
    """An act on the plan as the database has it at the time, with what its verb takes."""

    def act():
        fresh = world.fresh(plan)
        given = {name: value(fresh) if callable(value) else value for name, value in arguments.items()}
        return verb(plan=fresh, **given)

    return act


def adopt(world):
    world.draft(world.plan)
    resolution = world.resolution(world.plan)
    return on_plan(adopt_plan, world, world.plan, seen=version_of, resolution=resolution, by=world.leader)


def reopen(world):
    return on_plan(reopen_plan, world, world.adopted(world.plan), by=world.secretary)


def submit(world):
    return on_plan(submit_plan, world, world.adopted(world.plan), seen=version_of, by=world.leader)


def recall(world):
    return on_plan(recall_plan, world, world.submitted(world.plan), by=world.leader, reason="ลืมโครงการหนึ่ง")


def withdraw_one(world):
    line = world.lines(world.submitted(world.plan))[1]
    return on_plan(withdraw_lines, world, world.plan, line_ids=[line.pk], by=world.secretary, reason="ทำแล้ว")


def withdraw_all(world):
    return on_plan(withdraw_plan, world, world.submitted(world.plan), by=world.leader, reason="ยกเลิก")


def receive(world):
    answers = {line.pk: OpinionDraft("supports") for line in world.lines(world.submitted(world.plan))}
    return on_plan(receive_plan, world, world.plan, seen=version_of, answers=answers, by=world.kbt_secretary)


def open_(world):
    return on_plan(open_review, world, world.received(world.plan), by=world.coordinator)


def screen(world):
    plan, answers = world.in_review(world.plan), {"complete": True}
    return on_plan(screen_plan, world, plan, seen=version_of, answers=answers, by=world.coordinator)


def give_last_opinion(world):
    plan = world.screened(world.plan)
    owed = opinions_owed(plan)[world.lao_planner.body.pk]
    answers = dict.fromkeys(owed, OpinionDraft("beyond_capacity", reason="เกินงบประมาณ"))
    return on_plan(give_opinions, world, plan, seen=version_of, answers=answers, by=world.lao_planner)


def give_one_opinion(world):
    plan = world.received(world.plan)
    line = min(opinions_owed(plan)[world.lao_planner.body.pk])
    answers = {line: OpinionDraft("objects", reason="ขอแบบแปลน")}
    return on_plan(give_opinions, world, plan, seen=version_of, answers=answers, by=world.lao_planner)


def return_(world):
    remarks = [RemarkDraft("ขอพิกัด", line_id=world.lines(world.ready_to_decide(world.plan))[-1].pk)]
    due = clock.today() + timedelta(days=30)
    return on_plan(return_plan, world, world.plan, seen=version_of, by=world.coordinator, remarks=remarks, due=due)


def answer(world):
    return on_plan(answer_remarks, world, world.returned(world.plan), answers={1: "แก้แล้ว"}, by=world.secretary)


def waive(world):
    return on_plan(waive_remark, world, world.returned(world.plan), number=1, reason="ไม่จำเป็น", by=world.coordinator)


def accept(world):
    return on_plan(accept_plan, world, world.ready_to_decide(world.plan), seen=version_of, by=world.coordinator)


def accept_late(world):
    for plan in world.shared_plans:
        world.accepted(plan)
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")
    world.refresh()
    world.resolved(world.compiled(world.district_plan))
    return on_plan(accept_plan, world, world.ready_to_decide(world.plan), seen=version_of, by=world.coordinator)


def gather_by_decision(world):
    world.accepted(world.plan)
    return on_plan(gather_plans, world, world.district_plan, by=world.coordinator, reason="ครบกำหนด")


def gather_by_job(world):
    for plan in (world.plan, *world.shared_plans):
        world.accepted(plan)
    return lambda: gather_when_all_are_in({"plan": world.district_plan.pk})


def record_silence(world):
    world.screened(world.plan)
    deadline = Deadline.objects.get(plan=world.plan, kind="opinion")
    return lambda: deadlines._handlers["opinion"](world.fresh(deadline.plan))


def merge(world):
    lines = world.open_items(world.gathered_district())
    return on_plan(
        merge_lines, world, world.district_plan, line_ids=lines[:2], title="โครงการร่วม", by=world.coordinator
    )


def answer_on_the_worksheet(world):
    world.compiled_district()
    line = Item.objects.filter(worksheet__plan=world.district_plan, answer="take").first().line_id
    answers = {line: ItemAnswer("refused", "no_ground", "ไม่มีที่ดิน")}
    return on_plan(answer_lines, world, world.district_plan, answers=answers, by=world.coordinator)


def lay_again(world):
    return on_plan(lay_before_committee, world, world.compiled_district(), by=world.coordinator)


def resolve_district(world):
    world.in_review(world.plan)
    for plan in world.shared_plans:
        world.accepted(plan)
    gather_plans(plan=world.district_plan, by=world.coordinator, reason="ครบกำหนด")  # บุ่ง's plan is late
    world.refresh()
    plan = world.compiled(world.district_plan)
    resolution = world.resolution(plan)
    return on_plan(resolve_plan, world, plan, seen=version_of, resolution=resolution, by=world.district_chair)


def return_district(world):
    remarks = [RemarkDraft("ขอเหตุผลของลำดับที่ 1")]
    plan, due = world.ready_to_decide(world.submitted_district()), clock.today() + timedelta(days=30)
    return on_plan(return_plan, world, plan, seen=version_of, by=world.provincial_officer, remarks=remarks, due=due)


def hear(world):
    hearing = world.meeting(world.compiled_province(), Meeting.Kind.HEARING)
    return on_plan(hold_hearing, world, world.provincial_plan, hearing=hearing, by=world.provincial_officer)


def endorse(world):
    return on_plan(endorse_plan, world, world.resolved_province(), seen=version_of, by=world.governor)


def send_it_back(world):
    return on_plan(send_back, world, world.resolved_province(), seen=version_of, by=world.governor, reason="ทบทวน")


def answer_all(world):
    return on_plan(answer_councils, world, world.endorsed(), by=world.provincial_officer)


def draft(world):
    return on_plan(draft_proposals, world, world.plan, drafts=[world.words(1), world.words(2)], by=world.secretary)


def edit(world):
    (proposal,) = world.draft(world.plan, 1)

    def act():
        proposal.refresh_from_db()
        return edit_proposal(proposal=proposal, draft=world.words(2), by=world.secretary, seen=proposal.revision)

    return act


def resolve_to_adopt(world):
    world.draft(world.plan)
    meeting = world.meeting(world.plan)
    return lambda: pass_resolution(
        meeting=meeting, version=version_of(world.plan), text="เห็นชอบ", votes_for=7, by=world.secretary
    )


def letter(world, state):
    """The council's submission letter, brought to a state."""
    document = Document.objects.get(plan=world.submitted(world.plan), kind="T10")
    if state != PaperState.PREPARED:
        papers.sign_document(document=document, by=world.secretary, scan=PNG, content_type="image/png")
    if state not in {PaperState.PREPARED, PaperState.SIGNED}:
        papers.number_document(document=document, by=world.secretary, dated=clock.today())
    if state == PaperState.SENT:
        papers.send_document(document=document, by=world.secretary)
    return document


def on_paper(verb, document, **arguments):
    return lambda: verb(document=Document.objects.get(pk=document.pk), **arguments)


def number(world):
    document = letter(world, PaperState.SIGNED)
    return on_paper(papers.number_document, document, by=world.secretary, dated=clock.today())


def send(world):
    return on_paper(papers.send_document, letter(world, PaperState.NUMBERED), by=world.secretary)


def receive_letter(world):
    document = letter(world, PaperState.SENT)
    return on_paper(papers.receive_document, document, by=world.coordinator, number="7", on=clock.today())


VERBS = {
    verb.__name__.rstrip("_"): verb
    for verb in (
        *(draft, edit, resolve_to_adopt, adopt, reopen, submit, recall, withdraw_one, withdraw_all, receive, open_),
        *(screen, give_one_opinion, give_last_opinion, record_silence, return_, answer, waive, accept, accept_late),
        *(gather_by_decision, gather_by_job, merge, answer_on_the_worksheet, lay_again, resolve_district),
        *(return_district, hear, endorse, send_it_back, answer_all, number, send, receive_letter),
    )
}


# --- Failing at every write ---


class Writes:
    """Counts the statements that write, and breaks one of them."""

    def __init__(self, breaks_at=None):
        self.count, self.breaks_at = 0, breaks_at

    def __call__(self, execute, sql, params, many, context):
        if sql.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            if self.count == self.breaks_at:
                raise Accident(sql)
            self.count += 1
        return execute(sql, params, many, context)


@contextmanager
def undone():
    """Whatever happens inside is taken back, so that it may happen again."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def places(count):
    """Which of so many writes are broken: all of a few, the first, the last and every so manieth of many."""
    step = -(-count // MOST_PLACES)
    return sorted({*range(0, count, step), count - 1})


# --- Failing in every part ---

PARTS = {
    "append to the log": (journal, "append"),
    "save the event": (Event, "save"),
    "save the plan": (Plan, "save"),
    "save the paper": (Document, "save"),
    "save the task": (Task, "save"),
    "stop the process": (desk, "stop"),
    "begin the process": (desk, "begin"),
    "deliver the message": (desk, "release"),
    "issue the papers": (preparing, "_prepare"),
    "write the notices": (Notice.objects, "bulk_create"),
    "write the job": (jobs, "enqueue"),
    "take the number": (numbering, "next_number"),
    "set the deadline": (Deadline.objects, "create"),
    "settle the deadline": (deadlines, "settle"),
    "move the proposals": (door, "fire_bulk"),
    "freeze the version": (contents, "freeze"),
    "open the next version": (contents, "open_next_version"),
    "record the decision": (Decision.objects, "create"),
    "write the fates and shares": (fates, "insert_columns"),
    "write the opinions": (Opinion.objects, "bulk_create"),
    "write the remarks": (Remark.objects, "bulk_create"),
    "write the screening": (Screening.objects, "create"),
    "open the worksheet": (Worksheet.objects, "create"),
    "fill the worksheet": (Item.objects, "bulk_create"),
    "carry out the effects": (effects, "_tell"),
}


TRANSITION = {"append to the log", "save the event", "save the plan"}
STEP = TRANSITION | {"save the task"}
TOLD = {"write the notices", "carry out the effects"}
ISSUED = {"issue the papers", "write the job", "save the paper"}
CLOSED = {"record the decision", "write the fates and shares"}
REACHED = {
    "draft": TRANSITION | {"open the next version"},
    "edit": TRANSITION | {"open the next version"},
    "resolve_to_adopt": TRANSITION,
    "adopt": STEP | TOLD | ISSUED | {"freeze the version", "move the proposals", "record the decision"},
    "reopen": STEP | TOLD | {"begin the process", "open the next version", "stop the process"},
    "submit": STEP | TOLD | ISSUED | {"set the deadline", "settle the deadline"},
    "recall": STEP | TOLD | {"begin the process", "settle the deadline", "stop the process"},
    "withdraw_one": TRANSITION | TOLD | CLOSED | {"move the proposals"},
    "withdraw_all": STEP | TOLD | CLOSED | {"move the proposals", "stop the process", "write the job"},
    "receive": STEP | TOLD | {"settle the deadline", "write the opinions"},
    "open": TRANSITION | TOLD,
    "screen": STEP | {"write the screening"},
    "give_one_opinion": TRANSITION | TOLD | {"write the opinions"},
    "give_last_opinion": STEP | TOLD | {"settle the deadline", "write the opinions"},
    "record_silence": STEP | {"write the opinions"},
    "return": STEP
    | TOLD
    | ISSUED
    | {"move the proposals", "open the next version", "set the deadline", "write the remarks"},
    "answer": TRANSITION,
    "waive": TRANSITION,
    "accept": STEP | TOLD | {"record the decision", "write the job"},
    "accept_late": STEP | TOLD | CLOSED | {"write the job"},
    "gather_by_decision": STEP
    | TOLD
    | {"deliver the message", "fill the worksheet", "open the worksheet", "settle the deadline"},
    "gather_by_job": STEP | {"deliver the message", "fill the worksheet", "open the worksheet", "settle the deadline"},
    "merge": TRANSITION,
    "answer_on_the_worksheet": TRANSITION,
    "lay_again": TRANSITION | {"open the next version"},
    "resolve_district": STEP
    | TOLD
    | ISSUED
    | CLOSED
    | {"freeze the version", "move the proposals", "stop the process"},
    "return_district": STEP
    | TOLD
    | ISSUED
    | {"move the proposals", "open the next version", "set the deadline", "write the remarks"},
    "hear": STEP | TOLD,
    "endorse": STEP | TOLD | ISSUED | CLOSED,
    "send_it_back": STEP | TOLD | {"open the next version"},
    "answer_all": STEP | TOLD | ISSUED,
    "number": TRANSITION | {"save the paper", "take the number", "write the job"},
    "send": TRANSITION | {"save the paper"},
    "receive_letter": TRANSITION | {"save the paper"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_fails_anywhere_has_changed_nothing(world, monkeypatch, verb):
    act = VERBS[verb](world)
    before = everything()
    writes = Writes()
    with undone(), connection.execute_wrapper(writes):
        act()
        assert everything() != before
    for place in places(writes.count):
        with undone():
            with pytest.raises(Accident), connection.execute_wrapper(Writes(breaks_at=place)):
                act()
            assert everything() == before
    reached = parts_of(act, monkeypatch)
    assert REACHED[verb] <= reached
    for part in sorted(reached):
        for broken in (broken_before, broken_after):
            with undone(), monkeypatch.context() as patch:
                owner, name = PARTS[part]
                patch.setattr(owner, name, broken(getattr(owner, name)))
                with pytest.raises(Accident):
                    act()
                assert everything() == before


def parts_of(act, monkeypatch):
    """The parts to which an act comes."""
    reached = set()

    def noted(part, original):
        def work(*args, **kwargs):
            reached.add(part)
            return original(*args, **kwargs)

        return work

    with undone(), monkeypatch.context() as patch:
        for part, (owner, name) in PARTS.items():
            patch.setattr(owner, name, noted(part, getattr(owner, name)))
        act()
    return reached


def broken_before(original):
    def work(*args, **kwargs):
        raise Accident

    return work


def broken_after(original):
    def work(*args, **kwargs):
        original(*args, **kwargs)
        raise Accident

    return work
