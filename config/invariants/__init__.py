"""The invariants of DESIGN §4, asked of the rows themselves and of nobody's counters.

Every question is put to the database anew; nothing here calls a rule, a verb or a freezing that it is to verify. Each
function below answers how many rows it looked at and yields those that break it; `check` asks them all.
"""

from __future__ import annotations

from config.invariants import apart, database, decisions, history, lines, money, papers, people, summary
from config.invariants.findings import Broken, Findings, Invariant, Scope
from proposals.models import Cycle

__all__ = ["INVARIANTS", "Broken", "Findings", "Scope", "check"]

_ASKED: tuple[Invariant, ...] = (
    lines.every_settled_line_has_one_fate,
    lines.no_line_has_two_fates,
    lines.every_fate_has_its_reason,
    lines.shares_fit_the_kind_of_fate,
    lines.late_lines_wait_for_the_next_round,
    lines.kept_lines_are_left_alone,
    money.shares_sum_to_what_was_asked,
    money.a_line_above_asks_what_it_received,
    money.baht_out_equals_baht_in,
    money.shares_go_one_level_up,
    money.a_line_asks_what_its_words_ask,
    money.items_add_up_to_the_budget,
    apart.what_was_taken_apart_asks_the_same,
    decisions.a_decision_names_its_frozen_version,
    decisions.adopted_versions_have_a_quorate_resolution,
    decisions.the_desk_holds_the_plans_own_latest_version,
    people.only_the_owner_writes_words,
    people.own_powers_are_never_granted_over_areas,
    people.place_codes_agree,
    people.every_proposal_is_found_by_its_words,
    papers.registers_have_no_gaps,
    papers.every_paper_has_its_rendition,
    papers.every_carried_line_has_its_commitment,
    summary.the_summary_is_what_the_lines_say,
    database.history_is_append_only,
)
INVARIANTS: dict[str, Invariant] = {invariant.__name__: invariant for invariant in _ASKED}


def check(cycle: Cycle | None = None) -> Findings:
    """Ask every invariant, of one cycle or of all; reads only. What is wrong with the log itself comes last."""
    scope, findings = Scope(cycle), Findings()
    for name, invariant in INVARIANTS.items():
        count, faults = invariant(scope)
        findings.checked[name] = count
        findings.broken += [Broken(name, row, why) for row, why in faults]
    for name, (count, faults) in history.recomputed(scope).items():
        findings.checked[name] = count
        findings.broken += [Broken(name, row, why) for row, why in faults]
    return findings
