"""The PIN of a phone that several people use: setting it, and going on after the session has locked."""

from __future__ import annotations

from typing import Any, cast

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from directory import phones, pins
from directory.errors import Invalid
from directory.models import User
from directory.page import ActingRequest, carried_out, first_to, office_required, show
from directory.sign_in import next_of
from directory.verbs.pins import set_pin
from pages.fields import ShortTextField
from pages.forms import PageForm


def _pin_field(label: Any, **more: Any) -> ShortTextField:
    typed = {"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-10"}
    return ShortTextField(label=label, max_length=20, widget=forms.PasswordInput(typed), **more)


# The fields' names hold the word by which forms know what is never kept for later.
class UnlockForm(PageForm):
    """The PIN, to go on."""

    password = _pin_field(gettext_lazy("PIN 6 หลัก"))


class PinForm(PageForm):
    """A new PIN, twice, and the one before."""

    present_password = _pin_field(gettext_lazy("PIN ปัจจุบัน"))
    new_password = _pin_field(
        gettext_lazy("PIN ใหม่"),
        help_text=gettext_lazy("ตัวเลข 6 หลักที่คนอื่นเดาไม่ได้ ไม่ใช่เลขเรียง เลขซ้ำ หรือเลขในหมายเลขโทรศัพท์"),
    )
    again_password = _pin_field(gettext_lazy("PIN ใหม่อีกครั้ง"))

    def __init__(self, *args: Any, has_one: bool, removes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_one:
            del self.fields["present_password"]
        for name in ("new_password", "again_password"):
            self.fields[name].required = not removes
        self.mark_optional = False

    def clean_again_password(self) -> str:
        """The same twice."""
        again = self.cleaned_data["again_password"] or ""
        if pins.read_pin(again) != pins.read_pin(self.cleaned_data.get("new_password") or ""):
            raise ValidationError(_("ไม่ตรงกับ PIN ใหม่ที่กรอก"))
        return str(again)


@sensitive_post_parameters()
@never_cache
@office_required
def pin(request: ActingRequest) -> HttpResponse:
    """Set a PIN, another one, or none. Somebody who guesses at the present one is signed out as at the lock."""
    person, removes = request.acting.user, "remove" in request.POST
    has_one = bool(person.pin)
    form = PinForm(request.POST or None, has_one=has_one, removes=removes)

    def do(values: dict[str, Any]) -> User:
        new = "" if removes else values["new_password"]
        return set_pin(person=person, present=values.get("present_password", ""), new=new)

    def try_once(values: dict[str, Any]) -> dict[str, Any]:
        if has_one and not _is_right(request, values["present_password"]):
            raise Invalid.of("present", "", _("PIN ปัจจุบันไม่ถูกต้อง"))
        return values

    said = _("เลิกใช้ PIN แล้ว") if removes else _("ตั้ง PIN แล้ว ถ้าไม่ใช้ %d นาที ระบบจะถาม PIN ก่อนทำต่อ") % phones.minutes()
    names = {"present": "present_password", "new": "new_password"}
    done = carried_out(request, form, do, to=reverse("inbox"), said=said, names=names, before=try_once)
    if not request.user.is_authenticated:
        return _ended(request)
    return done or show(request, "directory/pin.html", {"has_one": has_one, "minutes": phones.minutes()}, form)


@sensitive_post_parameters()
@never_cache
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the PIN of the person whose session it is; what they were about to do goes on afterwards."""
    if not request.user.is_authenticated:
        return first_to(request, "sign_in")
    if not request.session.get(phones.LOCKED):
        return redirect(next_of(request))
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _is_right(request, form.cleaned_data["password"]):
            phones.unlock(request)
            return redirect(next_of(request))
        if not request.user.is_authenticated:
            return _ended(request)
        form.add_error("password", _("PIN ไม่ถูกต้อง"))
    return show(request, "directory/unlock.html", {"next": next_of(request)}, form)


def _is_right(request: HttpRequest, typed: str) -> bool:
    """Whether it is the person's PIN. The fifth wrong one of a session ends it."""
    person, session = cast("User", request.user), str(request.session.session_key)
    if ratelimit.consume(request, action="pin", key=session) and pins.is_pin(pins.read_pin(typed), person.pin):
        ratelimit.clear(request, action="pin", key=session)
        return True
    if not ratelimit.consume(request, action="pin", key=session, dry_run=True):
        logout(request)
    return False


def _ended(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("กรอก PIN ผิดหลายครั้ง ระบบจึงให้ออกจากระบบ กรุณาเข้าสู่ระบบใหม่ หรือขอบัตรใหม่ที่ที่ว่าการอำเภอ"))
    return redirect("sign_in")
