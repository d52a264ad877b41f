"""The lines of a worksheet as a desk asks for them: which, in which order, in which groups. All of it is an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from approvals.models import Assignment, Item, ItemShare, LineCheck, Worksheet
from directory.models import Body, Village
from pages.fields import BahtField
from pages.keyset import Stretch, stretch_of
from proposals.models import Fate, Opinion, Plan, PlanLine, PlanState, Remark, WorkClass

ITEM: Final = "line__worksheet_item"
NONE: Final = "-"
"""In an address, what has none: lines without a strategy, without a village, without a reviewer."""

SHOWN: Final = ("undecided", "taken", "answered", "kept", "all", "referred", "returned", "deferred", "refused")
_ANSWERED: Final[Mapping[str, tuple[str, ...]]] = {
    "undecided": ("",),
    "taken": (Item.Answer.TAKE,),
    "kept": (Item.Answer.KEPT,),
    "answered": ("referred", "returned", "deferred", "refused"),
    **{answer: (answer,) for answer in ("referred", "returned", "deferred", "refused")},
}

SORTED: Final[Mapping[str, tuple[str, ...]]] = {
    "": (f"{ITEM}__pk",),
    "asked": (f"-{ITEM}__asked", f"{ITEM}__pk"),
    "title": ("proposal_version__title", f"{ITEM}__pk"),
    "strategy": ("proposal_version__strategy", f"{ITEM}__pk"),
    "village": ("line__plan__area_id", "village_number", f"{ITEM}__pk"),
    "score": ("-entry_score", f"{ITEM}__pk"),
    "rank": ("entry_rank", f"{ITEM}__pk"),
}
"""By what lines are sorted; none of these keys is ever null, and the last one is unique: so a page can begin anywhere.

Items were made in the order of their places (`approvals.verbs.gathering`), so that an item's key stands for it.
"""
_LAST: Final = 2**31 - 1
_OF_ITEMS: Final = ("", "asked", "score", "rank")  # what the worksheet's own items can be sorted by


def _reckoned(item: str) -> dict[str, Any]:
    """The keys that no column holds; ``item`` leads to the worksheet's item, and ends in ``__`` unless it is empty."""
    of_entries = ItemShare.objects.filter(item=OuterRef(f"{item}pk")).order_by("entry__rank", "entry")
    return {
        "village_number": Coalesce(F("proposal_version__village__number"), _LAST),
        "entry_score": Coalesce(Subquery(of_entries.values("entry__score")[:1]), Decimal(-1)),
        "entry_rank": Coalesce(Subquery(of_entries.values("entry__rank")[:1]), _LAST),
    }


GROUPED: Final[Mapping[str, tuple[str, ...]]] = {
    "strategy": ("proposal_version__strategy", "proposal_version__strategy"),
    "village": (
        "proposal_version__village_id",
        *(f"proposal_version__village__{name}" for name in ("area__name_th", "kind", "number", "name")),
    ),
    "class": ("work_class", "work_class"),
    "area": ("line__plan__area_id", "line__plan__area__name_th"),
    "owner": ("line__plan__owner_id", "line__plan__owner__name"),
}
"""By what lines are grouped: the filter that narrows to one group, what it compares, and what a group is called by."""

