"""Drafting together: inviting, proposing words, accepting them, and talking about a field.

Only the owner changes a proposal's words. Whoever else has better ones proposes them, and the owner accepts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager

from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Refused, Stale
from directory.models import Office
from directory.powers import Power
from proposals.drafts import ProposalDraft, text_problems
from proposals.models import CoAuthor, Comment, Plan, PlanLine, Proposal, Right, Suggestion
from proposals.together import UNDER_REVIEW, WRITABLE, lets, may_be_invited, may_only_review, or_reviews
from proposals.verbs.drafting import edit_proposal
from proposals.word_changes import FIELDS
from proposals.wordings import COMMENTED, changed, for_people, hash_in, text_in, words_of
from proposals.written import draft_of
from workflow import door
from workflow.sets import write_columns

LONGEST_NOTE, LONGEST_COMMENT = 500, 2_000


def invite(*, plan: Plan, office: Office, right: str, by: Acting, proposal: Proposal | None = None) -> CoAuthor:
    """Invite an office to one draft, or to all drafts of a plan, those to come included.

    An office that is invited already gets the new right; its earlier invitation ends. The same right twice changes
    nothing but the event.

    Raises:
        NotHere, Refused, Stale: the plan is not one that the actor may write, or not with its owner.
        Invalid: the office is none that may be invited, or there is no such right.
    """
    with door.act(plan, "invite", by=by, power=Power.WRITE_PLAN, states=WRITABLE) as act:
        problems = []
        if right not in Right.values:
            problems.append(Problem("right", right, _("ไม่รู้จักสิทธินี้")))
        if not may_be_invited(plan).filter(pk=office.pk).exists():
            problems.append(Problem("office", str(office), _("เชิญตำแหน่งนี้ไม่ได้")))
        if proposal is not None and proposal.plan_id != plan.pk:
            problems.append(Problem("proposal", proposal.reference, _("โครงการนี้ไม่อยู่ในแผน")))
        if problems:
            raise Invalid(problems)
        standing = CoAuthor.objects.filter(plan=plan, proposal=proposal, office=office, ended_at__isnull=True)
        invitation = standing.filter(right=right).first()
        if invitation is None:
            standing.update(ended_at=clock.now())
            invitation = CoAuthor.objects.create(
                plan=plan, proposal=proposal, office=office, right=right, invited_by=by.office, invited_at=clock.now()
            )
        act.data = {"invitation": invitation.pk, "office": office.pk, "right": right}
    return invitation


def end_invitation(*, invitation: CoAuthor, by: Acting) -> CoAuthor:
    """End an invitation, as its owner or as the office invited; its rights end at once. Repeating it is `Stale`.

    Raises:
        NotHere, Refused: the plan is not the actor's to write, nor the invitation theirs.
        Stale: it has ended already.
    """

    def is_invited(acting: Acting) -> bool:
        mine = CoAuthor.objects.filter(pk=invitation.pk, office=acting.office, ended_at__isnull=True)
        return mine.exists()

    plan = invitation.plan
    with door.act(plan, "end_invitation", by=by, power=Power.WRITE_PLAN, also=is_invited) as act:
        door.lock(invitation)
        if invitation.ended_at is not None:
            raise Stale(door.who_changed(plan))
        invitation.ended_at = clock.now()
        invitation.save(update_fields=["ended_at"])
        act.data = {"invitation": invitation.pk}
    return invitation


def suggest_changes(*, proposal: Proposal, changes: Mapping[str, str], by: Acting, note: str = "") -> list[Suggestion]:
    """Propose other words for fields of a draft; the owner decides on each.

    Invited offices propose while the plan is with its owner; who reviews it, while it is under review and returned.
    A text that the field says already is passed over. Not idempotent: a repetition proposes the same again.

    Raises:
        NotHere, Refused, Stale: the actor was not invited to suggest, or it is not the time.
        Invalid: nothing is changed, a field is none that takes suggestions, or a text is wrong for it; each is named.
    """
    plan = proposal.plan
    states = UNDER_REVIEW if may_only_review(by, proposal) else WRITABLE
    with _act_on(plan, "suggest_changes", by, states, or_reviews(Right.SUGGEST, proposal)) as act:
        door.lock(proposal)
        row = row_on_desk(proposal)
        now = row.proposal_version
        words = words_of(now)
        wanted = {field: text for field, text in changes.items() if field not in words or text_in(words, field) != text}
        _check(draft_of(now), wanted, note, plan)
        made = Suggestion.objects.bulk_create(
            [
                Suggestion(
                    proposal=proposal,
                    field=field,
                    revision=proposal.revision,
                    before_hash=hash_in(words, field),
                    text=text,
                    note=note.strip(),
                    office=by.office,
                    user=by.user,
                    made_at=clock.now(),
                )
                for field, text in wanted.items()
            ]
        )
        act.items = [(suggestion.pk, "", Suggestion.State.OPEN.value) for suggestion in made]
        act.data = {"proposal": proposal.pk, "fields": sorted(wanted)}
    return made


def _check(draft: ProposalDraft, wanted: Mapping[str, str], note: str, plan: Plan) -> None:
    """Whether each text could stand in its field; what else the draft still lacks is its owner's affair."""
    problems = text_problems("note", note, most=LONGEST_NOTE)
    if not wanted:
        problems.append(Problem("changes", "", _("ยังไม่มีข้อความใดที่ต่างจากเดิม")))
    known = {(problem.field, problem.message) for problem in draft.problems("", plan.cycle, plan.area_code)}
    for field, text in wanted.items():
        try:
            found = changed(draft, field, text).problems("", plan.cycle, plan.area_code)
        except Invalid as refusal:
            problems += refusal.problems
        else:
            problems += [each for each in found if (each.field, each.message) not in known]
    if problems:
        raise Invalid(problems)


