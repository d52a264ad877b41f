"""Writing proposals into a plan that is still its owner's: new ones, changed ones, removed drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, Model, prefetch_related_objects
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Stale
from directory.models import User
from directory.powers import Power
from proposals import contents, references, rules
from proposals.drafts import ItemDraft, ProposalDraft
from proposals.models import (
    Attachment,
    BudgetItem,
    BudgetLine,
    EarlierWords,
    Indicator,
    Line,
    Plan,
    PlanLine,
    PlanState,
    Proposal,
    ProposalState,
    ProposalVersion,
    Right,
)
from proposals.search import index, index_words
from proposals.together import lets
from proposals.wordings import words_from
from workflow import door
from workflow.sets import insert_all, insert_columns

WRITABLE = (PlanState.DRAFT, PlanState.RETURNED)
SAME_OCCASION = timedelta(minutes=30)
OTHERWISE = frozenset({"title", "beneficiary_group", "village_id"})  # written with more care than the others


def draft_proposals(*, plan: Plan, drafts: Sequence[ProposalDraft], by: Acting) -> list[Proposal]:
    """Write new proposals into a plan, in the order given, as set statements whatever their number.

    Side effects: a proposal with a public reference, its first version with budget and indicators, and a line in the
    plan's open version for each; one event with a row for each. Not idempotent: a repetition writes them again.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write.
        Stale: the plan is adopted or with the level above.
        Invalid: every problem of every draft, named as ``proposals[2].budget[0].year``.
    """
    with door.act(
        plan,
        "draft_proposals",
        by=by,
        power=Power.WRITE_PLAN,
        states=WRITABLE,
        conditions=[rules.is_a_subdistrict_plan, rules.takes_new_projects],
    ) as act:
        if not drafts:
            raise Invalid.of("proposals", "", _("ต้องมีอย่างน้อยหนึ่งโครงการ"))
        problems = [p for i, d in enumerate(drafts) for p in d.problems(f"proposals[{i}].", plan.cycle, plan.area_code)]
        if problems:
            raise Invalid(problems)
        proposals = insert_proposals(plan, drafts, written_by=by.user)
        act.items = [(proposal.pk, "", ProposalState.DRAFT.value) for proposal in proposals]
    return proposals


def insert_proposals(plan: Plan, drafts: Sequence[ProposalDraft], *, written_by: User | None) -> list[Proposal]:
    """The set statements of `draft_proposals`, for verbs that make proposals on another ground.

    Takes line numbers from the plan's own count, in memory: the act around it saves the plan.
    """
    written = insert_lines(plan, drafts, written_by=written_by)
    return [_as_written(plan, row) for row in written]


class Written(NamedTuple):
    """A line that was written with its proposal."""

    line_id: int
    proposal_id: int
    reference: str
    moment: datetime


def _as_written(plan: Plan, row: Written) -> Proposal:
    proposal = Proposal(
        pk=row.proposal_id, reference=row.reference, plan=plan, created_at=row.moment, **_place_of(plan)
    )
    proposal.updated_at = row.moment
    proposal._state.adding, proposal._state.db = False, plan._state.db
    return proposal


def _place_of(plan: Plan) -> dict[str, Any]:
    """What a proposal has of its plan."""
    return {name: getattr(plan, name) for name in ("owner_id", "area_id", "district_code", "province_code")}


def insert_lines(
    plan: Plan,
    drafts: Sequence[ProposalDraft],
    *,
    written_by: User | None,
    placed: Sequence[Mapping[str, Any]] = (),
) -> list[Written]:
    """The same; ``placed`` says more of each line in the version (merging, splitting). A statement for each table."""
    moment, count = clock.now(), len(drafts)
    version = contents.open_next_version(plan)
    given = references.next_references(plan.cycle, plan.area_code, references.PROPOSAL, count)
    dated = {"created_at": moment, "updated_at": moment}
    proposals = insert_columns(Proposal, count, {"plan_id": plan.pk, "reference": given, **dated, **_place_of(plan)})
    words = _insert_words(proposals, drafts, written_by, moment)
    numbers = list(range(plan.last_line_number + 1, plan.last_line_number + count + 1))
    plan.last_line_number += count
    lines = insert_columns(Line, count, {"plan_id": plan.pk, "number": numbers, "proposal_id": list(proposals)})
    rows = {"line_id": list(lines), "proposal_version_id": words.keys, "work_class": words.work_class}
    money = {"asked": words.asked, "proposed": words.asked}
    insert_columns(PlanLine, count, {"version_id": version.pk, **rows, **money, **_columns_of(placed, words.asked)})
    return [Written(*row, moment) for row in zip(lines, proposals, given, strict=True)]


def _columns_of(placed: Sequence[Mapping[str, Any]], asked: Sequence[Decimal]) -> dict[str, list[Any]]:
    """What is said of each line in the version besides its words, by column."""
    names = dict.fromkeys(name for place in placed for name in place)
    columns = {name: [place.get(name, _UNSAID.get(name)) for place in placed] for name in names}
    if "proposed" in columns:
        columns["proposed"] = [place.get("proposed", own) for place, own in zip(placed, asked, strict=True)]
    return columns


_UNSAID = {"proposed_reason": "", "funding_source": ""}


class _Words(NamedTuple):
    """The columns of first versions that their lines repeat."""

    keys: list[int]
    asked: list[Decimal]
    work_class: list[str]


def _insert_words(
    proposals: Sequence[int], drafts: Sequence[ProposalDraft], written_by: User | None, moment: datetime
) -> _Words:
    """The first versions of new proposals, with their budgets, items and indicators, and their words for the search."""
    drafts = [_trimmed(draft) for draft in drafts]
    said = {name: [getattr(draft, name) for draft in drafts] for name in _WRITTEN}
    hashes = [contents.content_hash(draft, draft.budget, draft.indicators, draft.items) for draft in drafts]
    columns = {"proposal_id": list(proposals), "content_hash": hashes, "created_at": moment, **said}
    by = {"written_by_id": written_by.pk if written_by else None}
    keys = list(insert_columns(ProposalVersion, len(drafts), {"number": 1, **columns, **by}))
    _insert_parts(BudgetLine, ("year", "source", "amount"), keys, [draft.budget for draft in drafts])
    _insert_parts(BudgetItem, _OF_AN_ITEM, keys, [draft.items for draft in drafts], position="position")
    _insert_parts(Indicator, ("name", "target"), keys, [draft.indicators for draft in drafts])
    index_words(proposals, said["title"], said["place"])
    return _Words(keys, said["asked"], said["work_class"])


_WRITTEN = (*contents.CONTENT_FIELDS, *contents.LATER_FIELDS, "asked")
_OF_AN_ITEM = ("item", "unit", "quantity", "unit_price", "year", "source")


def _insert_parts(
    model: type[Model],
    names: Sequence[str],
    versions: Sequence[int],
    parts: Sequence[Sequence[Any]],
    position: str = "",
) -> None:
    """What belongs to each version, in the columns of these names; with ``position``, counted in each."""
    rows = [(key, place, part) for key, own in zip(versions, parts, strict=True) for place, part in enumerate(own, 1)]
    columns: dict[str, Any] = {name: [getattr(part, name) for _key, _place, part in rows] for name in names}
    if position:
        columns[position] = [place for _key, place, _part in rows]
    insert_columns(model, len(rows), {"version_id": [key for key, _place, _part in rows], **columns})


def _trimmed(draft: ProposalDraft) -> ProposalDraft:
    """A draft as it is written: without spaces around its title, its beneficiaries and its items."""
    title, group = draft.title.strip(), draft.beneficiary_group.strip()
    items = [replace(item, item=item.item.strip(), unit=item.unit.strip()) for item in draft.items]
    if not items and (title, group) == (draft.title, draft.beneficiary_group):
        return draft
    return replace(draft, title=title, beneficiary_group=group, items=items)


def insert_versions(
    drafts: Sequence[tuple[Proposal, int, ProposalDraft]], *, written_by: User | None
) -> list[ProposalVersion]:
    """Insert versions ``(proposal, number, draft)`` with their budgets, items and indicators."""
    filled = [
        filled_in(ProposalVersion(proposal=proposal, number=number), draft, written_by)
        for proposal, number, draft in drafts
    ]
    insert_all([each.version for each in filled])
    insert_rows(filled)
    return [each.version for each in filled]


class Filled(NamedTuple):
    """A version with the rows that belong to it."""

    version: ProposalVersion
    budget: list[BudgetLine]
    items: list[BudgetItem]
    indicators: list[Indicator]


def filled_in(version: ProposalVersion, draft: ProposalDraft, written_by: User | None) -> Filled:
    """A version that says what a draft says, with its budget, items and indicators; only in memory."""
    for name in (*contents.CONTENT_FIELDS, *contents.LATER_FIELDS):
        if name not in OTHERWISE:
            setattr(version, name, getattr(draft, name))
    version.title, version.beneficiary_group = draft.title.strip(), draft.beneficiary_group.strip()
    version.village, version.asked, version.written_by = draft.village, draft.asked, written_by
    version.created_at = clock.now()
    budget = [BudgetLine(version=version, year=b.year, source=b.source, amount=b.amount) for b in draft.budget]
    items = [_item(version, position, item) for position, item in enumerate(draft.items, 1)]
    indicators = [Indicator(version=version, name=i.name, target=i.target) for i in draft.indicators]
    version.content_hash = contents.content_hash(version, budget, indicators, items)
    return Filled(version, budget, items, indicators)


def insert_rows(filled: Sequence[Filled]) -> None:
    """Insert the budgets, items and indicators of versions that are written already, and let their words be found."""
    for version, budget, items, indicators in filled:
        rows: list[Any] = [*budget, *items, *indicators]
        for row in rows:
            row.version = version
    insert_all([line for each in filled for line in each.budget])
    insert_all([item for each in filled for item in each.items])
    insert_all([measure for each in filled for measure in each.indicators])
    index([each.version for each in filled])


def _item(version: ProposalVersion, position: int, draft: ItemDraft) -> BudgetItem:
    return BudgetItem(
        version=version,
        position=position,
        item=draft.item.strip(),
        unit=draft.unit.strip(),
        quantity=draft.quantity,
        unit_price=draft.unit_price,
        year=draft.year,
        source=draft.source,
    )


def edit_proposal(*, proposal: Proposal, draft: ProposalDraft, by: Acting, seen: int) -> ProposalVersion:
    """Change a proposal's words and figures: only its owner may, and whom she invited to write, while the plan is hers.

    A version that was never frozen is replaced in place, and kept as earlier words unless it is the same writer's of a
    moment ago; a frozen one stays, and the next one takes its line. ``seen`` is the proposal's revision on the
    writer's screen.

    Raises:
        NotHere, Refused: as for the plan.
        Stale: somebody saved it meanwhile, or the plan has left its owner.
        Invalid: as `draft_proposals`.
    """
    plan = proposal.plan
    also = lets(Right.WRITE, proposal)
    with door.act(plan, "edit_proposal", by=by, power=Power.WRITE_PLAN, states=WRITABLE, also=also) as act:
        door.lock(proposal)
        if proposal.revision != seen:
            raise Stale(door.who_changed(plan))
        problems = draft.problems("", plan.cycle, plan.area_code)
        if problems:
            raise Invalid(problems)
        row = _row_of(proposal, plan)
        if draft.asked != row.asked and (row.line.shares_in.exists() or not rules.no_appeal_opened_it(plan)):
            raise Invalid.of("budget", draft.asked, _("ยอดที่ขอต้องเท่ากับผลรวมจากโครงการต้นทาง %s บาท") % row.asked)
        before = row.proposal_version
        version = insert_versions([(proposal, before.number + 1, draft)], written_by=by.user)[0]
        row.proposal_version, row.work_class = version, version.work_class
        if row.asked != version.asked:
            row.asked = row.proposed = version.asked
            row.proposed_reason = ""
        row.save(update_fields=["proposal_version", "work_class", "asked", "proposed", "proposed_reason"])
        if before.frozen_at is None:
            keep_earlier_words([(proposal, before)], by.user)
            before.delete()
            ProposalVersion.objects.filter(pk=version.pk).update(number=before.number)
            version.number = before.number
        Proposal.objects.filter(pk=proposal.pk).update(revision=F("revision") + 1, updated_at=clock.now())
        proposal.revision += 1
        act.data = {"proposal": proposal.pk, "content": version.content_hash}
        act.items = [(proposal.pk, proposal.state, proposal.state)]
    return version


def keep_earlier_words(replaced: Sequence[tuple[Proposal, ProposalVersion]], writer: User | None) -> None:
    """Keep what is about to be replaced, unless the same person wrote it on the same occasion; as set statements."""
    own, recent = writer.pk if writer else None, clock.now() - SAME_OCCASION
    kept = [(proposal, old) for proposal, old in replaced if old.written_by_id != own or old.created_at <= recent]
    prefetch_related_objects([old for _proposal, old in kept], "budget", "items", "indicators")
    EarlierWords.objects.bulk_create(
        [
            EarlierWords(
                proposal=proposal,
                revision=proposal.revision,
                words=words_from(old, old.budget.all(), old.indicators.all(), old.items.all()),
                written_by_id=old.written_by_id,
                written_at=old.created_at,
            )
            for proposal, old in kept
        ]
    )


def _row_of(proposal: Proposal, plan: Plan) -> PlanLine:
    version = contents.open_next_version(plan)
    row = (
        PlanLine.objects.select_related("proposal_version", "line")
        .filter(version=version, line__proposal=proposal)
        .first()
    )
    if row is None:
        raise NotHere(_("โครงการนี้ไม่อยู่ในแผนฉบับปัจจุบัน"))
    return row


def remove_drafts(*, plan: Plan, proposals: Sequence[Proposal], by: Acting) -> None:
    """Delete drafts that were never adopted. What has once been before a meeting can only be withdrawn.

    Raises:
        NotHere, Refused, Stale: as `draft_proposals`.
        Invalid: one of them is not a draft of this plan; it is named.
    """
    with door.act(
        plan,
        "remove_drafts",
        by=by,
        power=Power.WRITE_PLAN,
        states=WRITABLE,
        conditions=[rules.is_a_subdistrict_plan, rules.no_appeal_opened_it],
    ) as act:
        wrong = [p for p in proposals if p.plan_id != plan.pk or p.state != ProposalState.DRAFT]
        if wrong:
            raise Invalid([Problem("proposals", p.reference, _("ลบได้เฉพาะร่างที่ยังไม่เคยรับรอง")) for p in wrong])
        ids = [proposal.pk for proposal in proposals]
        PlanLine.objects.filter(line__proposal__in=ids).delete()
        Line.objects.filter(proposal__in=ids).delete()
        Indicator.objects.filter(version__proposal__in=ids).delete()
        BudgetLine.objects.filter(version__proposal__in=ids).delete()
        BudgetItem.objects.filter(version__proposal__in=ids).delete()
        Attachment.objects.filter(proposal__in=ids).delete()
        ProposalVersion.objects.filter(proposal__in=ids).delete()
        Proposal.objects.filter(pk__in=ids).delete()
        act.items = [(pk, ProposalState.DRAFT.value, "") for pk in ids]
