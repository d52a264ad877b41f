"""Every office × every state of a plan × every verb: the answer that the rules give, and nothing changed on a refusal.

One world walks the whole route once, from the first draft to the last reply. At every stage each verb is tried by each
office, and whatever succeeds is rolled back. The tables say who may do what, and when; they are written from the rules
and ask none of the product's own code.
"""

from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from approvals.drafts import Integration, ItemAnswer, OpinionDraft, Part, RemarkDraft
from approvals.verbs.assembly import ask_assembly_again, resolve_in_assembly
from approvals.verbs.closing import lay_before_committee, rank_entries, resolve_plan
from approvals.verbs.gathering import gather_plans
from approvals.verbs.pairs import find_pairs
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
from approvals.verbs.undoing import undo_last
from approvals.verbs.worksheet import (
    answer_lines,
    integrate_entries,
    merge_lines,
    reopen_lines,
    score_lines,
    set_ceiling,
    set_criteria,
    split_line,
    take_lines,
)
from directory import clock
from directory.acting import Acting, OnBehalf
from directory.errors import Answer, NotHere
from documents.pictures import Photo
from documents.verbs import upload_paper
from proposals.attaching import Prepared
from proposals.drafts import AttendanceDraft, MeetingDraft
from proposals.entries import unconfirmed_entries
from proposals.exchange.records import Record
from proposals.forum_drafts import CalledDraft, IdeaDraft
from proposals.models import Attachment, Idea, Meeting, Opinion, Plan, PlanLine, PlanVersion, Proposal, Resolution
from proposals.profiles import ProfileDraft
from proposals.verbs.attachments import add_attachment, remove_attachment
from proposals.verbs.calling import call_meeting, plan_series
from proposals.verbs.charters import draft_charter
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.entries import confirm_entry
from proposals.verbs.exchange import import_proposals
from proposals.verbs.extracts import send_extract
from proposals.verbs.ideas import FromIdeas, collect_ideas, draft_from_ideas
from proposals.verbs.meetings import pass_resolution, record_meeting
from proposals.verbs.minutes import certify_minutes, check_minutes, save_minutes
from proposals.verbs.ordering import order_lines
from proposals.verbs.own_plans import open_amendment, open_plan
from proposals.verbs.photos import keep_photo
from proposals.verbs.plan import (
    adopt_plan,
    answer_remarks,
    recall_plan,
    reopen_plan,
    submit_plan,
    withdraw_lines,
    withdraw_plan,
)
from proposals.verbs.profile import write_profile
from proposals.verbs.together import comment_on, invite
from tests.approvals.self_managed import IN_FAVOUR, sitting
from tests.cast import CAST, CRITERIA, DAY_ONE, PNG, World, build_world, version_of

FAR_AHEAD = DAY_ONE + timedelta(1000)
LEAFLET = Prepared(b"%PDF-1.7", "application/pdf", "แผ่นพับ.pdf", "pdf")
DONE, NOT_HERE, REFUSED, STALE, INVALID = "done", 404, 403, 409, 422
Answered = str | int

# --- Who sees a plan, and who holds a power over it, by the level of the plan ----------------------------------------

SEES = {
    "subdistrict": {
        "leader", "secretary", "lao_planner", "kbt_secretary", "coordinator", "district_chair",
        "provincial_officer", "provincial_chair", "governor",
    },
    "district": {"coordinator", "district_chair", "provincial_officer", "provincial_chair", "governor"},
    "province": {"provincial_officer", "provincial_chair", "governor"},
}  # fmt: skip

WRITERS = {
    "subdistrict": {"leader", "secretary"},
    "district": {"coordinator", "district_chair"},
    "province": {"provincial_officer", "provincial_chair"},
}
SUBMITTERS = {**WRITERS, "subdistrict": {"leader"}}
ADOPTERS = {"subdistrict": {"leader"}, "district": {"district_chair"}, "province": {"provincial_chair"}}
REVIEWERS = {"subdistrict": {"coordinator"}, "district": {"provincial_officer"}}
RECEIVERS = {"subdistrict": {"kbt_secretary"}}
LAOS = {"subdistrict": {"lao_planner"}}
GOVERNOR = {level: {"governor"} for level in SEES}
ANSWERERS = {level: {"provincial_officer"} for level in SEES}

