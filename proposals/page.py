"""What the pages of a plan share: finding it, recording from signed paper, and the page of one action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.acting import Acting
from directory.errors import NotHere, Refused, Stale
from directory.models import Body
from directory.page import ActingRequest, carried_out, show, typed
from directory.powers import BodyKind
from documents.announcements import announcement_of
from documents.recording import AT_THE_SCAN, BEHALF, fields_of_a_sheet, recording_from
from pages.forms import PageForm
from proposals.entries import with_entries_to_confirm
from proposals.models import Level, Plan, PlanVersion
from proposals.queries import plans_visible_to
from workflow.actions import Action
from workflow.door import who_changed
from workflow.terms import with_own_names

BODY = f"{BEHALF}body"


def plan_of(request: ActingRequest, reference: str) -> Plan:
    """The plan of an address.

    Raises:
        NotHere: there is none, or the office may not see it.
    """
    everything_above = ("owner__secretariat", "parent__owner__secretariat", "parent__parent__owner__secretariat")
    of_its_kind = ("amendment__amends", "petition__answer")
    seen = plans_visible_to(request.acting).select_related(*everything_above, *of_its_kind)
    plan = with_own_names(with_entries_to_confirm(seen)).filter(reference=reference).first()
    if plan is None:
        raise NotHere(_("ไม่พบเรื่องนี้ หรือเรื่องนี้อยู่นอกพื้นที่ของท่าน"))
    return plan


def address_of(plan: Plan) -> str:
    """A plan's page."""
    return reverse("plan", args=[plan.reference])


def bodies_on_paper(plan: Plan) -> list[Body]:
    """The bodies whose steps on a plan may be recorded from signed paper: its owner, ก.บ.ต. and the LAOs there, and
    for a province's plan the councils' provincial meeting, for a petition the governor.
    """  # noqa: D205  # one list
    kinds = (BodyKind.SUBDISTRICT_COMMITTEE, BodyKind.LAO)
    there = Q(kind__in=kinds, territories__area=plan.area_id, ended_on__isnull=True)
    if plan.level == Level.ASSEMBLY:
        there |= Q(kind=BodyKind.GOVERNOR, area=plan.province_code, ended_on__isnull=True)
    if plan.level == Level.PROVINCE:
        there |= Q(kind=BodyKind.ASSEMBLY, area=plan.province_code, ended_on__isnull=True)
    found = Body.objects.filter(Q(pk=plan.owner_id) | there).distinct()
    return sorted(found, key=lambda body: (body.pk != plan.owner_id, body.name))


class ActionForm(PageForm):
    """The form of one action on one plan: which version was seen and, where the office records what a body did on
    signed paper, that paper.
    """  # noqa: D205  # the two belong together

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, plan: Plan, by: Acting, action: Action, is_guest: bool = False, **kwargs: Any
    ) -> None:
        self.plan, self.by, self.action = plan, by, action
        self.on_behalf = not is_guest and action.is_recordable(plan, by)
        super().__init__(*args, **kwargs)
        self.initial.setdefault("seen", plan.current_version_id)
        if self.on_behalf:
            self._ask_for_the_paper()

    def _ask_for_the_paper(self) -> None:
        bodies = {str(body.pk): body for body in bodies_on_paper(self.plan)}
        self.paper_bodies = bodies
        choices = [(key, body.name) for key, body in bodies.items()]
        self.fields[BODY] = forms.ChoiceField(label=gettext_lazy("บันทึกแทนองค์กร"), choices=choices)
        self.fields |= fields_of_a_sheet()
        self.put_the_paper_last()

    def put_the_paper_last(self) -> None:
        """Ask about a body's signed paper after everything else."""
        self.order_fields([*(name for name in self.fields if not name.startswith(BEHALF)), *self.fields])

    @property
    def paper_fields(self) -> list[BoundField]:
        """The fields about a body's signed paper, for pages that draw their other fields themselves."""
        return [self[name] for name in self.fields if name.startswith(BEHALF)]

    @property
    def own_fields(self) -> list[BoundField]:
        """The visible fields besides those."""
        return [field for field in self.visible_fields() if not field.name.startswith(BEHALF)]

    def version(self) -> PlanVersion:
        """The version that was seen.

        Raises:
            Stale: it is not a version of this plan.
        """
        found = PlanVersion.objects.filter(plan=self.plan, pk=self.cleaned_data["seen"]).first()
        if found is None:
            raise Stale(who_changed(self.plan))
        return found

    def prepare(self) -> None:
        """Work on what was sent that must hold no lock, done once it is valid and before the verb.

        Raises:
            Invalid: what is wrong, at the form's fields.
        """

    def actor(self) -> Acting:
        """Who acts: the office itself, or the office recording from the uploaded paper, which is kept now.

        Raises:
            Invalid: as `recording_from`.
        """
        if not self.on_behalf:
            return self.by
        return recording_from(self, self.by, self.paper_bodies[self.cleaned_data[BODY]])


def admit_to(action: Action, plan: Plan, by: Acting) -> None:
    """Ask beforehand what the door will ask, so that nobody fills in a form that is not theirs to send.

    Raises:
        Refused: the office neither holds the power nor records for the body that does.
    """
    if not action.is_allowed(plan, by) and not action.is_recordable(plan, by):
        raise Refused(_("ตำแหน่ง %(office)s ทำขั้นตอนนี้ไม่ได้") % {"office": by.office})


def is_open_to(action: Action, plan: Plan, by: Acting) -> bool:
    """Whether it is the action's time and the office may do it, itself or from signed paper; for actions by state."""
    return action.fits(plan, ()) and (action.is_allowed(plan, by) or action.is_recordable(plan, by))


def action_page(  # noqa: PLR0913  # a page is described once, by name
    request: ActingRequest,
    plan: Plan,
    action: Action,
    do: Callable[[Any], Any],
    *,
    form_class: type[ActionForm] = ActionForm,
    template: str = "proposals/action.html",
    said: str,
    context: Mapping[str, Any] | None = None,
    to: str | Callable[[Any], str] = "",
    names: Mapping[str, str] | None = None,
    makes_new: bool = False,
    untimed: bool = False,
    unfinished: QueryDict | None = None,
    is_guest: bool = False,
    overtaken: Callable[[Stale], HttpResponse] | None = None,
    **form_arguments: Any,
) -> HttpResponse:
    """The page of one action: says beforehand what it will send and to whom, asks, and carries the verb out once.

    ``do`` is given the valid form, after its `prepare`. Where the action's time has passed, the door answers it when
    the form is sent. ``unfinished`` is what was typed earlier and kept, shown again without being judged where nothing
    is sent now. ``is_guest`` says that the plan's owner invited this office to do it in its own name.
    """
    if not is_guest:
        admit_to(action, plan, request.acting)
    data = typed(request)
    if data is None and unfinished is not None:
        data, request.typed_came_back = unfinished, True
    files = request.FILES if request.method == "POST" else None
    form = form_class(data, files, plan=plan, by=request.acting, action=action, is_guest=is_guest, **form_arguments)
    places = {**AT_THE_SCAN, **(names or {})}
    leads = to or address_of(plan)

    def before(values: dict[str, Any]) -> dict[str, Any]:
        form.prepare()
        return values

    done = carried_out(
        request,
        form,
        lambda _values: do(form),
        to=leads,
        said=said,
        names=places,
        makes_new=makes_new,
        before=before,
        untimed=untimed,
        overtaken=overtaken,
    )
    if done is not None:
        return done
    found = {"plan": plan, "action": action, "announced": announcement_of(action.verb, plan), **(context or {})}
    return show(request, template, found, form)
