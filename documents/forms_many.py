"""What people type once for many papers: a day, a note, and a number for each paper whose office numbers elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory import clock
from directory.acting import Acting
from documents import life
from documents.forms_signing import PasswordField
from documents.models import Document, PaperState
from documents.verbs import draws_number, draws_receipt
from documents.verbs.electronic import knows_password
from documents.verbs.numbering import LONGEST_NUMBER
from documents.verbs.receiving import LONGEST_RECEIPT
from documents.verbs.routing import LONGEST_NOTE
from pages.fields import LongTextField, ShortTextField, ThaiDateField
from pages.forms import PageForm


class ManyForm(PageForm):
    """The revision of each paper that was seen and, for those that need one, its number."""

    longest = LONGEST_NUMBER

    def __init__(self, *args: Any, papers: Sequence[Document], by: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers, self.by = papers, by
        for paper in papers:
            if self.asks_number(paper):
                label = self.label_of(paper)
                self.fields[f"number_{paper.pk}"] = ShortTextField(label=label, max_length=self.longest)
            self.fields[f"seen_{paper.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=paper.revision)

    def asks_number(self, paper: Document) -> bool:  # noqa: ARG002  # steps with numbers look at it
        """Whether this paper's number is typed."""
        return False

    def label_of(self, paper: Document) -> str:
        """What the number is of."""
        return str(paper.title)

    def seen(self) -> dict[int, int]:
        """The revision of each paper that was seen, by its key."""
        return {paper.pk: self.cleaned_data[f"seen_{paper.pk}"] for paper in self.papers}

    def numbers(self) -> dict[int, str]:
        """The typed numbers, by the paper's key."""
        return {paper.pk: self.cleaned_data.get(f"number_{paper.pk}", "") for paper in self.papers}


class EndorseManyForm(ManyForm):
    """One note for all."""

    note = LongTextField(label=_("บันทึก"), required=False, max_length=LONGEST_NOTE, rows=3)


class NumberManyForm(ManyForm):
    """One date for all; a number for each paper that is numbered elsewhere. Of a circular its first sheet asks."""

    dated = ThaiDateField(label=_("วันที่ในหนังสือ"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("dated", clock.today())

    def asks_number(self, paper: Document) -> bool:
        first = next(each for each in self.papers if not paper.circular or each.circular == paper.circular)
        is_first = not paper.circular or first.pk == paper.pk
        return bool(paper.register) and not draws_number(paper) and is_first

    def label_of(self, paper: Document) -> str:
        to = paper.recipient.name if paper.recipient else ""
        return gettext("เลขที่หนังสือ %(paper)s") % {"paper": " · ".join(filter(None, [paper.title, to]))}


class ReceiveManyForm(ManyForm):
    """One day for all; a receipt number for each paper that is entered elsewhere."""

    longest = LONGEST_RECEIPT
    on = ThaiDateField(label=_("วันที่ลงรับ"), help_text=_("วันครบกำหนดนับจากวันนี้"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())

    def asks_number(self, paper: Document) -> bool:
        return not draws_receipt(paper)

    def label_of(self, paper: Document) -> str:
        named = " · ".join(filter(None, [paper.number_text, paper.title, paper.issuer.name]))
        return gettext("เลขรับ %(paper)s") % {"paper": named}


class SignManyForm(NumberManyForm):
    """The password of one's key for all; date and numbers for those that have none yet."""

    password = PasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if all(paper.state == PaperState.RESERVED for paper in self.papers):
            del self.fields["dated"]
        if knows_password(self.by.office):
            del self.fields["password"]
        else:
            self.order_fields([name for name in self.fields if name != "password"])

    def asks_number(self, paper: Document) -> bool:
        return paper.state == PaperState.PREPARED and super().asks_number(paper)


MANY_FORMS: dict[str, type[ManyForm]] = {
    life.ENDORSE.name: EndorseManyForm,
    life.ESIGN.name: SignManyForm,
    life.NUMBER.name: NumberManyForm,
    life.SEND.name: ManyForm,
    life.RECEIVE.name: ReceiveManyForm,
}
