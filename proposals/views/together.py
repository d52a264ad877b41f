"""Drafting together: the room of one draft, other words for it, words about a field, who is invited, what it said."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, NotHere, Refused
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.powers import Power
from proposals.actions import EDIT
from proposals.drafting_room import (
    changes_in_words,
    fields_of,
    invited_to,
    pair_of,
    proposed_in,
    threads_of,
    wordings_of,
)
from proposals.forms.together import WHOLE_PLAN, CommentForm, DecideForm, InviteForm, SuggestForm, decisions
from proposals.models import CoAuthor, Comment, Plan, PlanLine, Proposal, Right, Suggestion
from proposals.page import is_open_to
from proposals.together import (
    ORDER,
    UNDER_REVIEW,
    WRITABLE,
    draft_of,
    invitations_of,
    is_own,
    may_be_invited,
    reviews,
)
from proposals.verbs.together import (
    accept_suggestions,
    comment_on,
    decline_suggestions,
    end_invitation,
    invite,
    resolve_comment,
    suggest_changes,
    withdraw_suggestion,
)
from proposals.word_changes import FIELDS
from proposals.wordings import COMMENTED, words_of
from workflow.law import can_see, may

A_PAGE = 200


class Room:
    """One draft as one office may work on it."""

    def __init__(self, by: Acting, row: PlanLine, right: str) -> None:
        self.by, self.row, self.right = by, row, right
        self.proposal: Proposal = row.line.proposal
        self.plan: Plan = self.proposal.plan
        self.is_own = is_own(by, self.plan)
        self.writes = may(by, Power.WRITE_PLAN, self.plan)
        self.sees_plan = can_see(by, self.plan)
        self.only_reviews = not self.is_own and not right and reviews(by, self.plan)

    @property
    def is_writable(self) -> bool:
        """Whether its words may be changed now."""
        return self.plan.state in WRITABLE and self.row.version_id == self.plan.current_version_id

    @property
    def talks(self) -> bool:
        """Whether the comments are this office's to read."""
        return self.is_own or bool(self.right)

    @property
    def may_talk(self) -> bool:
        """Whether the page offers to write a comment."""
        return self.is_writable and (self.writes or bool(self.right))

    @property
    def may_suggest(self) -> bool:
        """Whether the page offers to propose words."""
        if self.only_reviews:
            return self.plan.state in UNDER_REVIEW
        return self.is_writable and (self.writes or ORDER.get(self.right, 0) >= ORDER[Right.SUGGEST])

    @property
    def may_edit(self) -> bool:
        """Whether the page offers to change the words at once."""
        if self.right == Right.WRITE and self.is_writable:
            return True
        return self.sees_plan and self.is_writable and is_open_to(EDIT, self.plan, self.by)

    @property
    def may_decide(self) -> bool:
        """Whether the page offers to accept and decline."""
        return self.is_own and self.is_writable and is_open_to(EDIT, self.plan, self.by)

    def require(self, *, allowed: bool) -> None:
        """Nobody fills in a form that is not theirs to send.

        Raises:
            Refused: the office may not.
        """
        if not allowed:
            raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": self.by.office})

    def address(self, name: str = "proposal_together", *rest: Any) -> str:
        """Where a page of this draft lies."""
        return reverse(name, args=[self.plan.reference, self.proposal.reference, *rest])

    def context(self, **more: Any) -> dict[str, Any]:
        """What every page of the room needs."""
        return {"room": self, "plan": self.plan, "proposal": self.proposal, "words": self.row.proposal_version, **more}


def room_of(request: ActingRequest, reference: str, proposal_reference: str) -> Room:
    """The room of an address.

    Raises:
        NotHere: no such draft, or neither seen nor invited.
    """
    return Room(request.acting, *draft_of(request.acting, reference, proposal_reference))


