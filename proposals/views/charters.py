"""The charters of the body that owns a plan: their list, their articles and versions, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from directory.errors import Invalid, NotHere
from directory.page import ActingRequest, office_required, show
from proposals.actions import CHARTER, CHARTER_ADOPT, CHARTER_EDIT, CHARTER_RENEW, CITE
from proposals.charters import (
    changes_between,
    charters_citable_in,
    charters_of,
    citations_of,
    meetings_that_may_adopt,
)
from proposals.forms.charters import AdoptCharterForm, CharterForm, CharterWordsForm, CiteForm
from proposals.models import Charter, CharterVersion, Meeting, Plan
from proposals.page import action_page, is_open_to, plan_of
from proposals.verbs.charters import adopt_charter, cite_articles, draft_charter, edit_charter, renew_charter
from proposals.views.drafting import page_of_one, row_of
from workflow.actions import Action


def _address(plan: Plan, charter: Charter) -> str:
    return reverse("charter", args=[plan.reference, charter.reference])


@office_required
def charters(request: ActingRequest, reference: str) -> HttpResponse:
    """The charters of the plan's owner."""
    plan = plan_of(request, reference)
    context = {
        "plan": plan,
        "tab": "charters",
        "charters": charters_of(plan),
        "may_begin": is_open_to(CHARTER, plan, request.acting),
    }
    return show(request, "proposals/charters.html", context)


def _charter_of(plan: Plan, reference: str, *also: str) -> Charter:
    """A charter of the plan's owner with all its versions and words.

    Raises:
        NotHere: there is none.
    """
    found = Charter.objects.filter(body=plan.owner_id, reference=reference)
    charter = found.prefetch_related("versions__articles", "versions__signatories", *also).first()
    if charter is None:
        raise NotHere(_("ไม่พบธรรมนูญนี้"))
    return charter


@office_required
def charter(request: ActingRequest, reference: str, charter_reference: str) -> HttpResponse:
    """One charter: its articles, who signs, its versions, and what changed between two of them word by word."""
    plan = plan_of(request, reference)
    found = _charter_of(plan, charter_reference, "versions__adopted_at")
    versions = list(found.versions.all())
    by_number = {str(version.number): version for version in versions}
    shown = by_number.get(request.GET.get("version", ""), versions[-1])
    earlier = by_number.get(request.GET.get("from", ""))
    before = [earlier] if earlier else [each for each in versions if each.number == shown.number - 1]
    is_open = versions[-1].frozen_at is None
    context = {
        "plan": plan,
        "tab": "charters",
        "charter": found,
        "versions": versions,
        "shown": shown,
        "earlier": before[0] if before else None,
        "changes": changes_between(list(before[0].articles.all()), list(shown.articles.all())) if before else [],
        "may_edit": is_open and is_open_to(CHARTER_EDIT, plan, request.acting),
        "may_adopt": is_open and is_open_to(CHARTER_ADOPT, plan, request.acting),
        "may_renew": not is_open and is_open_to(CHARTER_RENEW, plan, request.acting),
        "is_adopted": any(version.frozen_at for version in versions),
    }
    return show(request, "proposals/charter.html", context)


