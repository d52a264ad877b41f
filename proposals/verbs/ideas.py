"""What people say at a forum: collected, grouped, made into proposals.

Ideas are a forum's notebook, not yet contents of the plan: the door is asked who may write and when, but no event is
appended, because an event says at which second it was written, and so who may have been speaking then. What becomes of
them, the proposals, is on the chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem, Stale
from directory.powers import Power
from proposals import rules
from proposals.drafts import ProposalDraft, text_problems
from proposals.forum_drafts import MOST_IDEAS, IdeaDraft
from proposals.models import CalledMeeting, Idea, IdeaGroup, IdeaUse, Meeting, Plan, PlanState, Proposal
from proposals.verbs.drafting import draft_proposals
from workflow import door

ENDED = (PlanState.CLOSED, PlanState.WITHDRAWN, PlanState.ANSWERED)


@contextmanager
def _at_the_notebook(plan: Plan, by: Acting) -> Iterator[None]:
    """Ask what the door asks, in its order, and hold the plan's row; nothing is written down about who or when.

    Raises:
        NotHere, Refused, Stale, Invalid: before the block runs.
    """
    with transaction.atomic():
        door.admit(plan, Power.WRITE_PLAN, by)
        door.lock(plan)
        if plan.state in ENDED:
            raise Stale(door.who_changed(plan))
        if not rules.is_a_subdistrict_plan(plan):
            raise Invalid.of("plan", plan.reference, _("แผนนี้ไม่ใช่แผนระดับตำบล"))
        yield


def collect_ideas(
    *,
    plan: Plan,
    ideas: Sequence[IdeaDraft],
    by: Acting,
    meeting: Meeting | None = None,
    called: CalledMeeting | None = None,
) -> list[Idea]:
    """Write down what people said, in the order given, at a meeting that is called or was held.

    Of who wrote it down and when, nothing is kept: what a phone sends days later belongs to the day of its meeting. Not
    idempotent: a repetition writes them again.

    Raises:
        NotHere, Refused, Stale: the plan is not one that the actor may write, or has come to its end.
        Invalid: nothing was said, too much at once, a text is wrong, named as ``ideas[2].text``, or the day of the
            meeting is to come.
    """
    with _at_the_notebook(plan, by):
        problems = [p for i, idea in enumerate(ideas) for p in idea.problems(f"ideas[{i}].", plan.area_code)]
        if not 0 < len(ideas) <= MOST_IDEAS:
            expected = _("ต้องมีอย่างน้อยหนึ่งข้อ และไม่เกิน %(most)s ข้อต่อครั้ง") % {"most": MOST_IDEAS}
            problems.append(Problem("ideas", str(len(ideas)), expected))
        if any(at is not None and at.plan_id != plan.pk for at in (meeting, called)):
            problems.append(Problem("meeting", "", _("การประชุมนี้เป็นของแผนอื่น")))
        if called is not None and called.held_on > clock.today():
            problems.append(Problem("meeting", called.title, _("ยังไม่ถึงวันประชุม จดความคิดเห็นได้ตั้งแต่วันประชุม")))
        if problems:
            raise Invalid(problems)
        last = Idea.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        return Idea.objects.bulk_create(
            [
                Idea(
                    plan=plan,
                    number=number,
                    text=idea.text.strip(),
                    said_by=idea.said_by.strip(),
                    village=idea.village,
                    meeting=meeting,
                    called=called,
                )
                for number, idea in enumerate(ideas, last + 1)
            ]
        )


def group_ideas(*, plan: Plan, ideas: Sequence[Idea], title: str, by: Acting) -> IdeaGroup | None:
    """Put ideas under a title; a blank one takes them out of their groups. A group without ideas goes away.

    Raises:
        NotHere, Refused, Stale: as `collect_ideas`.
        Invalid: no idea is named, one is not of this plan, or the title is too long.
    """
    with _at_the_notebook(plan, by):
        problems = text_problems("title", title, most=200) + _problems_of(plan, ideas)
        if problems:
            raise Invalid(problems)
        group = None
        if title.strip():
            group, _made = IdeaGroup.objects.get_or_create(plan=plan, title=title.strip())
        Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).update(group=group)
        IdeaGroup.objects.filter(plan=plan, ideas__isnull=True).delete()
    return group


def remove_ideas(*, plan: Plan, ideas: Sequence[Idea], by: Acting) -> None:
    """Delete ideas from which nothing was made.

    Raises:
        NotHere, Refused, Stale: as `collect_ideas`.
        Invalid: one of them is not of this plan, or a proposal came of it.
    """
    with _at_the_notebook(plan, by):
        used = IdeaUse.objects.filter(idea__in=[idea.pk for idea in ideas]).values_list("idea__text", flat=True)
        problems = _problems_of(plan, ideas)
        problems += [Problem("ideas", text[:40], _("มีโครงการที่มาจากข้อนี้ จึงลบไม่ได้")) for text in used]
        if problems:
            raise Invalid(problems)
        Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).delete()
        IdeaGroup.objects.filter(plan=plan, ideas__isnull=True).delete()


def _problems_of(plan: Plan, ideas: Sequence[Idea]) -> list[Problem]:
    if not ideas:
        return [Problem("ideas", "", _("ต้องเลือกอย่างน้อยหนึ่งข้อ"))]
    return [Problem("ideas", idea.text[:40], _("ข้อนี้เป็นของแผนอื่น")) for idea in ideas if idea.plan_id != plan.pk]


@dataclass(frozen=True, slots=True)
class FromIdeas:
    """A proposal as it is drafted, and the ideas that it came of."""

    draft: ProposalDraft
    ideas: Sequence[Idea]


def draft_from_ideas(*, plan: Plan, made: Sequence[FromIdeas], by: Acting) -> list[Proposal]:
    """Write proposals that came of ideas, and keep which came of which. An idea may lead to several.

    Raises:
        NotHere, Refused, Stale, Invalid: as `draft_proposals`; an idea is missing or of another plan.
    """
    with transaction.atomic():
        proposals = draft_proposals(plan=plan, drafts=[each.draft for each in made], by=by)
        problems = [problem for each in made for problem in _problems_of(plan, each.ideas)]
        if problems:
            raise Invalid(problems)
        IdeaUse.objects.bulk_create(
            [
                IdeaUse(idea=idea, proposal=proposal)
                for each, proposal in zip(made, proposals, strict=True)
                for idea in each.ideas
            ]
        )
    return proposals