@office_required
def together(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """The draft's room: every field with what is open about it, and what others propose, for the owner to decide."""
    room = room_of(request, reference, proposal_reference)
    room.require(allowed=room.talks or room.only_reviews)
    words = words_of(room.row.proposal_version)
    made = Suggestion.objects.filter(proposal=room.proposal).select_related("office__body", "user", "decided_by__body")
    if not room.talks:
        made = made.filter(office=room.by.office)
    proposed = proposed_in(words, made)
    open_ones = [each for each in proposed if each.suggestion.state == Suggestion.State.OPEN]
    fitting = {each.suggestion.pk for each in open_ones if not each.is_outdated}
    form = DecideForm(
        request.POST if request.method == "POST" else None,
        suggestions=[each.suggestion for each in open_ones],
        fitting=fitting,
        initial={"revision": room.proposal.revision},
    )
    done = carried_out(
        request,
        form,
        lambda _values: _decide(room, form),
        to=room.address(),
        said=decisions().get(form.decision if form.is_bound else "", ""),
        names=_places(),
    )
    threads = threads_of(room.proposal) if room.talks else []
    context = room.context(
        fields=fields_of(words, threads),
        open_ones=open_ones,
        decided=[each for each in proposed if each.suggestion.state != Suggestion.State.OPEN],
        fitting=len(fitting),
        invited=invited_to(room.proposal) if room.talks else [],
    )
    return done or show(request, "proposals/together.html", context, form)


def _places() -> dict[str, str]:
    """Where the room shows what is wrong with an accepted text: at no field of its own, with the field's name."""
    return {name: str(label) for name, label in FIELDS.items()} | {"changes": "", "parent": ""}


def _decide(room: Room, form: DecideForm) -> Any:
    proposal, chosen = room.proposal, form.chosen
    if form.decision in {"accept", "accept_all"}:
        return accept_suggestions(proposal=proposal, suggestions=chosen, by=room.by, seen=form.cleaned_data["revision"])
    if form.decision == "decline":
        reason = form.cleaned_data["reason"]
        return decline_suggestions(proposal=proposal, suggestions=chosen, by=room.by, reason=reason)
    if form.decision == "withdraw" and len(chosen) == 1:
        chosen[0].proposal = proposal
        return withdraw_suggestion(suggestion=chosen[0], by=room.by)
    raise Invalid.of("suggestions", "", _("เลือกข้อเสนอของโครงการนี้อย่างน้อยหนึ่งข้อ"))


@office_required
def suggest_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Propose other words for the fields of form ผ.02."""
    room = room_of(request, reference, proposal_reference)
    room.require(allowed=room.may_suggest)
    form = SuggestForm(typed(request), plan=room.plan, words=words_of(room.row.proposal_version))

    def do(values: dict[str, Any]) -> list[Suggestion]:
        return suggest_changes(proposal=room.proposal, changes=form.changes, by=room.by, note=values["note"] or "")

    to, said = room.address(), _("ส่งข้อเสนอให้เจ้าของแล้ว")
    done = carried_out(request, form, do, to=to, said=said, names={"changes": "title"}, makes_new=True)
    return done or show(request, "proposals/suggest.html", room.context(), form)


@office_required
def comments_page(request: ActingRequest, reference: str, proposal_reference: str, field: str) -> HttpResponse:
    """What was said about one field: ask, answer, close a thread."""
    room = room_of(request, reference, proposal_reference)
    if field not in COMMENTED:
        raise NotHere("")
    room.require(allowed=room.talks)
    form = CommentForm(typed(request))
    threads = [thread for thread in threads_of(room.proposal) if thread.comment.field == field]
    closing = request.POST.get("close", "")

    def do(values: dict[str, Any]) -> Comment:
        parent = _comment_in(threads, values["parent"]) if values["parent"] else None
        return comment_on(proposal=room.proposal, field=field, text=values["text"], by=room.by, parent=parent)

    def close(_values: dict[str, Any]) -> Comment:
        comment = _comment_in(threads, int(closing) if closing.isdecimal() else 0)
        comment.proposal = room.proposal
        return resolve_comment(comment=comment, by=room.by)

    here = room.address("proposal_comments", field)
    if request.method == "POST" and closing:
        done = carried_out(request, None, close, to=here, said=_("ปิดเรื่องแล้ว"))
    else:
        done = carried_out(request, form, do, to=here, said=_("บันทึกข้อความแล้ว"), makes_new=True)
    (shown,) = (each for each in fields_of(words_of(room.row.proposal_version), threads) if each.name == field)
    context = room.context(threads=threads, field=shown, label=FIELDS[field])
    return done or show(request, "proposals/comments.html", context, form)


def _comment_in(threads: list[Any], pk: int) -> Comment:
    found = next((thread.comment for thread in threads if thread.comment.pk == pk), None)
    if found is None:
        raise NotHere("")
    return found


@office_required
def invite_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Who is invited to a draft; invite another, end an invitation."""
    room = room_of(request, reference, proposal_reference)
    ending = request.POST.get("end", "")
    invited = invited_to(room.proposal)
    if not ending:
        room.require(allowed=room.may_decide)
    form = InviteForm(None if ending else typed(request), offices=may_be_invited(room.plan))

    def do(values: dict[str, Any]) -> CoAuthor:
        proposal = None if values["reach"] == WHOLE_PLAN else room.proposal
        return invite(plan=room.plan, office=values["office"], right=values["right"], by=room.by, proposal=proposal)

    def end(_values: dict[str, Any]) -> CoAuthor:
        invitation = next((each for each in invited if str(each.pk) == ending), None)
        if invitation is None:
            raise NotHere("")
        invitation.plan = room.plan
        return end_invitation(invitation=invitation, by=room.by)

    if ending:
        leads = room.address("proposal_invite") if room.may_decide else reverse("invitations")
        done = carried_out(request, None, end, to=leads, said=_("สิ้นสุดคำเชิญแล้ว"))
    else:
        done = carried_out(request, form, do, to=room.address("proposal_invite"), said=_("เชิญแล้ว"))
    return done or show(request, "proposals/invite.html", room.context(invited=invited), form)


@office_required
def versions_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """All that a draft said, by whom and when, and what changed between two of them, word by word."""
    room = room_of(request, reference, proposal_reference)
    wordings = wordings_of(room.proposal)
    if not room.talks:  # who only sees the plan reads what a meeting settled, and what it says now
        wordings = [each for each in wordings if each.frozen or each.is_present]
    a, b = pair_of(wordings, request.GET.get("a", ""), request.GET.get("b", ""))
    changes = changes_in_words(a.words, b.words) if a and b else []
    return show(request, "proposals/wordings.html", room.context(wordings=wordings, a=a, b=b, changes=changes))


@office_required
def invitations(request: ActingRequest) -> HttpResponse:
    """The drafts to which this office is invited, the latest invitation first."""
    found = invitations_of(request.acting).select_related("plan__owner", "plan__cycle", "plan__area", "proposal")
    single = [each for each in found.order_by("-pk") if each.proposal_id]
    whole = [each for each in found.order_by("-pk") if not each.proposal_id]
    rows = PlanLine.objects.filter(version__plan__current_version=F("version"))
    rows = rows.filter(
        Q(line__proposal__in=[each.proposal_id for each in single]) | Q(line__plan__in=[each.plan_id for each in whole])
    )
    rows = rows.select_related("line__proposal", "line__plan__owner", "line__plan__cycle", "proposal_version")
    context = {"rows": rows.order_by("line__plan_id", "line__number")[:A_PAGE], "found": [*whole, *single]}
    return show(request, "proposals/invitations.html", context)