# --- The stages on the way, in the order in which the world walks them -----------------------------------------------

SUBDISTRICT = [
    "drafting", "adopted", "submitted", "received", "in review", "screened", "ready", "withdrawn", "returned",
    "accepted", "closed",
]  # fmt: skip
DISTRICT = [
    "district gathering", "district compiling", "district laid", "district resolved", "district submitted",
    "district in review", "district screened", "district returned", "district accepted", "district closed",
]  # fmt: skip
PROVINCE = [
    "province gathering", "province compiling", "province laid", "province heard", "province resolved",
    "province sent back", "province endorsed", "province answered",
]  # fmt: skip
WALK = [
    *SUBDISTRICT[:-1], *DISTRICT[:3], "closed", *DISTRICT[3:-1], *PROVINCE[:4], "district closed", *PROVINCE[4:],
]  # fmt: skip
LEVEL = {
    **dict.fromkeys(SUBDISTRICT, "subdistrict"),
    **dict.fromkeys(DISTRICT, "district"),
    **dict.fromkeys(PROVINCE, "province"),
}
WRITABLE = {"drafting", "returned"}
WITH_THE_DISTRICT = {"submitted", "received", "in review", "screened", "ready", "returned", "accepted"}
WITH_THE_PROVINCE = {
    "district submitted", "district in review", "district screened", "district returned", "district accepted",
}  # fmt: skip
COMPILING = {"district compiling", "district laid", "province compiling", "province laid", "province heard"}
RETURNED = {"district returned", "province sent back"}
ALL = set(LEVEL)


@dataclass(frozen=True)
class Rule:
    """Who holds the verb's power by level; at which stages it is done; at which its conditions do not hold (422).

    ``route`` are the levels whose way has such a step: on the way of another level it is never anybody's turn.
    """

    may: dict[str, set[str]]
    done: set[str]
    act: Callable[["Stage", Plan, Acting], object]
    unmet: frozenset[str] = frozenset()
    route: tuple[str, ...] = ("subdistrict", "district", "province")


@dataclass
class Stage:
    """Where the world stands, and what the verbs need besides the plan."""

    name: str
    world: World
    plan: Plan
    meeting: Meeting
    glance: tuple[int, ...]

    def seen(self, plan: Plan) -> PlanVersion:
        return version_of(plan)

    def lines(self, plan: Plan) -> list[int]:
        rows = PlanLine.objects.filter(version=plan.current_version_id).order_by("line_id")
        return list(rows.values_list("line_id", flat=True))

    def items(self, plan: Plan) -> list[int]:
        """Lines on the plan's worksheet that may be worked on; any number will do for whoever has no worksheet."""
        found = apps.get_model("approvals.Item").objects.filter(worksheet__plan=plan).exclude(answer="kept")
        return list(found.order_by("line_id").values_list("line_id", flat=True)) or [1, 2]

    def proposal(self, plan: Plan) -> Proposal:
        found = Proposal.objects.filter(lines__in_versions__version=plan.current_version_id).order_by("pk").first()
        return found or Proposal(plan=plan)

    def resolution(self, plan: Plan) -> Any:
        """The latest one; None where a plan has none, which is then refused on other grounds."""
        return Resolution.objects.filter(version=plan.current_version_id).order_by("pk").last()


def _edit(stage, plan, by):
    proposal = stage.proposal(plan)
    proposal.plan = plan
    row = PlanLine.objects.filter(version=plan.current_version_id, line__proposal=proposal.pk).first()
    asked = row.asked if row else Decimal(1000)
    words = stage.world.words(title="ชื่อใหม่")
    words = stage.world.words(title="ชื่อใหม่", budget=[type(words.budget[0])(2572, "province", asked)])
    return edit_proposal(proposal=proposal, draft=words, by=by, seen=proposal.revision)


