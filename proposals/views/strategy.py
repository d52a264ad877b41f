"""The strategy tree of a province: which nodes hold, adding, renaming and ending one, and taking a list in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import cells, clock
from directory.errors import NotHere
from directory.models import Area
from directory.page import ActingRequest, carried_out, office_required, show, typed
from directory.sheets import thai_labels
from pages.fields import ShortTextField, ThaiDateField
from pages.forms import PageForm
from proposals.exchange.lists import ListColumn, ListRow
from proposals.models import Cycle, StrategyNode
from proposals.strategy import Branch, requires_a_place, tree_of
from proposals.verbs.strategy import ListTaken, NodeDraft, end_node, require_places, write_nodes
from proposals.views.form_templates import provinces_of
from proposals.views.lists import list_page

ADD, RENAME, END, RULE = "add", "rename", "end", "rule"
_KINDS = thai_labels(StrategyNode.Kind)
COLUMNS = (
    ListColumn("kind", "ระดับ", cells.choice(_KINDS), needed=True),
    ListColumn("code", "รหัส", cells.text(20), needed=True),
    ListColumn("parent", "อยู่ใต้รหัส", cells.text(20)),
    ListColumn("title_th", "ชื่อ", cells.text(200), needed=True),
    ListColumn("title_en", "ชื่อภาษาอังกฤษ", cells.text(200)),
    ListColumn("reference", "ที่มา", cells.text(300)),
)


class WordsForm(PageForm):
    """What a node is called."""

    title_th = ShortTextField(label=gettext_lazy("ชื่อ"), max_length=200)
    title_en = ShortTextField(label=gettext_lazy("ชื่อภาษาอังกฤษ"), max_length=200, required=False)
    reference = ShortTextField(
        label=gettext_lazy("ที่มา"),
        help_text=gettext_lazy("แผนพัฒนาจังหวัด มติ หรือหนังสือที่กำหนด"),
        max_length=300,
        required=False,
    )
    valid_from = ThaiDateField(label=gettext_lazy("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("valid_from", clock.today())


class NodeForm(WordsForm):
    """A new node."""

    kind = forms.ChoiceField(label=gettext_lazy("ระดับ"), choices=StrategyNode.Kind.choices)
    parent = forms.ChoiceField(label=gettext_lazy("อยู่ใต้"), required=False)
    code = ShortTextField(label=gettext_lazy("รหัส"), help_text=gettext_lazy("เช่น 1.2 ตั้งแล้วไม่เปลี่ยนอีก"), max_length=20)
    field_order = ("kind", "parent", "code", "title_th")

    def __init__(self, *args: Any, tree: list[Branch], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = [each for each in tree if each.node.kind != StrategyNode.Kind.PROGRAMME]
        field: Any = self.fields["parent"]
        field.choices = [("", "–"), *((each.node.code, each.title) for each in above)]


def _province(request: ActingRequest, code: str) -> tuple[Area, Cycle | None]:
    area = next((area for area in provinces_of(request.acting) if area.pk == code), None)
    if area is None:
        raise NotHere("")
    return area, Cycle.objects.filter(province=area).order_by("-target_year").first()


@office_required
def strategy_trees(request: ActingRequest) -> HttpResponse:
    """The provinces whose trees this office writes."""
    return show(request, "proposals/strategy_trees.html", {"provinces": provinces_of(request.acting)})


@office_required
def strategy_tree(request: ActingRequest, province: str) -> HttpResponse:
    """The tree of the round of a province's latest cycle, with the forms that add, rename and end a node."""
    area, cycle = _province(request, province)
    here = reverse("strategy_tree", args=[area.pk])
    if cycle is None:
        return show(request, "proposals/strategy_tree.html", {"province": area})
    tree = tree_of(area.pk, cycle.round_start, ended=True)
    chosen = _chosen(tree, request.GET.get("node", ""))
    act = request.POST.get("act", "")
    data = typed(request) if act in {ADD, RENAME, ""} else None
    used = [each for each in tree if not each.words.is_ended]
    form = _renaming(data, chosen) if chosen else NodeForm(data, tree=used)

    def do(values: dict[str, Any]) -> Any:
        if act == END:
            return end_node(province=area, node_id=chosen.node.pk if chosen else 0, by=request.acting)
        if act == RULE:
            required = request.POST.get("required") == "yes"
            return require_places(province=area, round_start=cycle.round_start, required=required, by=request.acting)
        return write_nodes(
            province=area,
            round_start=cycle.round_start,
            drafts=[_draft(values, chosen)],
            valid_from=values["valid_from"],
            by=request.acting,
        )

    said = {END: _("เลิกใช้รายการนี้แล้ว"), RULE: _("บันทึกข้อกำหนดแล้ว")}.get(act, _("บันทึกผังยุทธศาสตร์แล้ว"))
    done = carried_out(request, None if act in {END, RULE} else form, do, to=here, said=said)
    context = {
        "province": area,
        "cycle": cycle,
        "tree": tree,
        "chosen": chosen,
        "required": requires_a_place(area.pk, cycle.round_start),
    }
    return done or show(request, "proposals/strategy_tree.html", context, form)


def _chosen(tree: list[Branch], typed_key: str) -> Branch | None:
    if not typed_key:
        return None
    found = next((each for each in tree if str(each.node.pk) == typed_key), None)
    if found is None:
        raise NotHere("")
    return found


def _renaming(data: Any, chosen: Branch) -> WordsForm:
    words = chosen.words
    said = {"title_th": words.title_th, "title_en": words.title_en, "reference": words.reference}
    return WordsForm(data, initial=said)


def _draft(values: dict[str, Any], chosen: Branch | None) -> NodeDraft:
    said = {"title_th": values["title_th"], "title_en": values["title_en"], "reference": values["reference"]}
    if chosen is None:
        return NodeDraft(kind=values["kind"], code=values["code"], parent=values["parent"], **said)
    above = chosen.node.parent
    return NodeDraft(kind=chosen.node.kind, code=chosen.node.code, parent=above.code if above else "", **said)


@office_required
def strategy_list(request: ActingRequest, province: str) -> HttpResponse:
    """Take a tree in from Excel: what its rows name is added or renamed, from today on."""
    area, cycle = _province(request, province)
    if cycle is None:
        raise NotHere("")

    def take(rows: list[ListRow]) -> ListTaken:
        drafts = [NodeDraft(row=row.number, **{key: value or "" for key, value in row.values.items()}) for row in rows]
        return write_nodes(province=area, round_start=cycle.round_start, drafts=drafts, by=request.acting)

    context = {
        "title": _("นำผังยุทธศาสตร์เข้าจาก Excel"),
        "caption": f"{area.full_name} พ.ศ. {cycle.years[0]}–{cycle.years[-1]}",
        "back": _("ผังยุทธศาสตร์ของจังหวัด"),
        "hints": [_("ระดับ เป็นค่าใดค่าหนึ่งต่อไปนี้: %s") % ", ".join(_KINDS.values())],
    }
    to = reverse("strategy_tree", args=[area.pk])
    return list_page(request, area=area, columns=COLUMNS, take=take, to=to, context=context)
