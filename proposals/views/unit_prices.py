"""The prices that a province offers to those who write budgets: which hold, a new one, and ending one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from directory.errors import NotHere
from directory.page import ActingRequest, carried_out, office_required, show, typed
from pages.fields import BahtField, ShortTextField, ThaiDateField
from pages.forms import PageForm
from proposals.models import UnitPrice
from proposals.unit_prices import example_prices, own_unit_prices
from proposals.verbs.unit_prices import end_unit_price, set_unit_price
from proposals.views.form_templates import provinces_of


class UnitPriceForm(PageForm):
    """One price."""

    item = ShortTextField(label=gettext_lazy("รายการ"), max_length=300)
    unit = ShortTextField(label=gettext_lazy("หน่วยนับ"), max_length=60)
    price = BahtField(label=gettext_lazy("ราคาต่อหน่วย"))
    reference = ShortTextField(
        label=gettext_lazy("อ้างอิง"),
        help_text=gettext_lazy("หลักเกณฑ์ บัญชีราคา หรือหนังสือที่กำหนดราคานี้"),
        max_length=300,
        required=False,
    )
    valid_from = ThaiDateField(label=gettext_lazy("ใช้ตั้งแต่วันที่"))
    valid_to = ThaiDateField(label=gettext_lazy("ใช้ถึงวันที่"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", clock.today())


@office_required
def unit_prices(request: ActingRequest) -> HttpResponse:
    """The provinces whose prices this office keeps."""
    return show(request, "proposals/unit_prices.html", {"provinces": provinces_of(request.acting)})


@office_required
def unit_price(request: ActingRequest, province: str) -> HttpResponse:
    """A province's prices, and the form for another; one that is no longer right is ended, and budgets keep it."""
    area = next((area for area in provinces_of(request.acting) if area.pk == province), None)
    if area is None:
        raise NotHere("")
    here = reverse("unit_price", args=[area.pk])
    ending = request.POST.get("end", "")
    form = UnitPriceForm(None if ending else typed(request))

    def do(values: dict[str, Any]) -> UnitPrice:
        return set_unit_price(province=area, by=request.acting, **values)

    def end(_values: dict[str, Any]) -> UnitPrice:
        return end_unit_price(province=area, price_id=int(ending) if ending.isdecimal() else 0, by=request.acting)

    done = (
        carried_out(request, None, end, to=here, said=_("เลิกใช้ราคานี้แล้ว"))
        if ending
        else carried_out(request, form, do, to=here, said=_("บันทึกราคาแล้ว"))
    )
    context = {
        "province": area,
        "prices": own_unit_prices(area.pk),
        "examples": example_prices(),
        "today": clock.today(),
    }
    return done or show(request, "proposals/unit_price.html", context, form)
