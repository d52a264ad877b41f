"""The forms of charters: begun, written article by article, adopted, and cited."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory import clock
from pages.fields import LongTextField, ShortTextField, ThaiDateField
from pages.forms import PageForm
from pages.rows import rows_of
from pages.templatetags.pages import thai_date
from proposals.charters import MOST_ARTICLES, MOST_SIGNATORIES, ArticleDraft, CharterDraft, SignatoryDraft
from proposals.drafts import LONGEST_TEXT
from proposals.forms.plan import TickedField
from proposals.forms.rows import RowsForm
from proposals.models import Charter, CharterCitation, CharterVersion, Meeting
from proposals.page import ActionForm

BLANK_ARTICLES, BLANK_SIGNATORIES = 3, 5


class CharterForm(ActionForm):
    """What kind of charter, and what it is called."""

    kind = forms.ChoiceField(
        label=gettext_lazy("ธรรมนูญประเภทใด"),
        choices=Charter.Kind.choices,
        widget=forms.RadioSelect,
        initial=Charter.Kind.TAMBON,
    )
    title = ShortTextField(label=gettext_lazy("ชื่อธรรมนูญ"), help_text=gettext_lazy("เช่น ธรรมนูญตำบลบุ่ง"), max_length=300)


class ArticleRow(PageForm):
    """One article; its number is its place among those filled in."""

    label_size = ""
    heading = ShortTextField(label=gettext_lazy("หัวข้อ"), max_length=200, required=False)
    text = LongTextField(label=gettext_lazy("ข้อความ"), max_length=LONGEST_TEXT, rows=3)


class SignatoryRow(PageForm):
    """Who signs."""

    label_size = ""
    name = ShortTextField(label=gettext_lazy("ชื่อ"), max_length=200)
    position = ShortTextField(label=gettext_lazy("ตำแหน่งหรือกลุ่ม"), max_length=200, required=False)


class CharterWordsForm(RowsForm):
    """The articles of a charter and who signs it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: CharterVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["revision"] = version.revision
        data = self.data if self.is_bound else None
        articles: list[dict[str, Any]] = []
        people: list[dict[str, Any]] = []
        if data is None:
            articles = [{"heading": each.heading, "text": each.text} for each in version.articles.all()]
            people = [{"name": each.name, "position": each.position} for each in version.signatories.all()]
        self.articles = rows_of(
            ArticleRow, data, articles, BLANK_ARTICLES, prefix="articles", title=_("ข้อ"), at_most=MOST_ARTICLES
        )
        self.signatories = rows_of(
            SignatoryRow,
            data,
            people,
            BLANK_SIGNATORIES,
            prefix="signatories",
            title=_("ผู้ลงนามคนที่"),
            at_most=MOST_SIGNATORIES,
        )
        self.keep_together(self.articles, self.signatories)

    @property
    def draft(self) -> CharterDraft:
        """The words as they were written."""
        return CharterDraft(
            [ArticleDraft(row["text"], row["heading"] or "") for row in self.articles.values],
            [SignatoryDraft(row["name"], row["position"] or "") for row in self.signatories.values],
        )


class MeetingField(forms.ChoiceField):
    """One of a body's meetings. Whether it may adopt, the verb finds out."""

    def valid_value(self, value: str) -> bool:
        """Any id of a plausible length."""
        return value.isdecimal() and len(value) < 16


class AdoptCharterForm(ActionForm):
    """By which meeting, in force from which day."""

    meeting = MeetingField(
        label=gettext_lazy("รับรองโดยการประชุมใด"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("ต้องเลือกการประชุมจากรายการ")},
    )
    in_force_from = ThaiDateField(label=gettext_lazy("ใช้บังคับตั้งแต่วันที่"))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: CharterVersion, meetings: Sequence[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meetings = meetings
        field: Any = self.fields["meeting"]
        field.choices = [(str(each.pk), f"{each} · {thai_date(each.held_on)}") for each in meetings]
        self.initial.update(revision=version.revision, in_force_from=clock.today())
        if len(meetings) == 1:
            self.initial["meeting"] = str(meetings[0].pk)


class CiteForm(ActionForm):
    """On which articles a proposal rests."""

    articles = TickedField(
        label=gettext_lazy("โครงการนี้สนองธรรมนูญข้อใด"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("ต้องเลือกข้อจากรายการ")},
    )

    def __init__(
        self, *args: Any, versions: Sequence[CharterVersion], cited: Sequence[CharterCitation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["articles"]
        field.choices = [
            (str(article.pk), _("%(charter)s ข้อ %(number)d %(text)s") % _words(version, article))
            for version in versions
            for article in version.articles.all()
        ]
        self.initial["articles"] = [str(citation.article_id) for citation in cited]

    @property
    def article_ids(self) -> list[int]:
        """The ticked articles."""
        return [int(article) for article in self.cleaned_data["articles"]]


def _words(version: CharterVersion, article: Any) -> dict[str, Any]:
    words = article.heading or article.text
    return {
        "charter": version.charter.title,
        "number": article.number,
        "text": words if len(words) <= 120 else words[:119] + "…",
    }