AGAINST: Final = (Opinion.Kind.OBJECTS, Opinion.Kind.DECLINES)
MOST_GROUPS: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a worksheet are asked for; read from an address, and written back into one."""

    shown: str = "undecided"
    area: str = ""
    strategy: str = ""
    words: str = ""
    order: str = ""
    village: str = ""
    work_class: str = ""
    owner: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    assigned: str = ""
    checked: str = ""
    remark: str = ""
    opinion: str = ""
    entry: str = ""
    group: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str], shown: str = "undecided") -> Wanted:
        """What an address asks for; what it does not know it leaves as it is."""
        given = {name: asked.get(parameter, "").strip() for name, parameter in _PARAMETERS.items()}
        return cls(
            shown=_one_of(SHOWN, given["shown"]) or shown,
            area=given["area"],
            strategy=given["strategy"],
            words=given["words"],
            order=_one_of(SORTED, given["order"]),
            village=_key(given["village"], NONE),
            work_class=_one_of(WorkClass.values, given["work_class"]),
            owner=_key(given["owner"]),
            least=_baht(given["least"]),
            most=_baht(given["most"]),
            assigned=_key(given["assigned"], NONE),
            checked=_one_of(("yes", "no"), given["checked"]),
            remark=_one_of(("open",), given["remark"]),
            opinion=_one_of(("against",), given["opinion"]),
            entry=_key(given["entry"]),
            group=_one_of(GROUPED, given["group"]),
        )

    def address(self, **changes: Any) -> str:
        """The query that asks for the same lines, or for others where something is changed."""
        asked = replace(self, **changes)
        said = {_PARAMETERS[each.name]: getattr(asked, each.name) for each in fields(asked)}
        return urlencode({name: value for name, value in said.items() if value not in {"", None}})

    @property
    def narrows(self) -> bool:
        """Whether anything besides the answer, the order and the grouping is asked for."""
        return Wanted(self.shown, order=self.order, group=self.group) != self


_PARAMETERS: Final = {
    **{each.name: each.name for each in fields(Wanted)},
    "shown": "show",
    "words": "q",
    "order": "sort",
    "work_class": "class",
    "group": "by",
    "least": "from",
    "most": "to",
}


def _one_of(known: Any, given: str) -> str:
    return given if given in known else ""


def _key(given: str, *besides: str) -> str:
    """The number of a record, or one of the words besides; a longer number than any key has is none."""
    return given if given in besides or (given.isascii() and given.isdecimal() and len(given) < 16) else ""


def _baht(given: str) -> Decimal | None:
    try:
        found: Decimal | None = BahtField(required=False).clean(given)
    except ValidationError:
        return None
    return found


def lines_on(plan: Plan, wanted: Wanted) -> QuerySet[PlanLine]:
    """What the wanted lines of a plan's worksheet say, each as its plan handed it up."""
    asked: dict[str, Any] = {"work_class": wanted.work_class} if wanted.work_class else {}
    if wanted.strategy:
        asked["proposal_version__strategy"] = "" if wanted.strategy == NONE else wanted.strategy
    if wanted.village:
        asked["proposal_version__village"] = None if wanted.village == NONE else wanted.village
    on_items = _on_items(plan, wanted, f"{ITEM}__")
    rows = PlanLine.objects.filter(on_items, Q(**asked), version=F(f"{ITEM}__version"))
    return _in_order(rows, SORTED[wanted.order], f"{ITEM}__")


def items_on(plan: Plan, wanted: Wanted) -> QuerySet[Item] | None:
    """The items of the same lines in the same order, where they know all that is asked: many times cheaper to walk."""
    if wanted.order not in _OF_ITEMS or wanted.work_class or wanted.strategy or wanted.village:
        return None
    return _in_order(Item.objects.filter(_on_items(plan, wanted, "")), _keys_of_items(wanted.order), "")


def _keys_of_items(order: str) -> tuple[str, ...]:
    return tuple(key.replace(f"{ITEM}__", "") for key in SORTED[order])


def _in_order(rows: Any, keys: tuple[str, ...], item: str) -> Any:
    bare = {key.removeprefix("-") for key in keys}
    reckoned = {name: expression for name, expression in _reckoned(item).items() if name in bare}
    return rows.annotate(**reckoned).order_by(*keys)


