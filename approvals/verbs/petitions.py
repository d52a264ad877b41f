"""The councils' second channel: their provincial meeting resolves, proposes to the governor, and is answered."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.petitions import (
    PetitionAnswerDraft,
    PetitionDraft,
    councils_of,
    governor_of,
    office_of_the_governor,
    referred_to,
)
from approvals.verbs.assembly import Votes
from directory import clock
from directory.acting import DEADLINE, Acting
from directory.errors import Invalid, Problem, Stale
from directory.models import Body
from directory.powers import BodyKind, Power
from proposals import contents, references, rules
from proposals.drafts import MeetingDraft
from proposals.fates import decide
from proposals.models import (
    Cycle,
    Decision,
    Level,
    Petition,
    PetitionAnswer,
    PetitionMeasure,
    PetitionReference,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
)
from proposals.queries import owner_of
from proposals.verbs.meetings import pass_resolution, record_meeting
from workflow import deadlines, desk, door
from workflow.effects import effects
from workflow.models import Notice

FLOW = "petition-1"
DUE = "petition"


def draft_petition(*, cycle: Cycle, assembly: Body, draft: PetitionDraft, by: Acting) -> Plan:
    """Begin a petition of the councils' provincial meeting, in a cycle of its province; returns the plan that it is.

    Side effects: a plan of its own kind with a public reference, an open version and a running process; the petition,
    numbered within the cycle, with the plans and projects that it is about. Not idempotent: it begins another.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: the body is no provincial meeting of councils, or of another province; a text is empty or too long; a
            reference is none of a council's plan or project in this province, each named.
    """
    with transaction.atomic():
        plan = _blank(cycle, assembly)
        door.admit(plan, Power.WRITE_PLAN, by)
        problems = draft.problems()
        if assembly.kind != BodyKind.ASSEMBLY or assembly.area_id != cycle.province_id:
            problems.append(Problem("assembly", str(assembly), _("ต้องเป็นที่ประชุมสภาองค์กรชุมชนตำบลของจังหวัดนี้")))
        about, unknown = referred_to(plan.province_code, draft.references)
        if problems or unknown:
            raise Invalid([*problems, *unknown])
        petition = _insert(plan, draft, about)
        with door.act(plan, "draft_petition", by=by, power=Power.WRITE_PLAN) as act:
            act.data = {"petition": petition.pk, "about": [[each.plan_id, each.line_id] for each in about]}
    return plan


def _blank(cycle: Cycle, assembly: Body) -> Plan:
    return Plan(
        cycle=cycle,
        owner=assembly,
        level=Level.ASSEMBLY,
        kind=PlanKind.PETITION,
        area=cycle.province,
        province_code=str(cycle.province_id),
        flow=FLOW,
        created_at=clock.now(),
    )


def _insert(plan: Plan, draft: PetitionDraft, about: list[PetitionReference]) -> Petition:
    """The rows of a new petition; its owner's row is locked, so that two get two numbers."""
    Body.objects.select_for_update(no_key=True).get(pk=plan.owner_id)
    earlier = Petition.objects.filter(plan__owner=plan.owner_id, plan__cycle=plan.cycle_id)
    number = (earlier.aggregate(last=Max("number"))["last"] or 0) + 1
    plan.reference = references.next_references(plan.cycle, plan.area_code, references.PLAN, 1)[0]
    plan.theme = str(number)
    plan.save()
    plan.current_version = PlanVersion.objects.create(plan=plan, number=1, created_at=plan.created_at)
    plan.save(update_fields=["current_version"])
    desk.begin(plan)
    petition = Petition(plan=plan, number=number)
    _write(petition, draft, about)
    return petition


def _write(petition: Petition, draft: PetitionDraft, about: list[PetitionReference]) -> None:
    petition.subject, petition.text = " ".join(draft.subject.split()), draft.text.strip()
    petition.legal_reference = draft.legal_reference.strip()
    petition.save()
    petition.references.all().delete()
    for each in about:
        each.petition = petition
    PetitionReference.objects.bulk_create(about)


def edit_petition(*, plan: Plan, draft: PetitionDraft, seen: int, by: Acting) -> Plan:
    """Write a petition anew, until the meeting resolves on it. ``seen`` is the plan's revision on the writer's screen.

    Raises:
        NotHere, Refused, Stale: as the door does; somebody saved it meanwhile, or the meeting has resolved.
        Invalid: as `draft_petition`.
    """
    conditions, states = [rules.is_a_petition], [PlanState.DRAFT]
    with door.act(
        plan, "edit_petition", by=by, power=Power.WRITE_PLAN, states=states, seen=seen, conditions=conditions
    ) as act:
        about, unknown = referred_to(plan.province_code, draft.references)
        if problems := [*draft.problems(), *unknown]:
            raise Invalid(problems)
        _write(plan.petition, draft, about)
        act.data = {"about": [[each.plan_id, each.line_id] for each in about]}
    return plan


