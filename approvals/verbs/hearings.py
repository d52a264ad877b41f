"""The public hearing on the province's draft: announcing it, writing comments down, showing and answering them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from approvals.hearings import next_number, notice_of, notice_with, takes_comments
from approvals.models import Answered, CommentAnswer, CommentView, HearingComment, HearingNotice
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem
from directory.powers import Power
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import Level, Plan, PlanState
from workflow import door

LONGEST_COMMENT = 4_000
MOST_COMMENTS = 20_000
STATES = (PlanState.GATHERING, PlanState.COMPILING)
HEARD = (*STATES, PlanState.ADOPTED)
"""What was said is looked at and answered until the governor has decided."""


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """When and where a hearing is held, and the days on which anybody may write."""

    title: str
    held_on: date
    place: str
    opens_on: date
    closes_on: date
    starts_at: time = time(9)
    text: str = ""
    shows_draft: bool = False
    reference: str = ""

    def problems(self) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("title", self.title, most=200, required=True)
        found += text_problems("place", self.place, most=200, required=True)
        found += text_problems("text", self.text, most=LONGEST_TEXT)
        found += text_problems("reference", self.reference, most=300)
        if self.closes_on < self.opens_on:
            found.append(Problem("closes_on", self.closes_on.isoformat(), _("ต้องไม่มาก่อนวันเปิดรับความคิดเห็น")))
        elif self.closes_on < clock.today():
            found.append(Problem("closes_on", self.closes_on.isoformat(), _("ต้องไม่เป็นวันที่ผ่านมาแล้ว")))
        return found


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """What somebody says, and under which name, if any."""

    text: str
    name: str = ""
    about: str = ""

    def problems(self, where: str = "") -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems(f"{where}text", self.text, most=LONGEST_COMMENT, required=True)
        found += text_problems(f"{where}name", self.name, most=100)
        return found + text_problems(f"{where}about", self.about, most=200)


def announce_hearing(*, plan: Plan, draft: NoticeDraft, by: Acting) -> HearingNotice:
    """Announce a hearing on the province's draft: from now on its public page says when and where, and takes comments.

    Another notice replaces the one before under a code of its own; what was said under that one stays there and is
    answered there. Not idempotent.

    Raises:
        NotHere, Refused, Stale: as the door does.
        Invalid: another level's plan, no title or place, a last day before the first or in the past; each is named.
    """
    with door.act(plan, "announce_hearing", by=by, power=Power.WRITE_PLAN, states=STATES) as act:
        problems = draft.problems()
        if plan.level != Level.PROVINCE:
            problems.append(Problem("plan", plan.reference, _("เฉพาะร่างแผนจังหวัดที่เปิดรับฟังความคิดเห็น")))
        if problems:
            raise Invalid(problems)
        notice = HearingNotice.objects.create(
            plan=plan,
            code=secrets.token_hex(6),
            title=draft.title.strip(),
            held_on=draft.held_on,
            starts_at=draft.starts_at,
            place=draft.place.strip(),
            opens_on=draft.opens_on,
            closes_on=draft.closes_on,
            text=draft.text.strip(),
            shows_draft=draft.shows_draft,
            reference=draft.reference.strip(),
            office=by.office,
            published_at=clock.now(),
            replaces=notice_of(plan),
        )
        act.data = {"notice": notice.pk}
    return notice


@transaction.atomic
def say_in_public(*, code: str, draft: CommentDraft, key: str) -> HearingComment:
    """Write down what somebody says on the public page. Nobody outside reads it before an officer has looked at it.

    Nothing else of them is kept: no address, no device, the day but no time, and no name unless they typed one. Like
    what is said at a forum it stands outside of the plan's chain, whose events would tell the second. The same ``key``
    again is the same comment.

    Raises:
        NotHere: there is no such hearing.
        Invalid: it takes no comments today, or no more; or a value is wrong.
    """
    notice = notice_with(code)
    door.lock(notice)
    if before := HearingComment.objects.filter(key=key).first():
        return before
    problems = draft.problems()
    if not takes_comments(notice):
        problems.append(Problem("text", "", _("วันนี้ไม่ได้เปิดรับความคิดเห็น")))
    return _written(notice, draft, key, None, clock.today(), problems)


def record_comment(
    *, plan: Plan, draft: CommentDraft, said_on: date, by: Acting, code: str = "", key: str = ""
) -> HearingComment:
    """Write down what somebody said on paper or at the hearing itself; it is told apart from what came by itself.

    May be done after the last day, as papers are read then. Not idempotent.

    Raises:
        NotHere, Refused, Stale: as the door does; no hearing has been announced.
        Invalid: a value is wrong, or a day to come.
    """
    with door.act(plan, "record_comment", by=by, power=Power.WRITE_PLAN, states=HEARD) as act:
        notice = _notice(plan, code)
        door.lock(notice)
        problems = draft.problems()
        if said_on > clock.today():
            problems.append(Problem("said_on", said_on.isoformat(), _("ต้องไม่เป็นวันข้างหน้า")))
        comment = _written(notice, draft, key or secrets.token_hex(16), by, said_on, problems)
        act.data = {"comment": comment.pk}
    return comment


def _written(
    notice: HearingNotice, draft: CommentDraft, key: str, by: Acting | None, said_on: date, problems: list[Problem]
) -> HearingComment:
    number = next_number(notice)
    if number > MOST_COMMENTS:
        problems.append(Problem("text", "", _("รับความคิดเห็นครบจำนวนแล้ว กรุณาส่งเป็นหนังสือ")))
    if problems:
        raise Invalid(problems)
    return HearingComment.objects.create(
        notice=notice,
        number=number,
        name=draft.name.strip(),
        about=draft.about.strip(),
        text=draft.text.strip(),
        key=key[:32],
        office=by.office if by else None,
        said_on=said_on,
    )


def _notice(plan: Plan, code: str) -> HearingNotice:
    found = HearingNotice.objects.filter(plan=plan, code=code).first() if code else notice_of(plan)
    if found is None:
        raise NotHere(_("ยังไม่ได้ประกาศการรับฟังความคิดเห็น"))
    return found


def _comments(notice: HearingNotice, numbers: Sequence[int]) -> list[HearingComment]:
    found = list(HearingComment.objects.filter(notice=notice, number__in=numbers).order_by("number"))
    known = {comment.number for comment in found}
    problems = [Problem("comments", str(n), _("ไม่มีความคิดเห็นนี้")) for n in numbers if n not in known]
    if not numbers:
        problems.append(Problem("comments", "", _("ต้องเลือกอย่างน้อยหนึ่งความคิดเห็น")))
    if problems:
        raise Invalid(problems)
    return found


def show_comments(
    *, plan: Plan, numbers: Sequence[int], shown: bool, by: Acting, reason: str = "", code: str = ""
) -> list[CommentView]:
    """Show comments to the public, or hide them with a reason, such as somebody's telephone number in the text.

    A hidden comment is never deleted: it counts, is answered, and stands in the report by number and reason alone. The
    last decision holds; the earlier ones stay. What stands so already is left out.

    Raises:
        NotHere, Refused, Stale: as the door does; no hearing has been announced.
        Invalid: no comment, an unknown one, or hiding without a reason.
    """
    with door.act(plan, "show_comments", by=by, power=Power.WRITE_PLAN, states=HEARD) as act:
        comments = _comments(_notice(plan, code), numbers)
        if problems := text_problems("reason", reason, most=300, required=not shown):
            raise Invalid(problems)
        last = {view.comment_id: view for view in CommentView.objects.filter(comment__in=comments).order_by("pk")}
        moment, why = clock.now(), "" if shown else reason.strip()
        views = CommentView.objects.bulk_create(
            CommentView(comment=comment, is_shown=shown, reason=why, office=by.office, decided_at=moment)
            for comment in comments
            if comment.pk not in last or (last[comment.pk].is_shown, last[comment.pk].reason) != (shown, why)
        )
        act.is_idle = not views
        act.data = {"shown": shown}
        act.items = [(view.comment_id, "", "shown" if shown else "hidden") for view in views]
    return views


def answer_comments(
    *, plan: Plan, numbers: Sequence[int], topic: str, result: str, text: str, by: Acting, code: str = ""
) -> CommentAnswer:
    """Answer a comment, or several that say the same at once under a topic. A later answer to one of them holds then.

    Raises:
        NotHere, Refused, Stale: as the door does; no hearing has been announced.
        Invalid: no comment or an unknown one, no topic or words, or an unknown result.
    """
    with door.act(plan, "answer_comments", by=by, power=Power.WRITE_PLAN, states=HEARD) as act:
        comments = _comments(_notice(plan, code), numbers)
        problems = text_problems("topic", topic, most=200, required=True)
        problems += text_problems("text", text, most=LONGEST_TEXT, required=True)
        if result not in CommentAnswer.Result.values:
            problems.append(Problem("result", result, _("ไม่รู้จักผลการพิจารณานี้")))
        if problems:
            raise Invalid(problems)
        answer = CommentAnswer.objects.create(
            topic=topic.strip(), result=result, text=text.strip(), office=by.office, answered_at=clock.now()
        )
        Answered.objects.bulk_create(Answered(answer=answer, comment=comment) for comment in comments)
        act.data = {"answer": answer.pk}
        act.items = [(comment.pk, "", "answered") for comment in comments]
    return answer
