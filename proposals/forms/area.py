"""The form of the area profile: figures of the whole and of each village, and lists with an item a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from pages.fields import LongTextField, ShortTextField, WholeNumberField
from pages.forms import PageForm
from pages.rows import rows_of
from proposals.drafts import LONGEST_TEXT
from proposals.forms.rows import RowsForm
from proposals.models import AreaProfile
from proposals.profiles import LABELS, MOST_PEOPLE, WORDS, FiguresDraft, Known, ProfileDraft

ONE_A_LINE = gettext_lazy("เขียนบรรทัดละหนึ่งเรื่อง")


def _figure(name: str) -> WholeNumberField:
    return WholeNumberField(label=LABELS[name], maximum=MOST_PEOPLE, required=False)


def _list(name: str) -> LongTextField:
    return LongTextField(label=LABELS[name], help_text=ONE_A_LINE, max_length=LONGEST_TEXT, rows=4, required=False)


class VillageRow(PageForm):
    """The figures of one village."""

    label_size = ""
    mark_optional = False
    village = forms.IntegerField(widget=forms.HiddenInput)
    men, women, households = _figure("men"), _figure("women"), _figure("households")


class ProfileForm(RowsForm):
    """The area as its council knows it. Whatever is not known stays blank."""

    mark_optional = False
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    men, women, households = _figure("men"), _figure("women"), _figure("households")
    figures_source = ShortTextField(
        label=LABELS["figures_source"],
        help_text=gettext_lazy("เช่น ทะเบียนราษฎร กรมการปกครอง ธันวาคม 2569"),
        max_length=200,
        required=False,
    )
    vision = LongTextField(label=LABELS["vision"], max_length=LONGEST_TEXT, rows=3, required=False)
    assets, problems = _list("assets"), _list("problems")
    strengths, weaknesses = _list("strengths"), _list("weaknesses")
    opportunities, threats = _list("opportunities"), _list("threats")

    def __init__(self, *args: Any, known: Known | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.village_names = list(Village.objects.filter(area=self.plan.area_id).order_by("kind", "number"))
        figures: dict[int, Any] = {}
        if known is not None:
            names = (*AreaProfile.FIGURES, "figures_source", *WORDS)
            self.initial.update({name: getattr(known.profile, name) for name in names})
            figures = {row.village_id: row for row in known.profile.villages.all()}
        is_own = known is not None and not known.is_of_last_cycle
        self.initial["revision"] = known.profile.revision if known is not None and is_own else 0
        rows = [
            {
                "village": village.pk,
                **{name: getattr(figures.get(village.pk), name, None) for name in AreaProfile.FIGURES},
            }
            for village in self.village_names
        ]
        self.villages = rows_of(
            VillageRow,
            self.data if self.is_bound else None,
            rows,
            0,
            prefix="villages",
            title=_("หมู่บ้านที่"),
            at_most=max(len(rows), 1),
        )
        self.keep_together(self.villages)

    @property
    def figures(self) -> list[Any]:
        """The fields of the whole area's figures."""
        return [self[name] for name in (*AreaProfile.FIGURES, "figures_source")]

    @property
    def village_rows(self) -> list[tuple[str, Any]]:
        """Each village's name with its row."""
        names = {str(village.pk): str(village) for village in self.village_names}
        return [(names.get(str(row["village"].value()), ""), row) for row in self.villages]

    @property
    def lists(self) -> list[Any]:
        """The fields of the texts."""
        return [self[name] for name in WORDS]

    @property
    def seen_revision(self) -> int:
        """The revision that was on the writer's screen; one that no profile has, where the form does not say."""
        revision = self.cleaned_data["revision"]
        return -1 if revision is None else int(revision)

    @property
    def draft(self) -> ProfileDraft:
        """The profile as it was written."""
        values = self.cleaned_data
        known = {village.pk: village for village in self.village_names}
        rows = [row for row in self.villages.values if row["village"] in known]
        whole: dict[str, Any] = {name: values[name] for name in AreaProfile.FIGURES}
        words: dict[str, Any] = {name: values[name] or "" for name in ("figures_source", *WORDS)}
        figures = [FiguresDraft(known[row["village"]], *(row[name] for name in AreaProfile.FIGURES)) for row in rows]
        return ProfileDraft(**whole, **words, villages=figures)