def _detach(stage, plan, by):
    """The door's questions come before the one for the file; whoever passes them attaches one and takes it away."""
    proposal = stage.proposal(plan)
    try:
        remove_attachment(plan=plan, attachment=Attachment(pk=0, proposal=proposal), by=by)
    except NotHere:
        attachment = add_attachment(plan=plan, proposal=proposal, file=LEAFLET, by=by)
        remove_attachment(plan=plan, attachment=attachment, by=by)


def _of(stage, plan):
    proposal = stage.proposal(plan)
    proposal.plan = plan
    return proposal


def _answers(stage, plan, kind=Opinion.Kind.SUPPORTS):
    rows = PlanLine.objects.filter(version=plan.current_version_id).exclude(work_class="self")
    return {line_id: OpinionDraft(kind) for line_id in rows.values_list("line_id", flat=True)}


def _sitting(plan):
    return MeetingDraft(
        kind=Meeting.Kind.FORUM,
        title="เวทีประชาคม",
        held_on=DAY_ONE,
        place="ศาลา",
        attendances=[AttendanceDraft("สมาชิก")],
    )


def _confirm(stage, plan, by):
    entries = list(unconfirmed_entries(plan).values_list("sequence", flat=True))
    return confirm_entry(plan=plan, through=entries[-1] if entries else 0, by=by)


def _hearing(stage, plan):
    return Meeting.objects.filter(plan=plan, kind=Meeting.Kind.HEARING).order_by("pk").last() or stage.meeting


def _asked(stage, plan):
    item = apps.get_model("approvals.Item").objects.filter(line=stage.items(plan)[-1]).first()
    return item.asked if item else Decimal(2)


def _undo(stage, plan, by):
    """Take a line in, and think better of it."""
    take_lines(plan=plan, line_ids=stage.items(plan)[:1], by=by)
    last = apps.get_model("approvals.Step").objects.filter(worksheet__plan=plan).last()
    return undo_last(plan=plan, seen=last.sequence, by=by)


def _split(stage, plan, by):
    asked = _asked(stage, plan)
    parts = [Part("ส่วนที่ 1", Decimal(1)), Part("ส่วนที่ 2", asked - 1)]
    return split_line(plan=plan, line_id=stage.items(plan)[-1], parts=parts, by=by)


def _score(stage, plan, by):
    set_criteria(plan=plan, criteria=CRITERIA, by=by)
    return score_lines(plan=plan, scores={(stage.items(plan)[0], "need"): 4}, by=by)


def _integrate(stage, plan, by):
    take_lines(plan=plan, line_ids=stage.items(plan)[:1], by=by)
    entry = apps.get_model("approvals.Entry").objects.filter(worksheet__plan=plan).order_by("-number").first()
    integration = Integration(stage.world.bodies["agency"].pk, "province")
    return integrate_entries(plan=plan, integrations={entry.number: integration}, by=by)


def _from_an_idea(stage, plan, by):
    with transaction.atomic():  # the notebook is written in below any door, and is blank again after a refusal
        idea = Idea.objects.get_or_create(plan=plan, number=1, defaults={"text": "ขอน้ำ"})[0]
        return draft_from_ideas(plan=plan, made=[FromIdeas(stage.world.words(8), [idea])], by=by)


def _send(stage, plan, by):
    return send_extract(
        plan=plan,
        seen=stage.seen(plan),
        agency=stage.world.bodies["agency"],
        line_ids=stage.lines(plan)[-1:],
        due_on=DAY_ONE + timedelta(30),
        by=by,
    )


OF_SELF_MANAGED_PROVINCES = {"resolve in the councils' meeting", "ask the councils again"}
NO = ItemAnswer("refused", reason_code="duplicate", reason="ซ้ำกับโครงการอื่น")