def _on_items(plan: Plan, wanted: Wanted, item: str) -> Q:
    """Which lines are wanted, as one condition of what has a ``line`` and a ``version``; ``item`` leads to its item."""
    said = {
        f"{item}answer__in": _ANSWERED.get(wanted.shown),
        "line__plan__area": wanted.area,
        "line__plan__owner": wanted.owner,
        f"{item}asked__gte": wanted.least,
        f"{item}asked__lte": wanted.most,
        f"{item}words__contains": wanted.words,
    }
    # As a value, not as a join: only so does PostgreSQL know that the worksheet's index gives the order of its items.
    found = Q(**{f"{item}worksheet": Worksheet.objects.filter(plan=plan).values("pk")[:1]})
    found &= Q(**{name: value for name, value in said.items() if value not in {"", None}})
    if plan.state == PlanState.COMPILING:  # as an anti-join, whose size PostgreSQL guesses better than that of a join
        found &= ~Q(Exists(Fate.objects.filter(line=OuterRef("line"))))
    return found & _known(plan, wanted)


def _known(plan: Plan, wanted: Wanted) -> Q:
    """What desks and others wrote about the lines that are asked for."""
    found: list[Q] = []
    standing = Assignment.objects.filter(plan=plan, line=OuterRef("line"), ended_at__isnull=True)
    if wanted.assigned == NONE:
        found.append(~Q(Exists(standing)))
    elif wanted.assigned:
        found.append(Q(Exists(standing.filter(office=int(wanted.assigned)))))
    if wanted.checked:
        checked = Q(Exists(LineCheck.objects.filter(line=OuterRef("line"), version=OuterRef("version"))))
        found.append(checked if wanted.checked == "yes" else ~checked)
    if wanted.remark:
        found.append(Q(Exists(Remark.objects.filter(line=OuterRef("line"), closed_at__isnull=True))))
    if wanted.opinion:
        found.append(Q(Exists(Opinion.objects.filter(line=OuterRef("line"), kind__in=AGAINST))))
    if wanted.entry:
        fed = ItemShare.objects.filter(item__line=OuterRef("line"), entry__number=int(wanted.entry))
        found.append(Q(Exists(fed)))
    return Q(*found)


_READ: Final = (
    *("version_id", "work_class", "asked", "line__plan_id", "line__proposal__reference"),
    *(f"proposal_version__{name}" for name in ("title", "strategy")),
    *(f"proposal_version__village__{name}" for name in ("kind", "number", "name")),
    *(f"{ITEM}__{name}" for name in ("answer", "reason_code", "reason", "referred_to_id", "referred_plan")),
)
"""The columns that a desk shows of a line: to hand over the others takes as long as to find them."""


_OF_PLANS: Final = ("reference", "owner__name", *(f"area__{n}" for n in ("code", "level", "name_th", "abolished_on")))


def with_what_is_known(rows: QuerySet[PlanLine], plan: Plan) -> QuerySet[PlanLine]:
    """The same lines with owner, opinions, reviewer at this plan's desk, answer and the entry fed. Two queries."""
    shares = ItemShare.objects.filter(item=OuterRef(f"{ITEM}__pk")).order_by("entry__number")
    beside = ItemShare.objects.filter(entry=OuterRef("entry")).order_by().values("entry").annotate(n=Count("pk"))
    return (
        _with_what_all_have(rows, plan)
        .select_related("line__plan__owner", "line__plan__area")
        .only(*_READ, *(f"line__plan__{name}" for name in _OF_PLANS))
        .annotate(
            entry_number=Subquery(shares.values("entry__number")[:1]),
            entry_title=Subquery(shares.values("entry__title")[:1]),
            parts=Subquery(shares.order_by().values("item").annotate(n=Count("pk")).values("n")),
            feeders=Subquery(shares.annotate(n=Subquery(beside.values("n"))).values("n")[:1]),
        )
    )


def with_what_is_known_of_untaken(rows: QuerySet[PlanLine], plan: Plan) -> QuerySet[PlanLine]:
    """The same of lines that feed no entry, for a page of them. Three queries, together the cheaper ones.

    PostgreSQL takes longer to weigh in which order so many tables can be joined than to read fifty lines.
    """
    plans = Plan.objects.select_related("owner", "area").only(*_OF_PLANS)
    return _with_what_all_have(rows, plan).only(*_READ).prefetch_related(Prefetch("line__plan", plans))


