"""Reads about meetings to come, about who came, and about what people said, named like sentences."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from directory import clock
from directory.acting import Acting
from directory.mandates import mandate_of
from directory.models import Tenure
from directory.powers import Power
from proposals.models import (
    Affiliation,
    CalledMeeting,
    DoorEntry,
    Idea,
    IdeaGroup,
    IdeaUse,
    Meeting,
    MeetingSeries,
    Plan,
    Proposal,
)
from proposals.queries import rows_of_proposal
from proposals.together import invitations_of

_DOOR = "door_"
LONGEST_KEY = 19  # digits
SOON = timedelta(days=60)  # ahead of a meeting, whose page a phone may keep for the day
# Where an idea was said: at a meeting, at one that was called and became a meeting, or at one that is only called.
_AT = {"meeting": "meeting", "called__held": "meeting", "called": "called"}


def sees_who_came(by: Acting, plan: Plan) -> bool:
    """Whether an office may see who signed and who said what: those of the body itself, and the desks above."""
    mandate = mandate_of(by)
    above = (Power.REVIEW_PLAN, Power.VET_PLAN)
    return mandate.owns(plan.owner) or any(mandate.covers(power, plan.area_code) for power in above)


def called_meetings_of(plan: Plan) -> QuerySet[CalledMeeting]:
    """A plan's called meetings that were not held, the next first; cancelled ones too. One query."""
    return plan.called_meetings.filter(held__isnull=True).order_by("cancelled_at", "held_on", "starts_at", "pk")


def series_of(plan: Plan) -> QuerySet[Any]:
    """The series of the plan's body with how many of their meetings were ``held``, the latest year first. One query."""
    found = MeetingSeries.objects.filter(body=plan.owner_id).annotate(held=Count("meetings", distinct=True))
    return found.order_by("-year", "pk")


def people_at_the_door(called: CalledMeeting) -> dict[str, int]:
    """How many ticked each affiliation on the sheet at the door. One query, none where `called_in` has counted them."""
    counted = {value: getattr(called, f"{_DOOR}{value}", None) for value in Affiliation.values}
    if None not in counted.values():
        return {value: people for value, people in counted.items() if people}
    rows = DoorEntry.objects.filter(called=called).order_by().values_list("affiliation").annotate(people=Count("pk"))
    return dict(rows)


def names_at_the_door(called: CalledMeeting) -> list[str]:
    """The names that people typed there, in the order of the alphabet, so that nobody's place tells when they came."""
    names = DoorEntry.objects.filter(called=called).exclude(name="").values_list("name", flat=True)
    return sorted(names)


def holders_of(body_id: int) -> list[Tenure]:
    """Who holds the offices of a body today, chair first. One query."""
    current = Tenure.objects.current(clock.today()).filter(office__body=body_id, acting="")
    return list(current.select_related("user", "office").order_by("office__role", "pk"))


def meetings_that_may_certify(meeting: Meeting) -> QuerySet[Meeting]:
    """The later meetings of the members of the same body, the latest first."""
    later = Meeting.objects.filter(body=meeting.body_id, held_on__gte=meeting.held_on).exclude(pk=meeting.pk)
    return later.exclude(kind__in=Meeting.OPEN_TO_ALL).order_by("-held_on", "-pk")


def ideas_of(plan: Plan) -> QuerySet[Any]:
    """What people said about a plan, in the order in which it was written, with whether a proposal ``is_used``."""
    used = IdeaUse.objects.filter(idea=OuterRef("pk"))
    found = Idea.objects.filter(plan=plan).annotate(is_used=Exists(used))
    return found.select_related("group", "village", "meeting", "called__held").order_by("number")


def idea_groups_of(plan: Plan) -> QuerySet[IdeaGroup]:
    """The titles under which a plan's ideas are grouped."""
    return IdeaGroup.objects.filter(plan=plan).order_by("pk")


def proposals_of(ideas: list[Idea]) -> dict[int, list[Proposal]]:
    """The proposals that came of each idea, by its id. One query."""
    found: dict[int, list[Proposal]] = {}
    uses = IdeaUse.objects.filter(idea__in=[idea.pk for idea in ideas]).select_related("proposal").order_by("pk")
    for use in uses:
        found.setdefault(use.idea_id, []).append(use.proposal)
    return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """An idea behind a proposal: what was said, by whom, and where, by the address of the meeting."""

    text: str
    said_by: str
    address: str
    meeting: str
    held_on: date | None