VERBS: dict[str, Rule] = {
    # The owner's writing. What a district or the province asks comes from below, so it adds no project of its own.
    "draft proposals": Rule(
        WRITERS, WRITABLE,
        lambda s, p, by: draft_proposals(plan=p, drafts=[s.world.words(9)], by=by),
        unmet=frozenset(RETURNED),
    ),
    "import proposals": Rule(
        WRITERS, WRITABLE,
        lambda s, p, by: import_proposals(plan=p, records=[Record("โครงการ", 1, words={"title": "ประปา"})], by=by),
        unmet=frozenset(RETURNED),
    ),
    "confirm what was entered": Rule(
        WRITERS, set(SUBDISTRICT), _confirm, unmet=frozenset({*DISTRICT, *PROVINCE})
    ),
    "edit a proposal": Rule(WRITERS, WRITABLE | RETURNED, _edit),
    "attach a file": Rule(
        WRITERS, WRITABLE | RETURNED,
        lambda s, p, by: add_attachment(plan=p, proposal=s.proposal(p), file=LEAFLET, by=by),
    ),
    "take a file away": Rule(WRITERS, WRITABLE | RETURNED, _detach),
    "invite": Rule(
        WRITERS, WRITABLE,
        lambda s, p, by: invite(plan=p, office=s.world.lao_planner.office, right="suggest", by=by),
        unmet=frozenset({"district returned", "province sent back"}),
    ),
    "comment": Rule(
        WRITERS, WRITABLE | RETURNED,
        lambda s, p, by: comment_on(proposal=_of(s, p), field="title", text="ขอถาม", by=by),
    ),
    "remove drafts": Rule(
        WRITERS, {"drafting"},
        lambda s, p, by: remove_drafts(plan=p, proposals=[s.proposal(p)], by=by),
        unmet=frozenset({"returned", *RETURNED}),
    ),
    "record a meeting": Rule(WRITERS, ALL, lambda s, p, by: record_meeting(plan=p, draft=_sitting(p), by=by)),
    "pass a resolution": Rule(
        WRITERS, ALL,
        lambda s, p, by: pass_resolution(meeting=s.meeting, version=s.seen(p), text="เห็นชอบ", votes_for=7, by=by),
    ),
    "certify minutes": Rule(
        WRITERS, ALL, lambda s, p, by: certify_minutes(meeting=s.meeting, on=DAY_ONE, how="มติเวียน", by=by)
    ),
    "write minutes": Rule(
        WRITERS, ALL, lambda s, p, by: save_minutes(meeting=s.meeting, agenda=[], recorded_by="", by=by)
    ),
    "check minutes": Rule(
        WRITERS, ALL, lambda s, p, by: check_minutes(meeting=s.meeting, checked_by="ผู้ตรวจ", on=DAY_ONE, by=by)
    ),
    "call a meeting": Rule(
        WRITERS, ALL, lambda s, p, by: call_meeting(plan=p, draft=CalledDraft("forum", "เวที", FAR_AHEAD, "ศาลา"), by=by)
    ),
    "plan a series": Rule(
        WRITERS, ALL, lambda s, p, by: plan_series(plan=p, name="เวที", kind="forum", planned=4, by=by)
    ),
    "keep a photograph": Rule(
        WRITERS, ALL, lambda s, p, by: keep_photo(meeting=s.meeting, kind="sheet", photo=Photo(b"a sheet"), by=by)
    ),
    # A council's notebook, which is open until its plan has come to its end; a district keeps none.
    "collect ideas": Rule(
        WRITERS, set(SUBDISTRICT) - {"withdrawn", "closed"},
        lambda s, p, by: collect_ideas(plan=p, ideas=[IdeaDraft("ขอน้ำ")], by=by),
        unmet=frozenset({*DISTRICT, *PROVINCE} - {"district closed", "province answered"}),
    ),
    "draft from ideas": Rule(
        WRITERS, WRITABLE,
        _from_an_idea,
        unmet=frozenset(RETURNED),
    ),
    # The owner's steps. What a district or the province adopts closes a level, and is resolved further below.
    "adopt": Rule(
        ADOPTERS, WRITABLE,
        lambda s, p, by: adopt_plan(plan=p, seen=s.seen(p), resolution=s.resolution(p), by=by),
        unmet=frozenset({"district compiling", "district laid", "district returned", "province heard",
                         "province sent back"}),
    ),
    "reopen": Rule(
        WRITERS, {"adopted"}, lambda s, p, by: reopen_plan(plan=p, by=by),
        unmet=frozenset({"district resolved", "province resolved"}),
    ),
    "submit": Rule(
        SUBMITTERS, {"adopted", "district resolved"},
        lambda s, p, by: submit_plan(plan=p, seen=s.seen(p), by=by),
        route=("subdistrict", "district"),
    ),
    "recall": Rule(
        SUBMITTERS, {"submitted", "received", "district submitted"},
        lambda s, p, by: recall_plan(plan=p, by=by, reason="พบข้อผิดพลาด"),
    ),
    "withdraw lines": Rule(
        WRITERS, WITH_THE_DISTRICT | WITH_THE_PROVINCE,
        lambda s, p, by: withdraw_lines(plan=p, line_ids=s.lines(p)[-1:], by=by, reason="มีงบแล้ว"),
        unmet=frozenset({"province sent back"}),
    ),
    "withdraw the plan": Rule(
        SUBMITTERS, WITH_THE_DISTRICT | WITH_THE_PROVINCE,
        lambda s, p, by: withdraw_plan(plan=p, by=by, reason="ยุบสภา"),
        unmet=frozenset({"province sent back"}),
    ),
    "answer remarks": Rule(
        WRITERS, {"returned", "district returned"},
        lambda s, p, by: answer_remarks(plan=p, answers={1: "แก้แล้ว"}, by=by),
        unmet=frozenset({"province sent back"}),
    ),
    # Beside the plan, of a subdistrict alone.
    "order the lines": Rule(
        WRITERS, WRITABLE,
        lambda s, p, by: order_lines(plan=p, lines=s.lines(p)[::-1], seen=s.seen(p), by=by),
        unmet=frozenset(RETURNED),
    ),
    "write the area profile": Rule(
        WRITERS, {*WRITABLE, "adopted"},
        lambda s, p, by: write_profile(plan=p, draft=ProfileDraft(men=1), seen=0, by=by),
        unmet=frozenset({"district resolved", "province resolved", *RETURNED}),
    ),
    "begin a charter": Rule(
        WRITERS, set(SUBDISTRICT),
        lambda s, p, by: draft_charter(plan=p, kind="tambon", title="ธรรมนูญ", by=by),
        unmet=frozenset({*DISTRICT, *PROVINCE}),
    ),
    "open a thematic plan": Rule(
        WRITERS, set(SUBDISTRICT),
        lambda s, p, by: open_plan(plan=p, kind="thematic", theme="สุขภาพ", by=by),
        unmet=frozenset({*DISTRICT, *PROVINCE}),
    ),
    "open an amendment": Rule(
        WRITERS, {"accepted", "closed"},
        lambda s, p, by: open_amendment(plan=p, kind="add", reason="น้ำท่วม", by=by),
        unmet=frozenset({"district accepted", "district closed"}),
    ),
    "send lines to an agency": Rule(
        SUBMITTERS, {"adopted", *WITH_THE_DISTRICT, "closed"} - {"returned"}, _send,
        unmet=frozenset({"district resolved", *WITH_THE_PROVINCE, "district closed", "province resolved"})
        - {"district returned"},
    ),
    # The desks above.
    "receive": Rule(
        RECEIVERS, {"submitted"}, lambda s, p, by: receive_plan(plan=p, seen=s.seen(p), answers=_answers(s, p), by=by),
        route=("subdistrict",),
    ),
    "give opinions": Rule(
        LAOS, {"received", "in review", "screened"},
        lambda s, p, by: give_opinions(plan=p, seen=s.seen(p), answers=_answers(s, p), by=by),
        route=("subdistrict",),
    ),
    # Before ก.บ.ต. has received it, the district does not open it.
    "open the review": Rule(
        REVIEWERS, {"received", "district submitted"}, lambda s, p, by: open_review(plan=p, by=by),
        unmet=frozenset({"submitted"}),
    ),
    "screen": Rule(
        REVIEWERS, {"in review", "district in review", "district screened"},
        lambda s, p, by: screen_plan(plan=p, seen=s.seen(p), answers={"complete": True}, by=by),
    ),
    "return": Rule(
        REVIEWERS, {"ready", "district in review", "district screened"},
        lambda s, p, by: return_plan(
            plan=p, seen=s.seen(p), by=by, remarks=[RemarkDraft("ขอพิกัด")], due=DAY_ONE + timedelta(30)
        ),
        route=("subdistrict", "district"),
    ),
    "accept": Rule(
        REVIEWERS, {"ready", "district in review", "district screened"},
        lambda s, p, by: accept_plan(plan=p, seen=s.seen(p), by=by),
        route=("subdistrict", "district"),
    ),
    "waive a remark": Rule(
        REVIEWERS, {"returned", "district returned"},
        lambda s, p, by: waive_remark(plan=p, number=1, reason="ตรวจในพื้นที่แล้ว", by=by),
        unmet=frozenset(ALL - {"returned", "district returned"}),
    ),
    # The level that gathers.
    "gather": Rule(
        WRITERS, {"district gathering", "province gathering"},
        lambda s, p, by: gather_plans(plan=p, by=by, reason="ครบกำหนด"),
    ),
    "set criteria": Rule(WRITERS, COMPILING, lambda s, p, by: set_criteria(plan=p, criteria=CRITERIA, by=by)),
    "set the ceiling": Rule(WRITERS, COMPILING, lambda s, p, by: set_ceiling(plan=p, ceiling=Decimal(5000), by=by)),
    "find pairs": Rule(WRITERS, COMPILING, lambda s, p, by: find_pairs(plan=p, by=by)),
    "take lines": Rule(WRITERS, COMPILING, lambda s, p, by: take_lines(plan=p, line_ids=s.items(p), by=by)),
    "merge lines": Rule(
        WRITERS, COMPILING, lambda s, p, by: merge_lines(plan=p, line_ids=s.items(p)[:2], title="โครงการร่วม", by=by)
    ),
    "split a line": Rule(WRITERS, COMPILING, _split),
    "answer lines": Rule(
        WRITERS, COMPILING, lambda s, p, by: answer_lines(plan=p, answers={s.items(p)[0]: NO}, by=by)
    ),
    "reopen lines": Rule(
        WRITERS, COMPILING, lambda s, p, by: reopen_lines(plan=p, line_ids=s.items(p)[:1], by=by)
    ),
    "undo": Rule(WRITERS, COMPILING, _undo),
    "score lines": Rule(WRITERS, COMPILING, _score),
    "integrate entries": Rule(WRITERS, COMPILING, _integrate),
    "rank entries": Rule(WRITERS, COMPILING, lambda s, p, by: rank_entries(plan=p, by=by)),
    "lay before the committee": Rule(
        WRITERS, COMPILING - {"district compiling", "province compiling"},
        lambda s, p, by: lay_before_committee(plan=p, by=by),
        unmet=frozenset({"district compiling", "province compiling"}),
    ),
    "resolve": Rule(
        ADOPTERS, {"district laid", "district returned", "province heard", "province sent back"},
        lambda s, p, by: resolve_plan(plan=p, seen=s.seen(p), resolution=s.resolution(p), by=by),
        unmet=frozenset({"district compiling", *WRITABLE}),
    ),
    # Only in a self-managed province, whose walk is tests/approvals/test_assembly.py: here it is never anybody's turn.
    "resolve in the councils' meeting": Rule(
        {}, set(),
        lambda s, p, by: resolve_in_assembly(plan=p, seen=s.seen(p), draft=sitting(), votes=IN_FAVOUR, by=by),
        route=(),
    ),
    "ask the councils again": Rule(
        ADOPTERS, set(),
        lambda s, p, by: ask_assembly_again(plan=p, seen=s.seen(p), reason="ขอทบทวน", by=by),
        unmet=frozenset({"returned", "district compiling", "district laid", "district returned", "province heard",
                         "province sent back"}),
    ),
    "hold the hearing": Rule(
        WRITERS, {"province compiling", "province laid"},
        lambda s, p, by: hold_hearing(plan=p, hearing=_hearing(s, p), by=by),
        route=("province",),
    ),
    # The governor, and the last word.
    "endorse": Rule(
        GOVERNOR, {"province resolved"}, lambda s, p, by: endorse_plan(plan=p, seen=s.seen(p), by=by),
        route=("province",),
    ),
    "send back": Rule(
        GOVERNOR, {"province resolved"},
        lambda s, p, by: send_back(plan=p, seen=s.seen(p), by=by, reason="ขอทบทวน"),
        route=("province",),
    ),
    "answer the councils": Rule(
        ANSWERERS, {"province endorsed"}, lambda s, p, by: answer_councils(plan=p, by=by),
        route=("province",),
    ),
}  # fmt: skip


