"""Public hearings on the province's draft: which notice holds, what was said, shown and answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery

from approvals.models import Answered, CommentAnswer, CommentView, HearingComment, HearingNotice, Worksheet
from directory import clock
from directory.errors import NotHere
from proposals.models import Plan, PlanLine


def notice_of(plan: Plan) -> HearingNotice | None:
    """The notice of a plan's hearing that holds now. One query."""
    return HearingNotice.objects.filter(plan=plan, replaced_by__isnull=True).order_by("-pk").first()


def notice_with(code: str) -> HearingNotice:
    """The notice that a public address names, also one that another replaced.

    Raises:
        NotHere: there is none.
    """
    found = HearingNotice.objects.filter(code=code).select_related("plan__owner", "plan__area", "replaced_by").first()
    if found is None or not code:
        raise NotHere("")
    return found


def takes_comments(notice: HearingNotice, day: date | None = None) -> bool:
    """Whether anybody may write today: from the first to the last day, under the notice that holds."""
    day = day or clock.today()
    return notice.opens_on <= day <= notice.closes_on and not hasattr(notice, "replaced_by")


def comments_on(notice: HearingNotice) -> QuerySet[HearingComment]:
    """What was said under a notice, each with whether it is shown (None: nobody has looked yet) and why not."""
    last = CommentView.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    answers = Answered.objects.filter(comment=OuterRef("pk")).order_by("-pk")
    return (
        HearingComment.objects.filter(notice=notice)
        .annotate(
            is_shown=Subquery(last.values("is_shown")[:1]),
            hidden_because=Subquery(last.values("reason")[:1]),
            answered_by=Subquery(answers.values("answer")[:1]),
        )
        .order_by("number")
    )


SHOWN = ("waiting", "shown", "hidden", "unanswered", "all")


def notice_asked_for(plan: Plan, code: str) -> HearingNotice | None:
    """The notice of a plan that an address names, or the last one; None without any. One query.

    Raises:
        NotHere: the plan has none of this code.
    """
    notices = HearingNotice.objects.filter(plan=plan).order_by("-pk")
    found = notices.filter(code=code).first() if code else notices.first()
    if code and found is None:
        raise NotHere("")
    return found


def as_filtered(comments: Sequence[HearingComment], shown: str) -> list[HearingComment]:
    """Of comments that `comments_on` read, those that are asked for; at first what nobody looked at. No query."""
    holds: dict[str, Callable[[Any], bool]] = {
        "shown": lambda each: each.is_shown is True,
        "hidden": lambda each: each.is_shown is False,
        "unanswered": lambda each: each.answered_by is None,
        "all": lambda _each: True,
    }
    wanted = holds.get(shown, lambda each: each.is_shown is None)
    return [each for each in comments if wanted(each)]


def shown_to_all(notice: HearingNotice) -> QuerySet[HearingComment]:
    """What the public reads: what an officer has looked at and shows."""
    return comments_on(notice).filter(Q(is_shown=True))


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer with the comments that it answers."""

    answer: CommentAnswer
    comments: Sequence[HearingComment]


def by_topic(comments: Sequence[HearingComment]) -> tuple[list[Topic], list[HearingComment]]:
    """Comments under their answers, in the order of the first of each; and those without one. One query."""
    groups: dict[int, list[HearingComment]] = {}
    left: list[HearingComment] = []
    for comment in comments:
        answer = getattr(comment, "answered_by", None)
        if answer is None:
            left.append(comment)
        else:
            groups.setdefault(answer, []).append(comment)
    answers = CommentAnswer.objects.in_bulk(groups)
    return [Topic(answers[key], own) for key, own in groups.items()], left


@dataclass(frozen=True, slots=True)
class Tally:
    """How many comments there are, how they came, what of them is shown, and how many are answered."""

    all: int
    on_paper: int
    waiting: int
    shown: int
    hidden: int
    answered: int


def tally(comments: Sequence[HearingComment]) -> Tally:
    """The counts of comments that `comments_on` read. No query."""
    shown: Counter[bool | None] = Counter(getattr(comment, "is_shown", None) for comment in comments)
    return Tally(
        all=len(comments),
        on_paper=sum(comment.office_id is not None for comment in comments),
        waiting=shown[None],
        shown=shown[True],
        hidden=shown[False],
        answered=sum(getattr(comment, "answered_by", None) is not None for comment in comments),
    )


def draft_shown(notice: HearingNotice) -> QuerySet[PlanLine]:
    """The projects of the draft as it lies before the committee, where the notice says that they are shown.

    None while the draft is being changed: half of a change is no draft.
    """
    if not notice.shows_draft:
        return PlanLine.objects.none()
    laid = Worksheet.objects.filter(plan=notice.plan_id).values("laid_version")
    rows = PlanLine.objects.filter(version__in=laid).select_related("proposal_version", "agency")
    return rows.order_by("rank", "line__number")


def next_number(notice: HearingNotice) -> int:
    """The number of the next comment."""
    last = HearingComment.objects.filter(notice=notice).aggregate(last=Max("number"))["last"]
    return int(last or 0) + 1
