"""Choosing one of the province's programmes for a project, in a form that asks its strategy and programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from proposals.forms.rows import RowsForm
from proposals.strategy import Standing, programmes_by_strategy, programmes_by_words, said, standings, tree_of

FROM_TREE = "from_tree"


class InTheTree(RowsForm):
    """A form with the texts ``strategy`` and ``programme``; where the province has a tree, its programmes are offered.

    What is chosen is kept in the words that the tree has for it today: they are what is printed, and what the levels
    above read as the choice. Who finds nothing that fits writes it, or leaves it.
    """

    programmes: dict[str, Standing]

    def offer_programmes(self) -> None:
        """Offer the programmes that the province uses now; without a tree nothing is asked. Two queries at most."""
        cycle = self.plan.cycle
        tree = tree_of(cycle.province_id, cycle.round_start)
        self.programmes = {str(pk): standing for pk, standing in standings(tree).items()}
        if not self.programmes:
            return
        groups = [
            (strategy, [(str(branch.node.pk), branch.title) for branch in branches])
            for strategy, branches in programmes_by_strategy(tree)
        ]
        self.fields[FROM_TREE] = forms.ChoiceField(
            label=_("ตรงกับแผนงานใดของจังหวัด"),
            help_text=_("ไม่แน่ใจให้เว้นไว้ อำเภอและจังหวัดเลือกให้ภายหลังได้"),
            choices=[("", _("ไม่เลือก")), *groups],
            required=False,
        )
        names = list(self.fields)
        names.insert(names.index("strategy"), names.pop())
        self.order_fields(names)
        words = said(self.initial.get("strategy") or "", self.initial.get("programme") or "")
        known = (
            programmes_by_words(cycle.province_id, cycle.round_start, tree) if words[1] and not self.is_bound else {}
        )
        if words in known:  # the choice says it: nobody has to read it twice
            self.initial = {**self.initial, FROM_TREE: str(known[words]), "strategy": "", "programme": ""}
        for name in ("strategy", "programme"):
            self.fields[name].help_text = _("เขียนเองเมื่อไม่ได้เลือกแผนงานของจังหวัด")

    def clean(self) -> dict[str, Any]:
        """The words of what was chosen; nobody chooses one thing and writes another."""
        values = super().clean() or self.cleaned_data
        chosen = self.programmes.get(values.get(FROM_TREE) or "")
        if chosen is None:
            return values
        written = said(values.get("strategy") or "", values.get("programme") or "")
        if written not in {("", ""), said(chosen.strategy, chosen.programme)}:
            self.add_error(FROM_TREE, _("เลือกแผนงานไว้และเขียนเองไว้ด้วย ให้ลบที่เขียนเอง หรือเลือก “ไม่เลือก”"))
        return {**values, "strategy": chosen.strategy, "programme": chosen.programme}
