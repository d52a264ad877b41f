"""The kept sums are what the lines say: after every act, under several hands at once, and counted anew."""

import json
from decimal import Decimal

from django.core.management import call_command
from django.db import connection, transaction

from config.invariants import Scope, check
from config.invariants.summary import kept, live, the_summary_is_what_the_lines_say
from proposals.models import Decision, Fate, Level, PlanLine, ProposalVersion, Split, Summary
from proposals.summary import Figure, Tally, figures_of, rebuild
from proposals.summary_sql import created, dropped
from proposals.verbs.drafting import draft_proposals, edit_proposal, remove_drafts
from proposals.verbs.plan import withdraw_lines

EVERYTHING = Scope()


def hold():
    """No figure differs from a count of the lines; answers how many were compared."""
    count, faults = the_summary_is_what_the_lines_say(EVERYTHING)
    assert list(faults) == []
    return count


def by_strategy(world):
    found = figures_of(world.cycle, Level.SUBDISTRICT, Split.STRATEGY, world.province.code)
    return {figure.value: figure.tally.lines for figure in found}


def fates_of(plan):
    """How many of the lines of a plan's district had which fate."""
    found = figures_of(plan.cycle, plan.level, Split.WORK_CLASS, plan.district_code or plan.province_code)
    return {fate: sum(each.tally.lines for each in found if each.fate == fate) for fate in {f.fate for f in found}}


def drawn(world, plan, *strategies):
    drafts = [world.words(number, strategy=name) for number, name in enumerate(strategies, 1)]
    return draft_proposals(plan=plan, drafts=drafts, by=world.writer_of(plan))


# --- Exact after every act -------------------------------------------------------------------------------------------


def test_what_a_council_writes_changes_and_strikes_out_stands_in_its_figures_at_once(world):
    road, river, _forest = drawn(world, world.plan, "คมนาคม", "น้ำ", "น้ำ")
    assert hold() > 0
    assert by_strategy(world) == {"คมนาคม": 1, "น้ำ": 2}
    edit_proposal(proposal=road, seen=road.revision, draft=world.words(1, strategy="น้ำ"), by=world.leader)
    hold()
    river.refresh_from_db()
    remove_drafts(plan=world.fresh(world.plan), proposals=[river], by=world.leader)
    hold()
    assert by_strategy(world) == {"น้ำ": 2}


