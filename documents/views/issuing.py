"""Asking for a paper about a plan: one that no step prepares by itself, or a new one in an earlier one's place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.page import ActingRequest, carried_out, office_required, show, typed
from documents.kinds import KINDS
from documents.models import Document
from documents.queries import plan_for
from documents.verbs import issue_paper
from pages.fields import ShortTextField
from pages.forms import PageForm


class IssueForm(PageForm):
    """Which kind, and about which part of the plan where there are several papers of it."""

    kind = forms.ChoiceField(label=gettext_lazy("ชนิดเอกสาร"))
    about = ShortTextField(
        label=gettext_lazy("เฉพาะรหัสโครงการ"),
        help_text=gettext_lazy("เว้นว่างเพื่อจัดทำทุกฉบับของชนิดนี้"),
        max_length=60,
        required=False,
    )

    def __init__(self, *args: Any, plan: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = set(Document.objects.filter(plan=plan).values_list("kind", flat=True))
        offered = [kind for code, kind in sorted(KINDS.items()) if kind.on_demand or code in made]
        kinds: Any = self.fields["kind"]
        kinds.choices = [(kind.code, f"{kind.code} {kind.title}") for kind in offered]


@office_required
def plan_issue(request: ActingRequest, reference: str) -> HttpResponse:
    """Prepare the papers of a kind about a plan; whoever keeps the papers of their issuer may."""
    plan = plan_for(request.acting, reference)
    asked = {name: request.GET.get(name, "") for name in ("kind", "about")}
    form = IssueForm(typed(request), plan=plan, initial=asked)
    done = carried_out(
        request,
        form,
        lambda values: issue_paper(code=values["kind"], plan=plan, by=request.acting, about=values["about"]),
        to=reverse("plan_papers", args=[reference]),
        said=_("จัดทำเอกสารแล้ว"),
    )
    return done or show(request, "documents/issue.html", {"plan": plan, "tab": "papers"}, form)