def accept_suggestions(*, proposal: Proposal, suggestions: Sequence[Suggestion], by: Acting, seen: int) -> Proposal:
    """Put proposed words into a draft, one or several at once, as the owner's own edit.

    ``seen`` is the proposal's revision on the owner's screen. All or none: a suggestion made on words that have
    changed since is refused with both texts.

    Raises:
        NotHere, Refused: only who writes for the owner accepts.
        Stale: somebody saved the draft meanwhile, a suggestion is decided already, or its field says something else.
        Invalid: none or foreign suggestions, two for one field, or the draft would not be right with them.
    """
    plan = proposal.plan
    with _act_on(plan, "accept_suggestions", by, WRITABLE) as act:
        chosen = _locked(proposal, suggestions)
        door.lock(proposal)
        if proposal.revision != seen:
            raise Stale(door.who_changed(plan))
        now = row_on_desk(proposal).proposal_version
        words = words_of(now)
        fields = [suggestion.field for suggestion in chosen]
        if twice := sorted({field for field in fields if fields.count(field) > 1}):
            raise Invalid([Problem(field, str(FIELDS[field]), _("รับได้ข้อเสนอเดียวต่อหนึ่งช่อง")) for field in twice])
        draft = draft_of(now)
        for suggestion in chosen:
            if suggestion.before_hash != hash_in(words, suggestion.field):
                raise Stale(_both_texts(suggestion, text_in(words, suggestion.field)))
            draft = changed(draft, suggestion.field, suggestion.text)
        edit_proposal(proposal=proposal, draft=draft, by=by, seen=seen)
        _decide(chosen, Suggestion.State.ACCEPTED, by)
        act.items = [(each.pk, Suggestion.State.OPEN.value, Suggestion.State.ACCEPTED.value) for each in chosen]
        act.data = {"proposal": proposal.pk}
    return proposal


def _both_texts(suggestion: Suggestion, now: str) -> str:
    field = suggestion.field
    return _("ช่อง “%(field)s” เปลี่ยนไปแล้วหลังมีข้อเสนอนี้ ตอนนี้เขียนว่า “%(now)s” ข้อเสนอคือ “%(text)s”") % {
        "field": FIELDS[field],
        "now": for_people(field, now, {}),
        "text": for_people(field, suggestion.text, {}),
    }


def decline_suggestions(
    *, proposal: Proposal, suggestions: Sequence[Suggestion], by: Acting, reason: str = ""
) -> list[Suggestion]:
    """Decline proposed words, with a reason or without one. The words stay readable to both.

    Raises:
        NotHere, Refused: only who writes for the owner declines.
        Stale: one is decided already.
        Invalid: none or foreign suggestions, or the reason is too long.
    """
    with _act_on(proposal.plan, "decline_suggestions", by, WRITABLE) as act:
        if problems := text_problems("reason", reason, most=LONGEST_NOTE):
            raise Invalid(problems)
        chosen = _locked(proposal, suggestions)
        _decide(chosen, Suggestion.State.DECLINED, by, reason.strip())
        act.items = [(each.pk, Suggestion.State.OPEN.value, Suggestion.State.DECLINED.value) for each in chosen]
        act.data = {"proposal": proposal.pk}
    return chosen


def withdraw_suggestion(*, suggestion: Suggestion, by: Acting) -> Suggestion:
    """Take back one's own suggestion before it is decided.

    Raises:
        NotHere: the actor neither sees the draft nor was invited, or no longer.
        Refused: another office made it.
        Stale: it is decided already.
    """
    proposal, plan = suggestion.proposal, suggestion.proposal.plan
    also = or_reviews(Right.COMMENT, proposal)
    with _act_on(plan, "withdraw_suggestion", by, {*WRITABLE, *UNDER_REVIEW}, also) as act:
        if suggestion.office_id != by.office.pk:
            raise Refused(_("ถอนได้เฉพาะข้อเสนอของตำแหน่งท่าน"))
        _decide(_locked(proposal, [suggestion]), Suggestion.State.WITHDRAWN, by)
        act.data = {"proposal": proposal.pk, "suggestion": suggestion.pk}
    suggestion.refresh_from_db()
    return suggestion


