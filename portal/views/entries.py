"""What others entered in the name of a plan's owner, and the owner's confirmation of it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from directory.page import ActingRequest, office_required
from portal.timeline import deed_of
from proposals.actions import CONFIRM_ENTRY
from proposals.entries import unconfirmed_entries
from proposals.page import ActionForm, action_page, plan_of
from proposals.verbs.entries import confirm_entry

MOST_SHOWN = 200


class ConfirmEntryForm(ActionForm):
    """Up to which entry its reader has seen what was entered."""

    through = forms.IntegerField(widget=forms.HiddenInput)


@office_required
def confirm_entry_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Read what was entered, by whom and when, and confirm all of it."""
    plan = plan_of(request, reference)
    entries = list(unconfirmed_entries(plan).select_related("actor", "office__body", "behalf_body", "note"))
    return action_page(
        request,
        plan,
        CONFIRM_ENTRY,
        lambda form: confirm_entry(plan=plan, through=form.cleaned_data["through"], by=form.actor()),
        form_class=ConfirmEntryForm,
        template="portal/confirm_entry.html",
        said=_("ยืนยันแล้ว"),
        context={"deeds": [deed_of(entry) for entry in entries[-MOST_SHOWN:]], "count": len(entries)},
        initial={"through": entries[-1].sequence if entries else 0},
    )
