"""The forms of a public hearing: its notice, what somebody says, and what the desk does with what was said."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from approvals.forms.worksheet import TickedField
from approvals.models import CommentAnswer
from approvals.verbs.hearings import LONGEST_COMMENT, CommentDraft, NoticeDraft
from directory import clock
from pages.fields import DrawnKeyField, LongTextField, ShortTextField, ThaiDateField, TimeField
from pages.forms import PageForm
from proposals.drafts import LONGEST_TEXT

SHOW, HIDE, ANSWER = "show", "hide", "answer"


class NoticeForm(PageForm):
    """When and where, and until when anybody may write."""

    title = ShortTextField(label=gettext_lazy("เรื่อง"), max_length=200)
    held_on = ThaiDateField(label=gettext_lazy("วันรับฟังความคิดเห็น"))
    starts_at = TimeField(label=gettext_lazy("เวลาเริ่ม"))
    place = ShortTextField(label=gettext_lazy("สถานที่"), max_length=200)
    opens_on = ThaiDateField(label=gettext_lazy("เปิดรับความคิดเห็นตั้งแต่วันที่"))
    closes_on = ThaiDateField(label=gettext_lazy("ปิดรับความคิดเห็นวันที่"))
    text = LongTextField(label=gettext_lazy("รายละเอียดถึงประชาชน"), max_length=LONGEST_TEXT, required=False, rows=5)
    shows_draft = forms.BooleanField(
        label=gettext_lazy("แสดงรายการโครงการในร่างแผนบนหน้าสาธารณะ"),
        help_text=gettext_lazy("แสดงร่างที่จัดทำเสนอที่ประชุมล่าสุด เมื่อแก้ร่างอยู่หน้าสาธารณะจะบอกว่ากำลังปรับปรุง"),
        required=False,
    )
    reference = ShortTextField(
        label=gettext_lazy("อ้างอิง"),
        help_text=gettext_lazy("ประกาศหรือหนังสือที่กำหนดการรับฟังความคิดเห็น"),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opens_on", clock.today())
        self.initial.setdefault("starts_at", time(9))

    @property
    def draft(self) -> NoticeDraft:
        """What was typed, for the verb."""
        values = {name: self.cleaned_data[name] for name in self.fields}
        return NoticeDraft(**{**values, "text": values["text"] or "", "reference": values["reference"] or ""})


class CommentForm(PageForm):
    """What somebody says."""

    text = LongTextField(label=gettext_lazy("ความคิดเห็น"), max_length=LONGEST_COMMENT, rows=6)
    about = ShortTextField(label=gettext_lazy("เกี่ยวกับโครงการหรือเรื่องใด"), max_length=200, required=False)
    name = ShortTextField(label=gettext_lazy("ชื่อ"), max_length=100, required=False)

    @property
    def draft(self) -> CommentDraft:
        """What was typed, for the verb."""
        return CommentDraft(
            self.cleaned_data["text"], self.cleaned_data["name"] or "", self.cleaned_data["about"] or ""
        )


class PublicCommentForm(CommentForm):
    """The same on the public page. ``key`` makes a page that is sent twice one comment; ``website`` nobody sees.

    Programs that fill in every field fill that one in too.
    """

    website = forms.CharField(required=False, max_length=200, widget=forms.TextInput)
    key = DrawnKeyField(salt="a comment on a hearing", not_ours=gettext_lazy("หน้านี้เปิดไว้ไม่ครบ กรุณาเปิดใหม่แล้วส่งอีกครั้ง"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = gettext_lazy("เจ้าหน้าที่อ่านก่อนแสดง โปรดอย่าใส่เบอร์โทรศัพท์หรือข้อมูลส่วนตัวของผู้อื่น")
        self.fields["name"].help_text = gettext_lazy("ไม่ต้องกรอกก็ได้ ถ้ากรอก เฉพาะเจ้าหน้าที่ของจังหวัดเห็น")


class PaperCommentForm(CommentForm):
    """The same from paper, or from the hearing itself."""

    said_on = ThaiDateField(label=gettext_lazy("วันที่เสนอความคิดเห็น"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("said_on", clock.today())


class DeskForm(PageForm):
    """Ticked comments and a button: shown, hidden with a reason, or answered under a topic."""

    mark_optional = False
    act = forms.ChoiceField(choices=[(name, name) for name in (SHOW, HIDE, ANSWER)])
    comments = TickedField(
        label=gettext_lazy("ความคิดเห็นที่เลือก"),
        error_messages={"required": gettext_lazy("ต้องเลือกอย่างน้อยหนึ่งความคิดเห็น")},
    )
    reason = ShortTextField(
        label=gettext_lazy("เหตุผลที่ไม่แสดง"),
        help_text=gettext_lazy("เช่น มีข้อมูลส่วนบุคคล เหตุผลนี้อยู่ในรายงานแทนข้อความ"),
        max_length=300,
        required=False,
    )
    topic = ShortTextField(label=gettext_lazy("ประเด็น"), max_length=200, required=False)
    result = forms.ChoiceField(label=gettext_lazy("ผลการพิจารณา"), choices=CommentAnswer.Result.choices, required=False)
    answer = LongTextField(label=gettext_lazy("คำตอบ"), max_length=LONGEST_TEXT, required=False, rows=4)