@office_required
def charter_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Begin a charter."""
    plan = plan_of(request, reference)

    def do(form: CharterForm) -> CharterVersion:
        values = form.cleaned_data
        return draft_charter(plan=plan, kind=values["kind"], title=values["title"], by=form.actor())

    return action_page(
        request,
        plan,
        CHARTER,
        do,
        form_class=CharterForm,
        said=_("เริ่มธรรมนูญแล้ว เขียนข้อความแต่ละข้อได้เลย"),
        to=lambda version: reverse("charter_edit", args=[plan.reference, version.charter.reference]),
        makes_new=True,
    )


def _page_of_one(
    request: ActingRequest,
    reference: str,
    charter_reference: str,
    action: Action,
    do: Callable[[Any, Plan, CharterVersion], Any],
    **page: Any,
) -> HttpResponse:
    """The page of one action on the latest version of a charter."""
    plan = plan_of(request, reference)
    found = _charter_of(plan, charter_reference)
    version = list(found.versions.all())[-1]
    version.charter = found
    asked = page.pop("asks", lambda _plan, _version: {})(plan, version)
    context = {"charter": found, "version": version}
    return action_page(
        request,
        plan,
        action,
        lambda form: do(form, plan, version),
        to=_address(plan, found),
        context=context,
        **page,
        **asked,
    )


@office_required
def charter_edit_page(request: ActingRequest, reference: str, charter_reference: str) -> HttpResponse:
    """Write the articles and the list of those who sign."""

    def do(form: CharterWordsForm, plan: Plan, version: CharterVersion) -> CharterVersion:
        seen = form.cleaned_data["revision"]
        return edit_charter(version=version, plan=plan, draft=form.draft, seen=seen, by=form.actor())

    return _page_of_one(
        request,
        reference,
        charter_reference,
        CHARTER_EDIT,
        do,
        form_class=CharterWordsForm,
        template="proposals/charter_edit.html",
        said=_("บันทึกข้อความธรรมนูญแล้ว"),
        names={"articles": _("ข้อ"), "signatories": _("ผู้ลงนาม")},
        asks=lambda _plan, version: {"version": version},
    )


@office_required
def charter_adopt_page(request: ActingRequest, reference: str, charter_reference: str) -> HttpResponse:
    """Adopt the charter by a meeting; without one that may, what is missing."""

    def do(form: AdoptCharterForm, plan: Plan, version: CharterVersion) -> CharterVersion:
        values = form.cleaned_data
        meeting = Meeting.objects.filter(pk=int(values["meeting"]), body=plan.owner_id).first()
        if meeting is None:
            raise Invalid.of("meeting", "", _("ต้องเลือกการประชุมจากรายการ"))
        return adopt_charter(
            version=version,
            plan=plan,
            meeting=meeting,
            in_force_from=values["in_force_from"],
            seen=values["revision"],
            by=form.actor(),
        )

    return _page_of_one(
        request,
        reference,
        charter_reference,
        CHARTER_ADOPT,
        do,
        form_class=AdoptCharterForm,
        template="proposals/charter_adopt.html",
        said=_("รับรองธรรมนูญแล้ว"),
        names={"articles": _("ข้อ")},
        asks=lambda plan, version: {"version": version, "meetings": meetings_that_may_adopt(plan)},
    )


@office_required
def charter_renew_page(request: ActingRequest, reference: str, charter_reference: str) -> HttpResponse:
    """Open the next version; the present one holds until then."""
    return _page_of_one(
        request,
        reference,
        charter_reference,
        CHARTER_RENEW,
        lambda form, plan, version: renew_charter(charter=version.charter, plan=plan, by=form.actor()),
        template="proposals/charter_renew.html",
        said=_("เปิดฉบับใหม่แล้ว ฉบับเดิมยังใช้บังคับจนกว่าจะรับรองฉบับใหม่"),
    )


@office_required
def cite_page(request: ActingRequest, reference: str, proposal_reference: str) -> HttpResponse:
    """Say on which articles a proposal rests."""
    plan = plan_of(request, reference)
    row = row_of(plan, proposal_reference)
    proposal = row.line.proposal
    proposal.plan = plan
    versions = charters_citable_in(plan)
    return page_of_one(
        request,
        plan,
        row,
        CITE,
        lambda form: cite_articles(proposal=proposal, article_ids=form.article_ids, by=form.actor()),
        form_class=CiteForm,
        template="proposals/cite.html",
        said=_("บันทึกธรรมนูญที่อ้างแล้ว"),
        to=reverse("proposal", args=[plan.reference, proposal.reference]),
        versions=versions,
        cited=citations_of(proposal),
    )
