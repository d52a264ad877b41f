"""The pages of the desks: judging, ranking, merging, what comes after the governor, and a self-managed province."""

from __future__ import annotations

import io

from approvals.models import DeskSheet
from approvals.sheets.catalogue import TABLES
from approvals.sheets.tables import ALL, Asked
from approvals.sheets.writing import write_list
from approvals.verbs.blind import appoint_scorers
from approvals.verbs.desk_sheets import check_list, upload_list
from approvals.verbs.gathering import gather_plans
from approvals.verbs.objections import object_to_draft
from approvals.verbs.worksheet import merge_lines, take_lines
from proposals.models import Cycle, Mode, Plan
from tests.approvals import petitioning
from tests.approvals.appealing import appealed
from tests.approvals.self_managed import an_assembly, in_another_cycle
from tests.approvals.sheets import filled, table_of
from tests.browser.tours import Stop, stops
from tests.cast import World
from workflow import jobs


def compiling(world: World) -> Plan:
    """A district's plan that is being compiled, with scorers who score alone, a merged line and an objection."""
    Cycle.objects.update(scoring=Cycle.Scoring.ALONE)
    world.refresh()
    for plan in (world.plan, *world.shared_plans):
        world.accepted(plan)
    desk = world.coordinator
    gather_plans(plan=world.district_plan, reason="ครบทุกแผน", by=desk)
    world.refresh()
    plan = world.district_plan
    appoint_scorers(plan=plan, offices=[world.chief.office], by=desk)
    own, others = world.lines(world.plan), world.lines(world.shared_plans[0])
    merge_lines(plan=plan, line_ids=[own[1].pk, others[1].pk], title="ถนนร่วมสองตำบล", by=desk)
    take_lines(plan=plan, line_ids=[own[2].pk], by=desk)
    object_to_draft(plan=plan, text="ขอให้แยกไว้", line_id=own[1].pk, by=world.leader)
    jobs.drain()
    world.refresh()
    return world.district_plan


def an_uploaded_list(world: World, plan: Plan) -> DeskSheet:
    """The worksheet's lines, brought back from Excel by the desk: one row decided, one that cannot be read."""
    by, table = world.coordinator, TABLES["lines"]
    content = io.BytesIO()
    write_list(content, table, Asked(plan, by, ALL))
    keys = [row["key"] for row in table_of(content.getvalue()) if not row["answer"]]
    cells = {keys[0]: {"answer": "นำเข้าแผน"}, keys[1]: {"answer": "แล้วแต่ที่ประชุม"}}
    checked = check_list(
        plan=plan, table=table, content=filled(content.getvalue(), cells), name="โครงการ (แก้แล้ว).xlsx", by=by
    )
    return upload_list(plan=plan, table=table, checked=checked, by=by)


def tour_of_the_desks(world: World) -> list[Stop]:
    """A district's desk at work, what its councils see of it, and the province's data behind it."""
    plan = compiling(world)
    sheet, mine = plan.reference, world.plan.reference
    desk, leader, officer = world.coordinator, world.leader, world.provincial_officer
    own, others = world.lines(world.plan), world.lines(world.shared_plans[0])
    two = f"?line={own[2].pk}&line={others[2].pk}"
    province, agency = world.province.code, world.bodies["agency"].code
    return [
        *stops(desk, "plan_assign plan_envelopes plan_fairness plan_objections plan_pairs plan_process", sheet),
        *stops(desk, "plan_scenarios plan_scorers plan_stand_back plan_undo", sheet),
        *stops(desk, "desk_sheet_upload", sheet, "lines"),
        *stops(desk, "desk_sheet_found", sheet, "lines", an_uploaded_list(world, plan).pk),
        *stops(desk, "plan_worksheet", sheet, "?show=all&by=village&sort=score"),
        *stops(desk, "plan_bulk", sheet, two),
        *stops(desk, "plan_filters", sheet, "?show=all&class=together"),
        *stops(desk, "plan_line_check", sheet, own[1].pk),
        *stops(desk, "plan_amounts", sheet, 1),
        *stops(desk, "plan_merge", sheet, two),
        *stops(desk, "plan_close_remarks", mine),
        *stops(world.chief, "plan_score_alone", sheet),
        *stops(leader, "plan_draft_above", mine),
        *stops(leader, "plan_objections", sheet),
        *stops(leader, "proposal_lineage", mine, own[1].proposal.reference),
        *stops(leader, "calendar delegation"),
        *stops(desk, "figures figures_lines"),
        *stops(officer, "assessments planning_dates"),
        *stops(officer, "assessment_list", province, "criteria"),
        *stops(officer, "planning_names", province),
        *stops(officer, "planning_rules", province, "integrated"),
        *stops(officer, "agency_readiness", province, agency),
    ]


def tour_after_the_governor(world: World) -> list[Stop]:
    """What the province does with its plan once its councils are answered."""
    plan = world.answered()
    jobs.drain()
    return stops(world.provincial_officer, "plan plan_forward plan_funding plan_proclaim", plan.reference)


def tour_of_appeals(world: World) -> list[Stop]:
    """A council appeals against what became of its project, and the desk answers."""
    appeal = appealed(world)
    world.refresh()
    mine = world.plan.reference
    return [
        *stops(world.leader, "plan_appeal", mine),
        *stops(world.leader, "appeal", mine, appeal.number),
        *stops(world.chief, "inbox appeals"),
        *stops(world.chief, "appeal", mine, appeal.number),
    ]


def tour_of_petitions(world: World) -> list[Stop]:
    """A petition of the councils' provincial meeting on each desk that it comes to."""
    petitioning.answered(world)
    written, resolved = petitioning.drafted(world), petitioning.resolved(world)
    sent, received = petitioning.sent_to_the_governor(world), petitioning.received(world)
    chair, officer, governor = petitioning.chair_of(world), world.provincial_officer, world.governor
    return [
        *stops(chair, "petitions petition_new"),
        *stops(chair, "plan plan_petition_edit plan_petition_resolve", written.reference),
        *stops(chair, "plan_petition_send", resolved.reference),
        *stops(officer, "plan_petition_receive", sent.reference),
        *stops(governor, "plan_petition_answer plan_process", received.reference),
        *stops(None, "public_petitions", world.province.code),
    ]


def tour_of_the_councils_meeting(world: World) -> list[Stop]:
    """A self-managed province, whose councils' meeting resolves before its committee."""
    chair = an_assembly(world)
    in_another_cycle(world, mode=Mode.SELF_MANAGED)
    plan = world.heard_province()
    return [
        *stops(chair, "plan plan_assemble plan_process", plan.reference),
        *stops(world.provincial_chair, "plan_ask_again", plan.reference),
    ]
