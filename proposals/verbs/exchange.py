"""Taking a sheet of proposals into a plan, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from directory import clock
from directory.acting import By, SystemActor
from directory.errors import Invalid
from directory.models import User
from directory.powers import Power
from proposals import contents, rules
from proposals.drafts import ProposalDraft
from proposals.exchange.matching import Known, matched
from proposals.exchange.reading import villages_of
from proposals.exchange.records import Record
from proposals.models import BudgetItem, BudgetLine, Indicator, Plan, PlanLine, Proposal, ProposalState, ProposalVersion
from proposals.verbs.drafting import (
    WRITABLE,
    filled_in,
    insert_proposals,
    insert_rows,
    insert_versions,
    keep_earlier_words,
)
from workflow import door
from workflow.sets import write_columns

OPERATOR = SystemActor("operator")
AT_ONCE = 1_000
WORDS = (*contents.CONTENT_FIELDS, *contents.LATER_FIELDS, "asked", "written_by", "content_hash", "created_at")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    created: int
    updated: int
    unchanged: int


def import_proposals(*, plan: Plan, records: Sequence[Record], by: By, workbook: str = "") -> Imported:
    """Write the proposals of a sheet: new rows as new proposals, rows with a reference as changes of those.

    Rows that say what the plan says already are left alone, with or without their reference: a sheet of nothing else
    leaves no version and no event, so that a repetition changes nothing. Side effects: as `draft_proposals` and
    `edit_proposal`, in set statements whatever the number; one event with a row for each, which names the ``workbook``
    by its hash. ``by`` may be the operator at the command line.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write.
        Stale: the plan is adopted or with the level above.
        Invalid: every problem of every row, each a `SheetProblem`: a wrong value, a reference that is no
            project of this plan, a project that was changed since the sheet was written. Nothing is written then.
    """
    with door.act(
        plan,
        "import_proposals",
        by=by,
        power=Power.WRITE_PLAN,
        states=WRITABLE,
        conditions=[rules.is_a_subdistrict_plan],
        system=(OPERATOR.name,),
    ) as act:
        found = matched(plan, records, villages_of(plan))
        if found.problems:
            raise Invalid(found.problems)
        if not found.created and not found.updated:
            act.is_idle = True
            return Imported(0, 0, found.unchanged)
        writer = None if isinstance(by, SystemActor) else by.user
        changed = _change(plan, found.updated, written_by=writer)
        created: list[Proposal] = []
        for start in range(0, len(found.created), AT_ONCE):
            created += insert_proposals(plan, found.created[start : start + AT_ONCE], written_by=writer)
        act.items = [(known.proposal_id, known.state, known.state) for known in changed]
        act.items += [(proposal.pk, "", ProposalState.DRAFT.value) for proposal in created]
        act.data = {"created": len(created), "updated": len(changed), "workbook": workbook}
    return Imported(len(created), len(changed), found.unchanged)


def _change(plan: Plan, changes: Sequence[tuple[Known, ProposalDraft]], *, written_by: User | None) -> list[Known]:
    """The set statements of `edit_proposal`: what was never frozen is written over, the rest gets a next version."""
    if not changes:
        return []
    version = contents.open_next_version(plan)
    for start in range(0, len(changes), AT_ONCE):
        _change_some(version.pk, changes[start : start + AT_ONCE], written_by)
    return [known for known, _draft in changes]


def _change_some(version_id: int, changes: Sequence[tuple[Known, ProposalDraft]], written_by: User | None) -> None:
    ids = [known.proposal_id for known, _draft in changes]
    lines = PlanLine.objects.filter(version=version_id, line__proposal__in=ids).select_related("line")
    rows = {row.line.proposal_id: row for row in lines}
    before = ProposalVersion.objects.in_bulk([row.proposal_version_id for row in rows.values()])
    after = _written(before, rows, changes, written_by)
    proposals = Proposal.objects.in_bulk(ids)
    if len(rows) != len(ids) or len(proposals) != len(ids):
        raise LookupError("a changed proposal is not in the open version")
    for row in rows.values():
        own = after[row.line.proposal_id]
        row.proposal_version, row.work_class = own, own.work_class
        if row.asked != own.asked:
            row.asked = row.proposed = own.asked
            row.proposed_reason = ""
    write_columns(list(rows.values()), ["proposal_version", "work_class", "asked", "proposed", "proposed_reason"])
    Proposal.objects.filter(pk__in=ids).update(revision=F("revision") + 1, updated_at=clock.now())


def _written(
    before: dict[int, ProposalVersion],
    rows: dict[int, PlanLine],
    changes: Sequence[tuple[Known, ProposalDraft]],
    written_by: User | None,
) -> dict[int, ProposalVersion]:
    """The versions that say what the drafts say, by proposal."""
    own = {known.proposal_id: before[rows[known.proposal_id].proposal_version_id] for known, _draft in changes}
    open_ones = {pk: version for pk, version in own.items() if version.frozen_at is None}
    ids = [version.pk for version in open_ones.values()]
    writing = Proposal.objects.in_bulk(open_ones)
    keep_earlier_words([(writing[pk], version) for pk, version in open_ones.items()], written_by)
    for rows_of_a_version in (BudgetLine, BudgetItem, Indicator):
        rows_of_a_version.objects.filter(version__in=ids).delete()
    drafts = {known.proposal_id: draft for known, draft in changes}
    filled = [filled_in(version, drafts[pk], written_by) for pk, version in open_ones.items()]
    write_columns(list(open_ones.values()), WORDS)
    insert_rows(filled)
    frozen = [pk for pk in own if pk not in open_ones]
    proposals = Proposal.objects.in_bulk(frozen)
    following = [(proposals[pk], own[pk].number + 1, drafts[pk]) for pk in frozen]
    new = insert_versions(following, written_by=written_by)
    return {**open_ones, **{version.proposal_id: version for version in new}}
