"""Plans that no level above gathers: a body's thematic and business plans, and the amendments of its plan."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.powers import Power
from proposals import amendments, references, rules
from proposals.drafts import LONGEST_TEXT, BudgetDraft, IndicatorDraft, ProposalDraft, text_problems
from proposals.models import (
    SIDEWAYS,
    Amendment,
    Line,
    Plan,
    PlanKind,
    PlanLine,
    PlanState,
    PlanVersion,
    Proposal,
    ProposalState,
    ProposalVersion,
)
from proposals.verbs.drafting import insert_proposals, remove_drafts
from workflow import desk, door

SIDEWAYS_FLOW, AMENDMENT_FLOW = "sideways-1", "amendment-1"


def open_plan(*, plan: Plan, kind: str, theme: str, by: Acting) -> Plan:
    """Open a thematic or business plan of the body that owns an area plan, in the same cycle; returns the new plan.

    Side effects: a plan with a public reference, an open version and a running process; it has no level above, so no
    gathering expects it. The area plan's chain of events tells of it. A repetition is refused: there is one of its
    kind and theme already.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: another kind, a thematic plan without a theme, or there is such a plan already.
    """
    conditions = [rules.is_a_subdistrict_plan, rules.is_an_area_plan]
    with door.act(plan, "open_plan", by=by, power=Power.WRITE_PLAN, conditions=conditions) as act:
        problems = text_problems("theme", theme, most=100, required=kind == PlanKind.THEMATIC)
        if kind not in SIDEWAYS:
            problems.append(Problem("kind", kind, _("ต้องเป็นแผนเชิงประเด็นหรือแผนธุรกิจชุมชน")))
        if problems:
            raise Invalid(problems)
        theme = " ".join(theme.split())
        alike = Plan.objects.filter(cycle=plan.cycle_id, owner=plan.owner_id, kind=kind, theme=theme)
        if found := alike.exclude(state=PlanState.DROPPED).first():
            raise Invalid.of("theme", theme, _("มีแผนนี้อยู่แล้ว รหัส %s") % found.reference)
        opened = insert_plan(plan, kind, theme, SIDEWAYS_FLOW)
        act.data = {"plan": opened.pk, "kind": kind}
    return opened


def insert_amendment(plan: Plan, kind: str, reason: str, legal_reference: str = "") -> Plan:
    """The rows of `open_amendment`, for verbs that amend a plan of any level on another ground."""
    opened = insert_plan(plan, PlanKind.AMENDMENT, "", AMENDMENT_FLOW)
    opened.amendment = Amendment.objects.create(
        plan=opened,
        amends=plan,
        owner=plan.owner,
        kind=kind,
        reason=reason.strip(),
        legal_reference=legal_reference.strip(),
    )
    return opened


def insert_plan(like: Plan, kind: str, theme: str, flow: str) -> Plan:
    """A plan of the same body, cycle, level and place as another, with an open version and a running process."""
    moment = clock.now()
    plan = Plan.objects.create(
        reference=references.next_references(like.cycle, like.area_code, references.PLAN, 1)[0],
        cycle=like.cycle,
        owner=like.owner,
        level=like.level,
        kind=kind,
        theme=theme,
        area_id=like.area_id,
        district_code=like.district_code,
        province_code=like.province_code,
        flow=flow,
        created_at=moment,
    )
    plan.current_version = PlanVersion.objects.create(plan=plan, number=1, created_at=moment)
    plan.save(update_fields=["current_version"])
    desk.begin(plan)
    return plan


def open_amendment(
    *, plan: Plan, kind: str, reason: str, by: Acting, legal_reference: str = "", line_ids: Sequence[int] = ()
) -> Plan:
    """Open an amendment of a plan that the level above has taken: a plan of its own, which replaces nothing yet.

    Side effects: a plan with its own versions, lines and process, and the amendment that binds it to ``plan``; for
    ``line_ids`` what `amend_lines` does. Nothing of the amended plan changes but its chain of events. It is numbered
    when a meeting adopts it.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Stale: the plan is still its owner's, or lies with the level above: then it is changed itself.
        Invalid: an unknown kind, no reason, or a line that cannot be replaced.
    """
    conditions = [rules.is_a_subdistrict_plan, rules.is_an_area_plan]
    with transaction.atomic():
        with door.act(
            plan, "open_amendment", by=by, power=Power.WRITE_PLAN, states=amendments.AMENDABLE, conditions=conditions
        ) as act:
            problems = text_problems("reason", reason, most=LONGEST_TEXT, required=True)
            problems += text_problems("legal_reference", legal_reference, most=300)
            if kind not in Amendment.Kind.values:
                problems.append(Problem("kind", kind, _("ต้องเป็นการเพิ่มเติม เปลี่ยนแปลง หรือแก้ไข")))
            if problems:
                raise Invalid(problems)
            opened = insert_amendment(plan, kind, reason, legal_reference)
            act.data = {"plan": opened.pk, "kind": kind}
        if line_ids:
            amend_lines(plan=opened, line_ids=line_ids, by=by)
    return opened


def amend_lines(*, plan: Plan, line_ids: Sequence[int], by: Acting) -> list[Proposal]:
    """Take lines of the amended plan into an amendment, as new proposals with the same words that replace them.

    What shall be different is then edited as any proposal. Adoption is refused while one still says the same.

    Raises:
        NotHere, Refused, Stale: as `draft_proposals`.
        Invalid: the amendment adds or was opened by an appeal, or a line is not in the plan, was withdrawn or replaced
            before.
    """
    states, conditions = (PlanState.DRAFT,), [rules.replaces_lines, rules.no_appeal_opened_it]
    with door.act(plan, "amend_lines", by=by, power=Power.WRITE_PLAN, states=states, conditions=conditions) as act:
        chosen = list(dict.fromkeys(line_ids))
        found = amendments.lines_to_amend(plan.amendment.amends).filter(line__in=chosen)
        rows = {row.line_id: row for row in found.prefetch_related(*_MONEY)}
        if wrong := [line for line in chosen if line not in rows]:
            raise Invalid([Problem("lines", str(line), _("รายการนี้ไม่อยู่ในแผน หรือถูกแทนไปแล้ว")) for line in wrong])
        if not rows:
            raise Invalid.of("lines", "", _("ต้องเลือกอย่างน้อยหนึ่งรายการ"))
        drafts = [_draft_of(rows[line]) for line in chosen]
        proposals = insert_proposals(plan, drafts, written_by=by.user)
        lines = dict(Line.objects.filter(plan=plan, proposal__in=proposals).values_list("proposal_id", "pk"))
        amendments.let_replace((lines[new.pk], replaced) for new, replaced in zip(proposals, chosen, strict=True))
        act.items = [(proposal.pk, "", ProposalState.DRAFT.value) for proposal in proposals]
    return proposals


_MONEY = ("proposal_version__budget", "proposal_version__indicators")
_WORDS = (
    *("title", "strategy", "programme", "rationale", "objective", "target_output", "expected_result", "place"),
    *("village", "lead_agency", "beneficiaries"),
)


def _draft_of(row: PlanLine) -> ProposalDraft:
    words: ProposalVersion = row.proposal_version
    return ProposalDraft(
        **{name: getattr(words, name) for name in _WORDS},
        work_class=row.work_class,
        budget=[BudgetDraft(line.year, line.source, line.amount) for line in words.budget.all()],
        indicators=[IndicatorDraft(each.name, each.target) for each in words.indicators.all()],
    )


def drop_plan(*, plan: Plan, by: Acting) -> Plan:
    """Give up a plan of one's own that no meeting has adopted: its drafts are deleted, its events stay.

    Raises:
        NotHere, Refused, Stale: as the door does; it is adopted already.
        Invalid: it is an area plan, which the level above expects; a meeting has adopted some of its proposals; or it
            holds what an appeal brought back, whose fate would lead nowhere.
    """
    with transaction.atomic():
        door.admit(plan, Power.WRITE_PLAN, by)
        desk.hold(plan)
        drafts = list(Proposal.objects.filter(plan=plan)) if plan.state == PlanState.DRAFT else []
        if drafts and rules.is_gathered_by_nobody(plan) and rules.keeps_no_appeal(plan):
            remove_drafts(plan=plan, proposals=drafts, by=by)
        door.fire(plan, "drop", by=by)
        desk.stop(plan)
    return plan