def test_the_figures_hold_after_every_statement_of_a_whole_cycle(world):
    """Every write of the whole way is followed by a comparison, wherever in a verb it stands."""
    tables = ("proposals_planline", "proposals_fate", "proposals_proposalversion", '"proposals_plan"')
    compared = []

    def watch(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and any(table in sql for table in tables):
            with connection.execute_wrapper(lambda execute, *about: execute(*about)):
                compared.append(sql)
                assert kept(EVERYTHING) == live(EVERYTHING), sql
        return answer

    world.jump = None  # it is walked here, not taken from an earlier walk
    with connection.execute_wrapper(watch):
        world.answered()
    assert len(compared) > 50
    assert fates_of(world.plan) == {"carried": 6, "kept": 3}
    assert set(fates_of(world.provincial_plan)) == {"carried"}
    assert hold() == len(kept(EVERYTHING))


def test_a_line_that_its_council_takes_back_is_counted_as_withdrawn_and_no_more_as_open(world):
    plan = world.accepted(world.submitted(world.plan))
    before = fates_of(plan)
    line = world.lines(plan)[1]
    withdraw_lines(plan=plan, line_ids=[line.pk], by=world.writer_of(plan), reason="ทำแล้ว")
    assert fates_of(plan) == {**before, "": before[""] - 1, "withdrawn": 1}
    hold()


def test_a_revised_fate_is_counted_as_what_it_became(world):
    plan = world.accepted(world.submitted(world.plan))
    line = world.lines(plan)[1]
    withdraw_lines(plan=plan, line_ids=[line.pk], by=world.writer_of(plan), reason="ทำแล้ว")
    first = Fate.objects.get(line=line)
    Fate.objects.create(
        line=line, decision=first.decision, kind="deferred", reason_code="appeal", reason="อุทธรณ์", asked=first.asked,
        revises=first,
    )  # fmt: skip
    assert fates_of(plan)["deferred"] == 1
    assert "withdrawn" not in fates_of(plan)
    hold()


def test_words_put_under_another_strategy_and_rows_written_in_one_statement_are_counted(world):
    drawn(world, world.plan, "คมนาคม", "น้ำ", "น้ำ")
    ProposalVersion.objects.filter(strategy="น้ำ").update(strategy="ป่าไม้")
    hold()
    rows = PlanLine.objects.filter(version=world.plan.current_version_id)
    rows.update(asked=Decimal("10.01"), proposed=Decimal("10.00"), proposed_reason="ปัดเศษ", work_class="self")
    hold()
    assert figures_of(world.cycle, Level.SUBDISTRICT, Split.WORK_CLASS, world.plan.district_code) == [
        Figure("", "self", "", Tally(3, Decimal("30.03"), Decimal("30.00")))
    ]
    rows.delete()
    hold()
    assert by_strategy(world) == {}


def test_an_act_that_is_refused_or_undone_leaves_the_figures_as_they_were(world):
    drawn(world, world.plan, "คมนาคม")
    before = kept(EVERYTHING)
    with transaction.atomic():
        drawn(world, world.plan, "น้ำ", "ป่าไม้")
        assert kept(EVERYTHING) != before
        transaction.set_rollback(True)
    assert kept(EVERYTHING) == before
    hold()


# --- Several hands at once -------------------------------------------------------------------------------------------


def test_councils_of_one_district_that_write_at_once_leave_exact_figures_and_nobody_waits_for_ever(
    committed_world, race, rounds
):
    world = committed_world
    plans = [world.plan, *world.shared_plans, world.far_plan]
    names = ("คมนาคม", "น้ำ", "ป่าไม้", "สวัสดิการ")

    def council(place):
        plan = plans[place]
        for number in range(rounds):
            turned = names[(place + number) % 4 :] + names[: (place + number) % 4]
            made = drawn(world, world.fresh(plan), *turned)
            remove_drafts(plan=world.fresh(plan), proposals=made[:1], by=world.writer_of(plan))
        return "written"

    def counting_anew():
        for _ in range(rounds):
            rebuild()
        return "written"

    outcomes = race(*(lambda place=place: council(place) for place in range(4)), counting_anew)
    assert outcomes == ["written"] * 5
    hold()
    assert sum(by_strategy(world).values()) == 4 * 3 * rounds


def test_a_fate_and_a_change_of_the_same_line_written_past_the_door_at_once_are_both_counted(
    committed_world, race, rounds
):
    """No verb does this; the triggers hold the plan for themselves."""
    world = committed_world
    plan = world.accepted(world.submitted(world.plan))
    world.accepted(world.submitted(world.shared_plans[0]))
    decision = Decision.objects.filter(plan=plan).latest("pk")
    open_plan = world.shared_plans[1]
    drawn(world, open_plan, *["น้ำ"] * (2 * rounds))
    rows = list(PlanLine.objects.filter(version__plan=open_plan).order_by("pk"))

    def judge(row):
        Fate.objects.create(
            line=row.line, decision=decision, kind="refused", reason_code="x", reason="ไม่รับ", asked=row.asked
        )

    def change(row):
        PlanLine.objects.filter(pk=row.pk).update(asked=row.asked + 1, proposed=row.proposed + 1)

    for row in rows[:rounds]:
        outcomes = race(lambda row=row: judge(row), lambda row=row: change(row))
        assert outcomes == [None, None]
        hold()
    assert Fate.objects.filter(line__plan=open_plan).count() == rounds


def test_without_their_triggers_the_figures_would_differ(world):
    with connection.cursor() as cursor:
        for statement in dropped(connection.vendor):
            cursor.execute(statement)
    drawn(world, world.plan, "คมนาคม", "น้ำ", "น้ำ")
    count, faults = the_summary_is_what_the_lines_say(EVERYTHING)
    differences = list(faults)
    assert count == len(differences) > 0
    with connection.cursor() as cursor:
        for statement in created(connection.vendor):
            cursor.execute(statement)
    rebuild()
    hold()
    drawn(world, world.shared_plans[0], "ป่าไม้")
    hold()


# --- Counted anew ----------------------------------------------------------------------------------------------------


def test_a_figure_that_was_changed_by_hand_is_found_and_the_command_counts_it_anew(world, capsys):
    drawn(world, world.plan, "คมนาคม", "น้ำ", "น้ำ")
    drawn(world, world.far_plan, "น้ำ")
    right = kept(EVERYTHING)
    Summary.objects.filter(value="น้ำ").update(lines=7)
    Summary.objects.filter(value="คมนาคม").delete()
    broken = check().of("the_summary_is_what_the_lines_say")
    assert {(each.row["district_code"], each.row["value"]) for each in broken} == {
        (world.plan.district_code, "น้ำ"),
        (world.plan.district_code, "คมนาคม"),
        (world.far_plan.district_code, "น้ำ"),
    }
    assert json.dumps([found.row for found in broken])
    call_command("rebuild_summary")
    assert str(len(right)) in capsys.readouterr().out
    assert kept(EVERYTHING) == right
    assert not check().of("the_summary_is_what_the_lines_say")


def test_one_cycle_is_counted_anew_without_touching_another(world):
    drawn(world, world.plan, "คมนาคม")
    Summary.objects.update(lines=7)
    assert rebuild(world.plan.cycle) == len(live(Scope(world.plan.cycle)))
    hold()


def test_reading_the_figures_asks_once_whatever_the_number_of_plans(world, django_assert_num_queries):
    drawn(world, world.plan, "คมนาคม", "น้ำ")
    drawn(world, world.far_plan, "น้ำ")
    with django_assert_num_queries(1):
        found = figures_of(world.cycle, Level.SUBDISTRICT, Split.STRATEGY, world.province.code, apart=True)
    assert [(each.district, each.tally.lines) for each in found] == [
        (world.plan.district_code, 2),
        (world.far_plan.district_code, 1),
    ]
