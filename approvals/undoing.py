"""What an act on a worksheet touches, kept as it stood before, and put back when the act is undone.

A step holds the items that an act was about, their shares, and the entries that they fed, with their budget lines. Acts
are undone from the last one backwards, so that whatever stands on an act's own entries has been undone before it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from approvals.models import Amount, Entry, Item, ItemShare, Step, Worksheet
from workflow.sets import write_columns

_ANSWER = ("answer", "reason_code", "reason", "referred_to_id", "referred_plan")
_ENTRY = (
    *("number", "title", "words", "agency_id", "funding_source", "proposed", "proposed_reason"),
    "programme_id",  # a step of before there was a tree ends without it
)

_AMOUNT = ("year", "source", "asked", "proposed", "reason")


def keep(worksheet: Worksheet, verb: str, items: Collection[Item], *, sequence: int) -> None:
    """Keep how these items stand, before the act that becomes the event of this number. At most four statements."""
    shares = list(
        ItemShare.objects.filter(item__in=[item.pk for item in items])
        .order_by("pk")
        .values_list("item", "entry", "asked")
    )
    fed = Entry.objects.filter(pk__in={entry for _item, entry, _asked in shares})
    entries = list(fed.values_list("pk", *_ENTRY)) if shares else []
    before = {
        "items": [[item.pk, *(getattr(item, name) for name in _ANSWER)] for item in items],
        "shares": [[item, entry, str(asked)] for item, entry, asked in shares],
        "entries": [[_plain(value) for value in row] for row in entries],
        "amounts": _amounts_of([row[0] for row in entries]),
    }
    Step.objects.create(worksheet=worksheet, sequence=sequence, verb=verb, lines=len(items), before=before)


def put_back(step: Step) -> list[Item]:
    """Put back what a step kept, and remove it; answers the items. Lines that got a fate meanwhile stay out.

    An entry that is there again, or feeds on other baht than a moment ago, is to be ranked anew. What was proposed of
    it and forgotten by the act is proposed again; what was said since stays.
    """
    before = step.before
    answers = {row[0]: row[1:] for row in before["items"]}
    items = list(Item.objects.filter(pk__in=_list(answers), line__fates__isnull=True))
    out_of_reach = set(answers) - {item.pk for item in items}
    release(answers)
    shares = [row for row in before["shares"] if row[0] not in out_of_reach]
    wanted = {entry for _item, entry, _asked in shares}
    there = set(Entry.objects.filter(pk__in=_list(wanted)).values_list("pk", flat=True))
    Entry.objects.filter(pk__in=_list(there)).update(rank=None, within_ceiling=None)
    Entry.objects.bulk_create(
        [_entry(step, row) for row in before["entries"] if row[0] in wanted and row[0] not in there]
    )
    ItemShare.objects.bulk_create(
        [ItemShare(item_id=item, entry_id=entry, asked=Decimal(asked)) for item, entry, asked in shares]
    )
    _propose_again(step, wanted)
    for item in items:
        for name, value in zip(_ANSWER, answers[item.pk], strict=True):
            setattr(item, name, value)
    write_columns(items, ["answer", "reason_code", "reason", "referred_to", "referred_plan"])
    step.delete()
    return items


def _amounts_of(entry_ids: Collection[int]) -> list[list[Any]]:
    rows = Amount.objects.filter(entry__in=_list(entry_ids)).values_list("entry", *_AMOUNT) if entry_ids else ()
    return [[_plain(value) for value in row] for row in rows]


def _propose_again(step: Step, entry_ids: Collection[int]) -> None:
    """What was proposed of these entries, where nothing is proposed of them now. At most four statements."""
    kept = {row[0]: _entry(step, row) for row in step.before["entries"] if row[0] in entry_ids}
    before = {pk: entry for pk, entry in kept.items() if entry.proposed is not None}
    forgotten = list(Entry.objects.filter(pk__in=_list(before), proposed__isnull=True)) if before else []
    for entry in forgotten:
        entry.proposed, entry.proposed_reason = before[entry.pk].proposed, before[entry.pk].proposed_reason
    write_columns(forgotten, ["proposed", "proposed_reason"])
    same = Entry.objects.filter(pk__in=_list(before), amounts__isnull=True) if before else Entry.objects.none()
    again = {entry.pk for entry in same if entry.proposed == before[entry.pk].proposed}
    Amount.objects.bulk_create(
        [
            Amount(
                entry_id=entry, year=year, source=source, asked=Decimal(asked), proposed=Decimal(proposed), reason=why
            )
            for entry, year, source, asked, proposed, why in step.before.get("amounts", ())  # older steps hold none
            if entry in again
        ]
    )


def release(item_ids: Collection[int]) -> None:
    """Take items out of the entries that they feed; an entry without a source goes, another keeps the rest."""
    shares = ItemShare.objects.filter(item__in=_list(item_ids))
    entries = list(shares.values_list("entry_id", flat=True))
    shares.delete()
    Entry.objects.filter(pk__in=entries, shares__isnull=True).delete()


def last_step(worksheet: Worksheet) -> Step | None:
    """The act that would be undone now."""
    return worksheet.steps.order_by("-sequence").first()


def _entry(step: Step, row: list[Any]) -> Entry:
    values = dict(zip(_ENTRY, row[1:], strict=False))
    values["proposed"] = None if values["proposed"] is None else Decimal(values["proposed"])
    return Entry(pk=row[0], worksheet_id=step.worksheet_id, **values)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _list(ids: Iterable[int]) -> list[int]:
    return sorted(ids)
