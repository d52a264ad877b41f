"""The forms of what people say: collected a line each or one by one, sorted, made into proposals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Village
from pages.fields import LongTextField, ShortTextField
from proposals.drafts import LONGEST_TEXT, ProposalDraft
from proposals.forum_drafts import LONGEST_IDEA, LONGEST_NAME, IdeaDraft, ideas_in
from proposals.models import Idea, IdeaGroup
from proposals.page import ActionForm
from proposals.queries_of_forums import idea_groups_of, meetings_with_ideas
from proposals.verbs.ideas import FromIdeas

LONGEST_TITLE = 300


class SpokenForm(ActionForm):
    """Where something was said, and from which village."""

    at = forms.ChoiceField(label=gettext_lazy("พูดในการประชุมใด"), required=False)
    village = forms.ModelChoiceField(
        label=gettext_lazy("หมู่บ้าน"),
        queryset=Village.objects.none(),
        empty_label=gettext_lazy("ทั้งตำบลหรือไม่ระบุ"),
        required=False,
    )

    def __init__(self, *args: Any, at: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings: Any = self.fields["at"]
        asked = self.data.get("at", "") if self.is_bound else at
        been, to_come = meetings_with_ideas(self.plan, asked=asked)
        meetings.choices = [("", gettext_lazy("ไม่ได้พูดในการประชุม")), *been, *to_come]
        village: Any = self.fields["village"]
        village.queryset = Village.objects.filter(area=self.plan.area_id)
        known = {value for value, _label in [*been, *to_come]}
        self.initial.setdefault("at", at if at in known else been[0][0] if been else "")

    @property
    def said_at(self) -> dict[str, int]:
        """The id of the meeting, held or called; nothing where it was no meeting."""
        kind, _dash, pk = self.cleaned_data["at"].partition("-")
        return {kind: int(pk)} if pk else {}


class CollectForm(SpokenForm):
    """Many ideas at once, one a line."""

    lines = LongTextField(
        label=gettext_lazy("ความคิดเห็น บรรทัดละหนึ่งข้อ"),
        help_text=gettext_lazy("ถ้าต้องการบันทึกว่าใครพูด ให้พิมพ์ชื่อ ตามด้วย : แล้วจึงพิมพ์ความคิดเห็น เช่น ป้าแดง: ขอไฟส่องทางหน้าวัด"),
        rows=10,
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("ไม่เก็บชื่อผู้พูด"),
        help_text=gettext_lazy("ชื่อที่พิมพ์ไว้หน้าเครื่องหมาย : จะถูกทิ้งก่อนบันทึก"),
        required=False,
    )

    field_order = ("lines", "anonymous", "at", "village")

    @property
    def ideas(self) -> list[IdeaDraft]:
        """The ideas as they were written."""
        values = self.cleaned_data
        return ideas_in(values["lines"], anonymous=values["anonymous"], village=values["village"])


class OneIdeaForm(SpokenForm):
    """One idea while somebody is speaking."""

    text = ShortTextField(label=gettext_lazy("ความคิดเห็น"), max_length=LONGEST_IDEA)
    said_by = ShortTextField(
        label=gettext_lazy("ใครพูด"), help_text=gettext_lazy("เว้นว่างคือไม่ระบุชื่อ"), max_length=LONGEST_NAME, required=False
    )

    field_order = ("text", "said_by", "village", "at")

    @property
    def ideas(self) -> list[IdeaDraft]:
        """The one idea."""
        values = self.cleaned_data
        return [IdeaDraft(values["text"], values["said_by"], values["village"])]


class ChosenForm(ActionForm):
    """Some ideas, ticked."""

    ideas = forms.ModelMultipleChoiceField(
        label=gettext_lazy("ความคิดเห็น"), queryset=Idea.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, chosen: Sequence[Idea] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ideas: Any = self.fields["ideas"]
        ideas.queryset = Idea.objects.filter(plan=self.plan).order_by("number")
        self.initial.setdefault("ideas", [idea.pk for idea in chosen])


class SortForm(ChosenForm):
    """What is done with the ticked ideas."""

    INTO, OUT, REMOVE = "into", "out", "remove"
    what = forms.ChoiceField(
        label=gettext_lazy("ทำอะไรกับข้อที่เลือก"),
        choices=[
            (INTO, gettext_lazy("ย้ายเข้ากลุ่ม")),
            (OUT, gettext_lazy("เอาออกจากกลุ่ม")),
            (REMOVE, gettext_lazy("ลบ – ได้เฉพาะข้อที่ยังไม่มีโครงการ")),
        ],
        initial=INTO,
        widget=forms.RadioSelect,
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("กลุ่มที่มีอยู่"),
        queryset=IdeaGroup.objects.none(),
        empty_label=gettext_lazy("กลุ่มใหม่ตามชื่อข้างล่าง"),
        required=False,
    )
    title = ShortTextField(label=gettext_lazy("ชื่อกลุ่มใหม่"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = idea_groups_of(self.plan)

    def clean(self) -> dict[str, Any]:
        """Which group is meant must be said."""
        values = super().clean() or self.cleaned_data
        if values.get("what") == self.INTO and not values.get("group") and not values.get("title"):
            self.add_error("title", _("ต้องเลือกกลุ่ม หรือตั้งชื่อกลุ่มใหม่"))
        return values

    @property
    def into(self) -> str:
        """The title of the group; blank for none."""
        values = self.cleaned_data
        if values["what"] != self.INTO:
            return ""
        return values["title"] or str(values["group"])


class FromIdeasForm(ChosenForm):
    """One proposal from all the ticked ideas, or one from each."""

    ONE, EACH = "one", "each"
    how = forms.ChoiceField(
        label=gettext_lazy("ทำเป็นกี่โครงการ"),
        choices=[
            (ONE, gettext_lazy("รวมทุกข้อเป็นโครงการเดียว")),
            (EACH, gettext_lazy("ข้อละหนึ่งโครงการ ใช้ข้อความเป็นชื่อโครงการ")),
        ],
        initial=ONE,
        widget=forms.RadioSelect,
    )
    title = ShortTextField(label=gettext_lazy("ชื่อโครงการ"), max_length=LONGEST_TITLE, required=False)
    village = forms.ModelChoiceField(
        label=gettext_lazy("หมู่บ้าน"),
        queryset=Village.objects.none(),
        empty_label=gettext_lazy("ทั้งตำบลหรือหลายหมู่บ้าน"),
        required=False,
    )
    rationale = LongTextField(
        label=gettext_lazy("หลักการและเหตุผล"),
        help_text=gettext_lazy("ใช้เมื่อรวมเป็นโครงการเดียว ที่เหลือของแบบ ผ.02 เติมภายหลังได้"),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args: Any, chosen: Sequence[Idea] = (), **kwargs: Any) -> None:
        super().__init__(*args, chosen=chosen, **kwargs)
        village: Any = self.fields["village"]
        village.queryset = Village.objects.filter(area=self.plan.area_id)
        if chosen:
            self.initial.setdefault("title", (str(chosen[0].group or "") or chosen[0].text)[:LONGEST_TITLE])
            self.initial.setdefault("rationale", "\n".join(idea.text for idea in chosen)[:LONGEST_TEXT])
            villages = {idea.village_id for idea in chosen}
            self.initial.setdefault("village", villages.pop() if len(villages) == 1 else None)
        self.put_the_paper_last()

    def clean(self) -> dict[str, Any]:
        """One proposal needs a title; several take their ideas' words."""
        values = super().clean() or self.cleaned_data
        if values.get("how") == self.ONE and not values.get("title"):
            self.add_error("title", _("ต้องมีชื่อโครงการ"))
        return values

    @property
    def made(self) -> list[FromIdeas]:
        """The proposals with their ideas."""
        values = self.cleaned_data
        ideas = list(values["ideas"].select_related("village"))
        if values["how"] == self.ONE:
            words = {name: values[name] for name in ("title", "village", "rationale")}
            return [FromIdeas(ProposalDraft(**words), ideas)]
        return [
            FromIdeas(ProposalDraft(title=each.text[:LONGEST_TITLE], rationale=each.text, village=each.village), [each])
            for each in ideas
        ]
