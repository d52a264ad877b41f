"""The page on which the holder of an office lets somebody act in it, and ends that again."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.errors import NotHere
from directory.models import Tenure
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.verbs.delegation import (
    LONGEST_ORDER,
    LONGEST_SCOPE,
    delegate_office,
    delegations_of,
    end_delegation,
)
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm


class DelegationForm(PageForm):
    """Who acts, from when until when, by which order."""

    full_name = ShortTextField(label=gettext_lazy("ชื่อผู้ปฏิบัติราชการแทน"), max_length=200)
    contact = ShortTextField(label=gettext_lazy("โทรศัพท์หรือชื่อผู้ใช้ของผู้นั้น"), max_length=150)
    starts = ThaiDateField(label=gettext_lazy("ตั้งแต่วันที่"))
    until = ThaiDateField(label=gettext_lazy("ถึงวันที่ (รวมวันนี้ด้วย)"))
    order_number = ShortTextField(label=gettext_lazy("เลขที่คำสั่ง"), max_length=LONGEST_ORDER)
    scope = ShortTextField(label=gettext_lazy("เรื่องที่มอบ"), max_length=LONGEST_SCOPE, required=False)


@office_required
def delegation(request: ActingRequest) -> HttpResponse:
    """Who acts in one's office now or later, and the form of another delegation."""
    form = DelegationForm(typed(request), initial={"starts": clock.today()})
    done = carried_out(
        request,
        form,
        lambda values: delegate_office(
            contact=values["contact"].strip(),
            full_name=values["full_name"],
            starts=values["starts"],
            until=values["until"],
            order_number=values["order_number"],
            scope=values["scope"] or "",
            by=request.acting,
        ),
        to=reverse("delegation"),
        said=_("มอบหมายแล้ว"),
    )
    is_holder = request.acting.tenure.acting == Tenure.Acting.HOLDER
    context = {"delegations": delegations_of(request.acting.office), "is_holder": is_holder}
    return done or show(request, "directory/delegation.html", context, form)


@office_required
def delegation_end(request: ActingRequest, pk: int) -> HttpResponse:
    """End a delegation of one's own office early."""
    tenure = next((each for each in delegations_of(request.acting.office) if each.pk == pk), None)
    if tenure is None:
        raise NotHere("")
    form = PageForm(typed(request))
    done = carried_out(
        request,
        form,
        lambda _values: end_delegation(tenure=tenure, by=request.acting),
        to=reverse("delegation"),
        said=_("ยุติการมอบหมายแล้ว มีผลตั้งแต่เที่ยงคืน"),
    )
    return done or show(request, "directory/delegation_end.html", {"tenure": tenure}, form)