def expected(rule: Rule, stage: str, office: str) -> Answered:
    """The answer by the order of the door: seen, permitted, in time, complete."""
    level = LEVEL[stage]
    if office not in SEES[level]:
        return NOT_HERE
    if level not in rule.route:
        return STALE
    if office not in rule.may.get(level, set()):
        return REFUSED
    if stage in rule.done:
        return DONE
    return INVALID if stage in rule.unmet else STALE


# --- Walking and trying ----------------------------------------------------------------------------------------------


class Walker:
    """The world on its way; it only ever goes forward."""

    def __init__(self) -> None:
        self.world = build_world()
        self.place = -1

    def to(self, name: str) -> Plan:
        """Walk on to a stage and answer the plan that is tried there."""
        while self.place < WALK.index(name):
            self.place += 1
            if WALK[self.place] != "withdrawn":
                getattr(self, f"_{WALK[self.place].replace(' ', '_')}")()
                self.world.refresh()
        world = self.world
        return {"subdistrict": world.plan, "district": world.district_plan, "province": world.provincial_plan}[
            LEVEL[name]
        ]

    def _drafting(self):
        self.world.draft(self.world.plan)
        self.world.resolution(self.world.plan)
        paper = OnBehalf(self.world.plan.owner, upload_paper(PNG, content_type="image/png"), DAY_ONE, "ประธานสภา")
        recording = self.world.coordinator.recording(paper)
        record_meeting(plan=self.world.plan, draft=_sitting(self.world.plan), by=recording)

    def _adopted(self):
        self.world.adopted(self.world.plan)

    def _submitted(self):
        self.world.submitted(self.world.plan)

    def _received(self):
        self.world.received(self.world.plan)

    def _in_review(self):
        self.world.in_review(self.world.plan)

    def _screened(self):
        self.world.screened(self.world.plan)

    def _ready(self):
        self.world.opinions(self.world.plan)

    def _returned(self):
        plan = self.world.plan
        return_plan(
            plan=plan, seen=version_of(plan), by=self.world.coordinator, due=DAY_ONE + timedelta(30),
            remarks=[RemarkDraft("ขอพิกัด", line_id=line.pk) for line in self.world.lines(plan)],
        )  # fmt: skip
        self.world.resolution(plan)

    def _accepted(self):
        self.world.accepted(self.world.plan)

    def _district_gathering(self):
        for plan in self.world.shared_plans:
            self.world.accepted(plan)

    def _district_compiling(self):
        self.world.gathered_district()
        self.world.resolution(self.world.district_plan)

    def _district_laid(self):
        self.world.compiled_district()
        self.world.resolution(self.world.district_plan)

    def _closed(self):
        plan = self.world.district_plan
        resolution = Resolution.objects.filter(version=plan.current_version_id).latest("pk")
        resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=self.world.district_chair)

    def _district_resolved(self):
        """As it is."""

    def _district_submitted(self):
        self.world.submitted_district()

    def _district_in_review(self):
        self.world.in_review_district()

    def _district_screened(self):
        self.world.screened(self.world.district_plan)

    def _district_returned(self):
        plan = self.world.district_plan
        remarks, due = [RemarkDraft("ขอเหตุผล")], DAY_ONE + timedelta(30)
        return_plan(plan=plan, seen=version_of(plan), by=self.world.provincial_officer, remarks=remarks, due=due)
        self.world.resolution(plan)

    def _district_accepted(self):
        self.world.accepted_district()

    def _province_gathering(self):
        """As it is."""

    def _province_compiling(self):
        self.world.meeting(self.world.gathered_province(), Meeting.Kind.HEARING)

    def _province_laid(self):
        self.world.compiled_province()

    def _province_heard(self):
        plan = self.world.provincial_plan
        hearing = Meeting.objects.get(plan=plan, kind=Meeting.Kind.HEARING)
        hold_hearing(plan=plan, hearing=hearing, by=self.world.provincial_officer)
        self.world.resolution(plan)

    def _district_closed(self):
        plan = self.world.provincial_plan
        resolution = Resolution.objects.filter(version=plan.current_version_id).latest("pk")
        resolve_plan(plan=plan, seen=version_of(plan), resolution=resolution, by=self.world.provincial_chair)

    def _province_resolved(self):
        """As it is."""

    def _province_sent_back(self):
        self.world.sent_back()
        self.world.resolution(self.world.provincial_plan)

    def _province_endorsed(self):
        self.world.endorsed()

    def _province_answered(self):
        self.world.answered()