def comment_on(*, proposal: Proposal, field: str, text: str, by: Acting, parent: Comment | None = None) -> Comment:
    """Write a word on a field of a draft, or an answer to one. An answer stands in its thread's field.

    Raises:
        NotHere, Refused, Stale: the actor neither writes for the owner nor was invited, or it is not the time.
        Invalid: no such field, no words, too many, or the thread is another draft's or resolved.
    """
    plan = proposal.plan
    with _act_on(plan, "comment_on", by, WRITABLE, lets(Right.COMMENT, proposal)) as act:
        problems = text_problems("text", text, most=LONGEST_COMMENT, required=True)
        if field not in COMMENTED:
            problems.append(Problem("field", field, _("ไม่มีช่องนี้")))
        if parent is not None and _is_no_thread(parent, proposal, field):
            problems.append(Problem("parent", "", _("ไม่มีเรื่องนี้ให้ตอบ หรือปิดไปแล้ว")))
        if problems:
            raise Invalid(problems)
        comment = Comment.objects.create(
            proposal=proposal,
            field=field,
            parent=parent,
            text=text.strip(),
            office=by.office,
            user=by.user,
            written_at=clock.now(),
        )
        act.data = {"proposal": proposal.pk, "comment": comment.pk}
    return comment


def _is_no_thread(parent: Comment, proposal: Proposal, field: str) -> bool:
    parent.refresh_from_db()
    is_elsewhere = parent.proposal_id != proposal.pk or parent.field != field
    return is_elsewhere or parent.parent_id is not None or parent.resolved_at is not None


def resolve_comment(*, comment: Comment, by: Acting) -> Comment:
    """Close a thread: who writes for the owner, or the office that opened it.

    Raises:
        NotHere, Refused: as `comment_on`, or another office's thread.
        Stale: it is closed already.
        Invalid: it is an answer, not a thread.
    """
    proposal, plan = comment.proposal, comment.proposal.plan
    is_invited = lets(Right.COMMENT, proposal)

    def opened_it(acting: Acting) -> bool:
        return comment.office_id == acting.office.pk and is_invited(acting)

    with _act_on(plan, "resolve_comment", by, WRITABLE, opened_it) as act:
        door.lock(comment)
        if comment.parent_id is not None:
            raise Invalid.of("comment", "", _("ปิดได้ทั้งเรื่อง ไม่ใช่คำตอบเดียว"))
        if comment.resolved_at is not None:
            raise Stale(door.who_changed(plan))
        comment.resolved_at, comment.resolved_by = clock.now(), by.office
        comment.save(update_fields=["resolved_at", "resolved_by"])
        act.data = {"proposal": proposal.pk, "comment": comment.pk}
    return comment


# --- What they share ---


def row_on_desk(proposal: Proposal) -> PlanLine:
    """What the version on the desk says of a proposal.

    Raises:
        NotHere: it is not in it.
    """
    found = PlanLine.objects.filter(version=proposal.plan.current_version_id, line__proposal=proposal)
    row = found.select_related("proposal_version", "line").first()
    if row is None:
        raise NotHere(_("โครงการนี้ไม่อยู่ในแผนฉบับปัจจุบัน"))
    return row


def _act_on(
    plan: Plan, verb: str, by: Acting, states: Collection[str], also: Callable[[Acting], bool] | None = None
) -> AbstractContextManager[door.Act]:
    return door.act(plan, verb, by=by, power=Power.WRITE_PLAN, states=states, also=also)


def _locked(proposal: Proposal, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """The suggestions as they are now, in their order; the plan around them is locked.

    Raises:
        Invalid: there is none, or one is another draft's.
        Stale: one is decided already.
    """
    wanted = [suggestion.pk for suggestion in suggestions]
    found = {each.pk: each for each in Suggestion.objects.filter(pk__in=wanted, proposal=proposal)}
    if not wanted or len(found) != len(set(wanted)):
        raise Invalid.of("suggestions", "", _("เลือกข้อเสนอของโครงการนี้อย่างน้อยหนึ่งข้อ"))
    if any(each.state != Suggestion.State.OPEN for each in found.values()):
        raise Stale(door.who_changed(proposal.plan))
    return [found[pk] for pk in sorted(found)]


def _decide(suggestions: list[Suggestion], state: str, by: Acting, reason: str = "") -> None:
    for suggestion in suggestions:
        suggestion.state, suggestion.reason = state, reason
        suggestion.decided_by, suggestion.decided_at = by.office, clock.now()
    write_columns(suggestions, ["state", "reason", "decided_by", "decided_at"])
