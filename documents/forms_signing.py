"""What people type to sign electronically: the password of their office's key and, first of all, number and date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory import clock
from directory.acting import Acting
from documents.models import Document, PaperState
from documents.verbs import draws_number
from documents.verbs.electronic import knows_password
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm


class PasswordField(forms.CharField):
    """The password of an office's key. What was typed is never drawn again, nor kept by the browser."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("รหัสผ่านของกุญแจลงนาม"))
        kwargs.setdefault("help_text", _("ใช้เฉพาะการลงนามครั้งนี้ ระบบไม่เก็บรหัสผ่านไว้ที่ใด"))
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        super().__init__(strip=False, max_length=200, widget=widget, **kwargs)


class ElectronicSignForm(PageForm):
    """Signs one paper, which gets its number and date now if it has none yet.

    The password is asked for unless the environment holds it.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    typed_number = ShortTextField(label=_("เลขที่หนังสือ"), help_text=_("ตามระบบสารบรรณของหน่วยงาน เช่น อจ 0118/45"))
    dated = ThaiDateField(label=_("วันที่ในหนังสือ"))
    password = PasswordField()

    def __init__(self, *args: Any, paper: Document, by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.initial.setdefault("seen", paper.revision)
        self.initial.setdefault("dated", clock.today())
        self.draws_number = draws_number(paper)
        has_number = paper.state == PaperState.RESERVED
        if has_number or self.draws_number or not paper.register:
            del self.fields["typed_number"]
        if has_number:
            del self.fields["dated"]
        if knows_password(by.office):
            del self.fields["password"]