def _with_what_all_have(rows: QuerySet[PlanLine], plan: Plan) -> QuerySet[PlanLine]:
    at_this_desk = Assignment.objects.filter(plan=plan, line=OuterRef("line"), ended_at__isnull=True)
    agency = Body.objects.filter(pk=OuterRef(f"{ITEM}__referred_to"))
    opinions = Opinion.objects.select_related("body").only("line_id", "kind", "reason", "body__kind", "body__name")
    return (
        rows.select_related("line__proposal", "proposal_version__village", ITEM)
        .prefetch_related(Prefetch("line__opinions", opinions.order_by("pk")))
        .annotate(
            referred_name=Subquery(agency.values("name")[:1]),
            reviewer=Subquery(at_this_desk.values("office__title")[:1]),
            reviewed_at=Subquery(at_this_desk.values("done_at")[:1]),
        )
    )


LINES_A_PAGE: Final = 50


def stretch_on(plan: Plan, wanted: Wanted, asked: Mapping[str, str], count: int | None = None) -> Stretch[PlanLine]:
    """The page of lines that an address asks for, with what is known of them. At most four queries, at any depth."""
    everything = Wanted(shown="all", order=wanted.order)
    rows: Any = items_on(plan, wanted)
    is_light = rows is not None
    are_fed = Item.Answer.TAKE in _ANSWERED.get(wanted.shown, Item.Answer.values)  # only these are in entries
    known = with_what_is_known if are_fed or wanted.group else with_what_is_known_of_untaken

    def read(lines: Sequence[int]) -> QuerySet[PlanLine]:
        return known(PlanLine.objects.filter(line__in=lines, version=F(f"{ITEM}__version")).order_by(), plan)

    return stretch_of(
        rows if is_light else lines_on(plan, wanted),
        _keys_of_items(wanted.order) if is_light else SORTED[wanted.order],
        asked,
        size=LINES_A_PAGE,
        place="line_id",
        at=items_on(plan, everything) if is_light else lines_on(plan, everything),
        read=read,
        count=count,
        counted_by=["pk"] if is_light else [],
    )


# --- Their areas, and their groups ---


def areas_of(plan: Plan) -> list[tuple[str, str]]:
    """The areas that a worksheet's lines come from, by code with their names. One query."""
    gathered = Plan.objects.filter(parent=plan, gathered_at__isnull=False).order_by("area_id")
    return list(gathered.values_list("area_id", "area__name_th").distinct())


@dataclass(frozen=True, slots=True)
class Group:
    """The lines that have something in common: how many, what they ask together, and the address of them alone."""

    name: str
    lines: int
    asked: Decimal
    address: str


def groups_of(plan: Plan, wanted: Wanted) -> list[Group]:
    """The wanted lines summed by what they are grouped by, in the order of its names. One query."""
    key, *names = GROUPED[wanted.group]
    rows = lines_on(plan, replace(wanted, order="")).order_by()
    found: Any = (
        rows.values_list(key, *names)
        .annotate(lines=Count("pk"), asked=Sum(f"{ITEM}__asked"))
        .order_by(*(F(name).asc(nulls_last=True) for name in names), key)[:MOST_GROUPS]
    )
    filters = "work_class" if wanted.group == "class" else wanted.group
    return [
        Group(_named(wanted.group, said), lines, asked, wanted.address(**{filters: str(pk or NONE), "group": ""}))
        for pk, *said, lines, asked in found
    ]


def _named(group: str, said: list[Any]) -> str:
    if group == "class":
        return str(WorkClass(said[0]).label)
    if group != "village":
        return str(said[0])
    area, kind, number, name = said
    return f"{Village(kind=kind, number=number, name=name)} {area}" if name else ""