@pytest.fixture(scope="module")
def walker(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), clock.at(DAY_ONE), transaction.atomic():
        yield Walker()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stage(walker, request):
    plan = walker.to(request.param)
    with transaction.atomic():
        if request.param == "withdrawn":
            withdraw_plan(plan=walker.world.fresh(plan), by=walker.world.leader, reason="ยุบสภา")
        meeting = walker.world.meeting(walker.world.fresh(plan))
        before = digest()
        yield Stage(request.param, walker.world, walker.world.fresh(plan), meeting, glance())
        assert digest() == before  # whatever was tried at this stage and refused, or rolled back
        transaction.set_rollback(True)


WATCHED = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"workflow", "proposals", "approvals", "tracking", "documents", "viewflow"}
    and not model._meta.proxy
]


def digest():
    """All that these rooms hold, as one value."""
    held = str([list(model._base_manager.order_by("pk").values_list()) for model in WATCHED])
    return sha256(held.encode()).hexdigest()


def glance():
    """What every act leaves behind, in one query: the heads of all chains, and how many rows of each kind there are."""
    counts = ", ".join(f'(SELECT COUNT(*) FROM "{model._meta.db_table}")' for model in WATCHED)
    plans = "(SELECT SUM(revision) FROM proposals_plan), (SELECT SUM(event_count) FROM proposals_plan)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {plans}, {counts}")
        return cursor.fetchone()


