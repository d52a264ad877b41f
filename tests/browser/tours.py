"""Worlds in which every page has something to show, and who opens which page there."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse

from approvals.verbs.closing import rank_entries
from approvals.verbs.gathering import gather_plans
from approvals.verbs.worksheet import set_ceiling
from directory import clock
from directory.acting import Acting
from documents.models import Document
from documents.verbs import number_document, send_document, sign_document
from proposals.models import Meeting, Plan
from tests.cast import PNG, World
from tracking.models import Commitment
from workflow import jobs

# Addresses that answer with no page of their own: forms that only send, files, another name of a page.
NO_PAGE = {
    *("sign_out", "set_language", "paper_file", "source_archive", "province_workbook", "annotated_workbook"),
    "account_login",
}
Stop = tuple[Acting | None, str, tuple[Any, ...]]


def address(stop: Stop) -> str:
    """Where a stop of a tour lies."""
    return reverse(stop[1], args=stop[2])


def _stops(by: Acting | None, names: str, *about: Any) -> list[Stop]:
    return [(by, name, about) for name in names.split()]


def half_way(world: World) -> dict[str, Plan]:
    """Work everywhere at once: plans returned, adopted, under review and submitted, and a district that compiles."""
    in_review, adopted = world.shared_plans
    world.returned(world.plan)
    world.screened(in_review)
    world.adopted(adopted)
    world.accepted(world.far_plan)
    world.submitted(world.kbt_plan)
    gather_plans(plan=world.other_district_plan, reason="อีกแผนขอเลื่อน", by=world.other_coordinator)
    world.refresh()
    sheet = world.scored(world.other_district_plan)
    set_ceiling(plan=sheet, ceiling=Decimal(2500), by=world.other_coordinator)
    rank_entries(plan=sheet, by=world.other_coordinator)
    _papers_on_their_way(world, in_review)
    jobs.drain()
    world.refresh()
    return {"in_review": in_review, "adopted": adopted, "sheet": world.other_district_plan}


def letter_of(plan: Plan) -> Document:
    """The letter with which a plan was submitted."""
    return Document.objects.filter(plan=plan, kind="T10").latest("pk")


def _papers_on_their_way(world: World, in_review: Plan) -> None:
    """One letter signed, one numbered, one sent; the leader's waits for its signature."""
    for plan, steps in ((in_review, 1), (world.far_plan, 2), (world.kbt_plan, 3)):
        letter, by = letter_of(plan), world.writer_of(plan)
        sign_document(document=letter, by=by, scan=PNG, content_type="image/png")
        if steps > 1:
            number_document(document=letter, by=by, dated=clock.today())
        if steps > 2:
            send_document(document=letter, by=by)


def tour_half_way(world: World) -> list[Stop]:
    """Every page of the subdistrict's and the district's work."""
    plans = half_way(world)
    mine, in_review, adopted = world.plan.reference, plans["in_review"].reference, plans["adopted"].reference
    sheet, waiting = plans["sheet"].reference, world.kbt_plan.reference
    leader, desk, other_desk = world.leader, world.coordinator, world.other_coordinator
    owner, chair = world.chair_of(plans["in_review"]), world.chair_of(plans["adopted"])
    officer, lines = world.provincial_officer, world.lines(world.plan)
    meeting = Meeting.objects.filter(plan=plans["adopted"]).latest("pk").pk
    taken = world.lines(world.far_plan)[-1].pk
    return [
        *_stops(leader, "inbox plans papers choose_office"),
        *_stops(leader, "plan plan_lines plan_versions plan_history plan_meetings plan_papers", mine),
        *_stops(leader, "plan_meeting plan_draft plan_answer_remarks plan_adopt", mine),
        *_stops(leader, "proposal proposal_edit proposal_remove", mine, lines[-1].proposal.reference),
        *_stops(leader, "paper paper_sign", letter_of(world.plan).check_code),
        *_stops(owner, "plan_withdraw plan_withdraw_lines", in_review),
        *_stops(owner, "paper_number", letter_of(plans["in_review"]).check_code),
        *_stops(chair, "plan_submit plan_reopen", adopted),
        *_stops(chair, "meeting meeting_resolution meeting_certify", adopted, meeting),
        *_stops(world.chair_of(world.far_plan), "paper_send", letter_of(world.far_plan).check_code),
        *_stops(other_desk, "paper_receive", letter_of(world.kbt_plan).check_code),
        *_stops(world.chair_of(world.kbt_plan), "plan_recall", waiting),
        *_stops(world.lao_planner, "inbox"),
        *_stops(world.planners_of(plans["in_review"])[0], "plan_opinions", in_review),
        *_stops(desk, "inbox"),
        *_stops(desk, "plan plan_screen plan_return plan_accept plan_receive", in_review),
        *_stops(desk, "plan_waive", mine),
        *_stops(desk, "plan plan_gather plan_extend", world.district_plan.reference),
        *_stops(other_desk, "plan_open_review", waiting),
        *_stops(other_desk, "plan_worksheet plan_scores plan_criteria plan_ranking plan_lay", sheet),
        *_stops(other_desk, "plan_split", sheet, taken),
        *_stops(officer, "bodies open_province open_cycle"),
        *_stops(officer, "body", world.bodies["council"].code),
        *_stops(officer, "hand_over", leader.office.pk),
        *_stops(officer, "password", leader.office.pk, leader.tenure.pk),
        *_stops(None, "front check sign_in source"),
    ]


def tour_of_the_province(world: World) -> list[Stop]:
    """The province's own work, with a plan heard in public and one version before the committee."""
    plan = world.heard_province().reference
    world.resolution(world.provincial_plan)
    jobs.drain()
    world.refresh()
    return [
        *_stops(world.provincial_officer, "inbox"),
        *_stops(
            world.provincial_officer, "plan plan_integration plan_worksheet plan_ranking plan_hear plan_resolve", plan
        ),
    ]


def tour_of_the_governor(world: World) -> list[Stop]:
    """The governor's desk, from the tour of the province."""
    plan = world.resolved(world.provincial_plan).reference
    return [*_stops(world.governor, "inbox"), *_stops(world.governor, "plan plan_endorse plan_send_back", plan)]


def tour_of_the_answer(world: World) -> list[Stop]:
    """What waits after the governor has endorsed, and what everybody may then read."""
    plan = world.endorsed()
    jobs.drain()
    world.refresh()
    commitment = Commitment.objects.order_by("pk").first()
    assert commitment is not None
    agency = next(a for a in (world.agency, world.other_agency) if a.body.pk == commitment.agency_id)
    proposal = world.lines(world.plan)[1].proposal.reference
    issued = Document.objects.filter(plan=world.plan, kind="T10").latest("pk")
    sign_document(document=issued, by=world.secretary, scan=PNG, content_type="image/png")
    number_document(document=issued, by=world.secretary, dated=clock.today())
    return [
        *_stops(world.provincial_officer, "plan_answer", plan.reference),
        *_stops(agency, "inbox commitments"),
        *_stops(agency, "commitment", commitment.pk),
        *_stops(None, "front"),
        *_stops(None, "status", world.plan.reference),
        *_stops(None, "status", proposal),
        *_stops(None, "check_code", issued.check_code),
        *_stops(None, "province", world.province.code, world.cycle.target_year),
    ]
