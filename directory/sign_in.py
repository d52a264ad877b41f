"""Signing in by name or phone and password, and choosing the office in which to act."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView
from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from directory.answers import too_many
from directory.cells import arabic
from directory.errors import Refused
from directory.middleware import OFFICE
from directory.models import Tenure, User
from directory.page import show
from pages.forms import PageForm


class Adapter(DefaultAccountAdapter):
    """allauth's door for people, with our words. Who does not exist and who is mistaken read the same."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("ชื่อผู้ใช้ หมายเลขโทรศัพท์ หรือรหัสผ่านไม่ถูกต้อง"),
        "too_many_login_attempts": _("ลองผิดหลายครั้งเกินไป ระบบพักการเข้าสู่ระบบของชื่อนี้ไว้ 15 นาที แล้วลองใหม่ได้เอง"),
        "account_inactive": _("ชื่อผู้ใช้ หมายเลขโทรศัพท์ หรือรหัสผ่านไม่ถูกต้อง"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Accounts come with an office, from the register of bodies."""
        return False

    def forgive(self) -> None:
        """An attempt that `pre_authenticate` counted was right: it counts no longer."""
        self._rollback_login_failed_rl_usage()

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what happened in their own words."""

    def _get_login_attempts_cache_key(self, _request: HttpRequest, **credentials: Any) -> str:
        """Failures count by name alone: allauth adds the Host header, of which a visitor may vary at least the port."""
        return str(credentials["username"]).lower()

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002  # likewise
        """A closed account looks like one that does not exist."""
        return redirect("sign_in")


def address_of(request: HttpRequest) -> str:
    """A visitor's network address, for the limits of all pages; behind a trusted proxy the one that it saw."""
    return str(get_adapter().get_client_ip(request))


class SignInForm(PageForm, LoginForm):
    """A user name or a telephone number, and the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.help_text = _("ชื่อผู้ใช้หรือหมายเลขโทรศัพท์"), ""
        password.label, password.help_text = _("รหัสผ่าน"), ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = _("กรุณากรอก")

    def user_credentials(self) -> dict[str, Any]:
        """The user name that a phone number belongs to: however it is written, it counts towards the same lock.

        So does a number that belongs to nobody, since a lock that differs would tell who exists.
        """
        given = self.cleaned_data["login"]
        return {"username": name_of(phone_of(given)) or given, "password": self.cleaned_data["password"]}


def name_of(phone: str) -> str:
    """The user name under which attempts with a telephone number count; the number itself where nobody has it."""
    named = User.objects.filter(phone=phone).values_list("username", flat=True).first() if phone else None
    return named or phone


def phone_of(given: str) -> str:
    """The number as the register writes it, or nothing where this is no telephone number."""
    digits = re.sub(r"[\s().+\u2010-\u2013-]", "", arabic(given))
    if digits.startswith("66"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits if re.fullmatch(r"0[1-9][0-9]{7,8}", digits) else ""


class SignIn(LoginView):
    """The page on which people sign in."""

    form_class = SignInForm
    template_name = "directory/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As allauth does, with our page for too many attempts from one place."""
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return too_many(request) if response.status_code == 429 else response

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The same page again, with the status of a wrong value."""
        response = super().form_invalid(form)
        response.status_code = 422
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session at the server, and clear what the browser kept: pages, and what was typed and never sent.

    A page with scripts has asked before where something is still unsent.
    """
    logout(request)
    response = redirect("front")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def next_of(request: HttpRequest) -> str:
    """Where somebody was going, if that lies on this site; otherwise the inbox."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else resolve_url("inbox")


def choose_office(request: HttpRequest) -> HttpResponse:
    """Choose, or change, the office in which the person acts from now on."""
    if not request.user.is_authenticated:
        return redirect(f"{resolve_url('sign_in')}?{urlencode({'next': request.get_full_path()})}")
    tenures: list[Tenure] = request.tenures  # type: ignore[attr-defined]
    if request.method == "POST":
        held = {str(tenure.office_id) for tenure in tenures}
        chosen = request.POST.get("office", "")
        if chosen not in held:
            raise Refused(str(_("ท่านไม่ได้ดำรงตำแหน่งนี้ในวันนี้")))
        request.session[OFFICE] = int(chosen)
        return redirect(next_of(request))
    return show(request, "directory/choose_office.html", {"tenures": tenures, "next": next_of(request)})
