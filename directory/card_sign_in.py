"""Signing in on a phone with its number and a one-time card."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from directory.answers import too_many
from directory.cards import read_code
from directory.models import AccessCard
from directory.page import show
from directory.phones import open_phone
from directory.sign_in import Adapter, name_of, next_of, phone_of
from directory.verbs.cards import use_access_card
from pages.fields import ShortTextField
from pages.forms import PageForm


class CardForm(PageForm):
    """A telephone number and the code on a card. What cannot be either is said before anything is looked up."""

    phone = ShortTextField(
        label=gettext_lazy("หมายเลขโทรศัพท์ของท่าน"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "tel", "class": "govuk-input--width-20"}),
    )
    code = ShortTextField(
        label=gettext_lazy("รหัสบนบัตร"),
        help_text=gettext_lazy("12 ตัว พิมพ์เล็กหรือใหญ่ก็ได้ มีขีดหรือไม่มีก็ได้"),
        max_length=40,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )

    def clean_phone(self) -> str:
        """The number as the register writes it."""
        phone = phone_of(self.cleaned_data["phone"])
        if not phone:
            raise ValidationError(_("ต้องเป็นหมายเลขโทรศัพท์ 9 หรือ 10 หลักที่ขึ้นต้นด้วย 0"))
        return phone

    def clean_code(self) -> str:
        """The code without its hyphens."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("รหัสบนบัตรมี 12 ตัว กรุณาดูที่บัตรแล้วพิมพ์ใหม่"))
        return code


@sensitive_post_parameters("code")
@never_cache
def card_sign_in(request: HttpRequest) -> HttpResponse:
    """Open this phone with a card. Every card that does not open it is answered alike, and counts as a failure."""
    form = CardForm(request.POST or None)
    if request.method == "POST":
        if not ratelimit.consume(request, action="login"):
            return too_many(request)
        if form.is_valid() and _opened(request, form):
            # Without scripts the code is still behind the address: browsers carry it along unless there is another.
            return redirect(f"{next_of(request)}#main-content")
    return show(request, "directory/card_sign_in.html", {"next": next_of(request)}, form)


def _opened(request: HttpRequest, form: CardForm) -> bool:
    """Whether the card has opened the phone; what is wrong, in the form."""
    adapter, phone = cast("Adapter", get_adapter(request)), form.cleaned_data["phone"]
    try:
        adapter.pre_authenticate(request, username=name_of(phone))
    except ValidationError as locked:
        form.add_error(None, locked)
        return False
    card = _use(request, phone, form.cleaned_data["code"])
    if card is None:
        form.add_error(None, _("หมายเลขโทรศัพท์หรือรหัสไม่ถูกต้อง หรือบัตรนี้ใช้ไปแล้วหรือหมดอายุแล้ว ขอบัตรใหม่ได้ที่ที่ว่าการอำเภอ"))
        return False
    adapter.forgive()
    return True


@transaction.atomic
def _use(request: HttpRequest, phone: str, code: str) -> AccessCard | None:
    """The card is used up and its session there, or neither."""
    card = use_access_card(phone=phone, code=code)
    if card is not None:
        open_phone(request, card)
    return card