def line_and_ideas_in(plan: Plan, reference: str, *, by: Acting) -> tuple[Any, list[Spoken]]:
    """What a plan says of a proposal, as `line_in`, and the ideas that it came of. One query.

    Its rows are the proposal's words beside each idea: few beside few, since a form holds no more. ``is_guest`` says
    whether the owner invited the asking office to it.
    """
    to_it = Q(proposal=OuterRef("line__proposal")) | Q(proposal__isnull=True, plan=plan)
    idea = "line__proposal__from_ideas__idea__"
    facts = {
        name: F(f"{idea}{name}")
        for name in ("text", "said_by", *(f"{at}__{fact}" for at in _AT for fact in ("id", "title", "held_on")))
    }
    rows = list(
        rows_of_proposal(plan, reference)
        .annotate(is_guest=Exists(invitations_of(by).filter(to_it)))
        .annotate(**{f"idea_{name.replace('__', '_')}": fact for name, fact in facts.items()})
        .order_by("-version__number", f"{idea}number")
    )
    now = [row for row in rows if row.version_id == rows[0].version_id]
    return (rows[0] if rows else None), [_spoken(plan, row) for row in now if getattr(row, "idea_text", None)]


def _spoken(plan: Plan, row: Any) -> Spoken:
    at = next((at for at in _AT if getattr(row, f"idea_{at}_id".replace("__", "_"))), "")
    facts = [
        getattr(row, f"idea_{at}_{fact}".replace("__", "_")) if at else None for fact in ("id", "title", "held_on")
    ]
    pk, title, held_on = facts
    address = reverse(_AT[at], args=[plan.reference, pk]) if at else ""
    return Spoken(row.idea_text, row.idea_said_by, address, title or "", held_on)


def meetings_with_ideas(plan: Plan, *, asked: str = "") -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Where ideas may have been said, as choices: meetings called until today and held, and those to come. Two queries.

    ``asked`` is a choice that a page offered earlier, since what a phone wrote down without a network arrives later: a
    called meeting stays one when it has been held meanwhile, and so does a meeting that others have followed.
    """
    kind, _dash, number = asked.partition("-")
    pk = {kind: int(number)} if number.isdecimal() and len(number) < LONGEST_KEY else {}
    held = Meeting.objects.filter(plan=plan).exclude(kind=Meeting.Kind.CIRCULATION).order_by("-held_on", "-pk")
    held = held.filter(Q(pk__in=held.values("pk")[:20]) | Q(pk=pk.get("meeting", 0)))
    soon = Q(held__isnull=True, held_on__lte=clock.today() + SOON)
    called = plan.called_meetings.filter(soon | Q(pk=pk.get("called", 0)), cancelled_at__isnull=True)
    been: list[tuple[str, str]] = []
    to_come: list[tuple[str, str]] = []
    for each in called.order_by("held_on", "starts_at", "pk"):
        choices = been if each.held_on <= clock.today() else to_come
        choices.append((f"called-{each.pk}", f"{each.title} {_day(each)}"))
    return [*been, *((f"meeting-{each.pk}", f"{each} {_day(each)}") for each in held)], to_come


def _day(sitting: Meeting | CalledMeeting) -> str:
    return f"{sitting.held_on.day}/{sitting.held_on.month}/{clock.buddhist_year(sitting.held_on)}"


def called_in(plan: Plan, pk: int) -> CalledMeeting | None:
    """One called meeting of a plan, with its agenda and the people counted at its door. Two queries."""
    ticked = {value: Q(at_the_door__affiliation=value) for value in Affiliation.values}
    counts = {f"{_DOOR}{value}": Count("at_the_door", filter=which) for value, which in ticked.items()}
    found = plan.called_meetings.filter(pk=pk).annotate(**counts)
    return found.select_related("series").prefetch_related("agenda").first()


def held_as(called: CalledMeeting) -> Meeting | None:
    """The meeting that a called one became."""
    return Meeting.objects.filter(called=called).first()
