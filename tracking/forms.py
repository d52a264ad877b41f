"""How far a commitment has come, as its agency reports it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.fields import LongTextField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT
from tracking.models import Commitment, Status
from tracking.verbs import MAY_FOLLOW


class UpdateForm(PageForm):
    """A status that can follow the present one, and what there is to say about it."""

    status = forms.ChoiceField(label=gettext_lazy("สถานะขณะนี้"), widget=forms.RadioSelect)
    note = LongTextField(
        label=gettext_lazy("รายละเอียดหรือเหตุผล"),
        help_text=gettext_lazy("ต้องมีเหตุผลเมื่อยกเลิกโครงการ"),
        max_length=LONGEST_TEXT,
        required=False,
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [
            (
                status,
                _("%(status)s (คงเดิม)") % {"status": status.label} if status == commitment.status else status.label,
            )
            for status in Status
            if status in MAY_FOLLOW[commitment.status]
        ]