def tried(rule: Rule, stage: Stage, office: str, expect: Answered) -> Answered:
    """The answer to one office, which is rolled back unless it is a refusal."""
    untouched = expect in {NOT_HERE, REFUSED}
    plan = stage.plan if untouched else deepcopy(stage.plan)
    own = replace(stage, meeting=copy(stage.meeting))
    own.meeting.plan = plan
    with transaction.atomic():
        try:
            rule.act(own, plan, getattr(stage.world, office))
            answer: Answered = DONE
        except Answer as refusal:
            return refusal.status
        except Exception as crash:  # noqa: BLE001  # there is a page for each answer, and none for a crash
            answer = repr(crash)[:80]
        if answer == DONE and glance() == stage.glance:
            answer = "did nothing"
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("stage", WALK, indirect=True, ids=lambda name: name.replace(" ", "-"))
@pytest.mark.parametrize("verb", VERBS, ids=lambda name: name.replace(" ", "-"))
def test_every_office_gets_the_answer_of_the_rules_and_a_refusal_changes_nothing(stage, verb):
    rule = VERBS[verb]
    rules = {office: expected(rule, stage.name, office) for office in CAST}
    answers = {office: tried(rule, stage, office, answer) for office, answer in rules.items()}
    assert {office: answer for office, answer in answers.items() if answer != rules[office]} == {}
    assert glance() == stage.glance


def test_the_matrix_leaves_no_office_and_no_verb_without_a_success():
    """A table that only refuses would prove nothing."""
    successes = {
        (verb, office)
        for verb, rule in VERBS.items()
        for stage in WALK
        for office in CAST
        if expected(rule, stage, office) == DONE
    }
    assert {verb for verb, _office in successes} == set(VERBS) - OF_SELF_MANAGED_PROVINCES
    assert {office for _verb, office in successes} == set(CAST) - {"other_leader", "other_lao_planner",
        "other_coordinator", "agency", "stranger"}  # fmt: skip