@effects(papers=["P11"])
def resolve_petition(*, plan: Plan, seen: int, draft: MeetingDraft, votes: Votes, by: Acting) -> Plan:
    """The councils' provincial meeting resolves on exactly what the petition says.

    Side effects, in this order: the meeting with its roster; its resolution; the version is frozen under its hash,
    which covers the petition's words; the decision is recorded; the minutes are prepared (P11).

    Raises:
        NotHere, Refused: as the door does.
        Stale: the petition was written anew since ``seen``, or is adopted already.
        Invalid: there was no quorum or no majority, or a text is wrong.
    """
    with desk.opened(plan, "adopt", by=by) as step:
        if plan.revision != seen:
            raise Stale(door.who_changed(plan))
        version = plan.version_on_desk
        meeting = record_meeting(plan=plan, draft=draft, by=by)
        resolution = pass_resolution(
            meeting=meeting,
            version=version,
            text=votes.text,
            votes_for=votes.votes_for,
            votes_against=votes.votes_against,
            abstained=votes.abstained,
            by=by,
        )
        contents.freeze(version)
        plan.current_version = version
        step.fire("adopt", data={"version": version.pk, "version_hash": version.hash, "resolution": resolution.pk})
        decide(plan, Decision.Act.ADOPT, by=by, version=version, event=plan.last_event, resolution=resolution)
    return plan


@effects(papers=["P12"], notifies=office_of_the_governor)
def send_petition(*, plan: Plan, seen: int, by: Acting) -> Plan:
    """Hand a resolved petition to the governor. From now on everybody may read it.

    Side effects: the day is kept, and the days until the answer run; the letter is prepared (P12); the governor and
    their office are told.

    Raises:
        NotHere, Refused, Stale: as the door does; the meeting has not resolved, or it was sent before.
        Invalid: the register knows no governor of this province.
    """
    with desk.opened(plan, "send", by=by, seen=seen) as step:
        if governor_of(plan) is None:
            raise Invalid.of("recipient", plan.province_code, _("ยังไม่มีผู้ว่าราชการจังหวัดในทะเบียนองค์กร"))
        step.fire("send_petition", data={"version_hash": plan.version_on_desk.hash})
        petition, today = plan.petition, clock.today()
        petition.sent_on, petition.due_on = today, today + timedelta(days=plan.cycle.petition_days)
        petition.save(update_fields=["sent_on", "due_on"])
        deadlines.set_deadline(plan, DUE, petition.due_on)
    return plan


@effects(notifies=owner_of)
def receive_petition(*, plan: Plan, seen: int, by: Acting) -> Plan:
    """The governor's office has received it: the days until the answer count from here.

    Raises:
        NotHere, Refused, Stale: as the door does; it was received before.
    """
    with desk.opened(plan, "receive", by=by, seen=seen) as step:
        step.fire("receive_petition", at=clock.now())
        petition, today = plan.petition, clock.today()
        petition.received_on = today
        if petition.silent_on is None:
            petition.due_on = today + timedelta(days=plan.cycle.petition_days)
            deadlines.set_deadline(plan, DUE, petition.due_on)
        petition.save(update_fields=["received_on", "due_on"])
    return plan


@effects(papers=["P13"], notifies=[owner_of, councils_of])
def answer_petition(*, plan: Plan, seen: int, draft: PetitionAnswerDraft, by: Acting) -> Plan:
    """The governor answers: what is taken up, by whom and until when, or why not. Also after a silence.

    Side effects, in this order: the plan is ANSWERED; the answer with its measures; nothing is due any more; the letter
    to the meeting and to every council is prepared (P13); all of them are told.

    Raises:
        NotHere, Refused, Stale: as the door does; it was not received yet, or is answered already.
        Invalid: no words, an acceptance without measures, a refusal with some, a measure without a name or a day.
    """
    with desk.opened(plan, "answer", by=by, seen=seen) as step:
        if problems := draft.problems():
            raise Invalid(problems)
        step.fire("answer_petition", data={"kind": draft.kind, "measures": len(draft.measures)})
        answer = PetitionAnswer.objects.create(
            petition=plan.petition,
            kind=draft.kind,
            text=draft.text.strip(),
            office=None if by.behalf is not None else by.office,
            answered_on=clock.today(),
        )
        PetitionMeasure.objects.bulk_create(
            [
                PetitionMeasure(
                    answer=answer,
                    number=number,
                    text=each.text.strip(),
                    responsible=each.responsible.strip(),
                    due_on=each.due_on,
                )
                for number, each in enumerate(draft.measures, 1)
                if each.due_on is not None  # or the draft was refused
            ]
        )
        deadlines.settle(plan, DUE)
    return plan


@deadlines.on_deadline(
    DUE, title=gettext_lazy("คำตอบต่อข้อเสนอของที่ประชุมสภา"), waits_for=office_of_the_governor, above=owner_of, stays=True
)
def record_petition_silence(plan: Plan) -> None:
    """The day has passed: the silence is recorded as silence, and every council is told. An answer is still due."""
    with door.act(
        plan,
        "record_petition_silence",
        by=DEADLINE,
        power=Power.ENDORSE_PLAN,
        states=[PlanState.SENT],
        system=("deadline",),
    ) as act:
        petition = plan.petition
        petition.silent_on = clock.today()
        petition.save(update_fields=["silent_on"])
        act.data = {"petition": petition.pk}
    moment = clock.now()
    told = {body.pk: body for body in [plan.owner, *office_of_the_governor(plan), *councils_of(plan)]}.values()
    Notice.objects.bulk_create(
        [Notice(body=body, plan=plan, verb="record_petition_silence", at=moment) for body in told]
    )
