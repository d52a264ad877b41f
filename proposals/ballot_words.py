"""The words about ballots: kinds and rules, and what is expected of a ballot file."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.voting import BallotFileError, Expected, Kind, Rule, RuleError

RULES = {
    Rule.EQUAL_SHARES: gettext_lazy("แบ่งสิทธิเท่ากัน (Equal Shares)"),
    Rule.GREEDY: gettext_lazy("ผู้สนับสนุนมากที่สุดก่อน (greedy)"),
    Rule.COUNT: gettext_lazy("นับคะแนนเรียงจากมากไปน้อย"),
    Rule.BORDA: gettext_lazy("คะแนนตามอันดับ (Borda)"),
}
HINTS = {
    Rule.EQUAL_SHARES: gettext_lazy("ทุกคนมีสิทธิในวงเงินเท่ากัน โครงการที่มีผู้สนับสนุนพอร่วมกันจ่ายจึงได้รับเลือก กลุ่มเล็กจึงไม่ถูกกลบ"),
    Rule.GREEDY: gettext_lazy("เลือกโครงการที่มีผู้สนับสนุนมากที่สุดก่อน จนเต็มวงเงิน ถ้าเท่ากันเลือกหมายเลขน้อยก่อน"),
    Rule.COUNT: gettext_lazy("เรียงตามคะแนนที่นับได้ แล้วเลือกลงไปทีละโครงการเท่าที่วงเงินพอ"),
    Rule.BORDA: gettext_lazy("อันดับแรกได้คะแนนเท่าจำนวนโครงการที่ผู้นั้นจัดอันดับ อันดับสุดท้ายได้หนึ่ง แล้วเลือกเท่าที่วงเงินพอ"),
}
_KINDS = {
    Kind.APPROVAL: gettext_lazy("การเลือกหลายโครงการ"),
    Kind.ORDINAL: gettext_lazy("การจัดอันดับ"),
    Kind.CUMULATIVE: gettext_lazy("การแบ่งคะแนน"),
    Kind.SCORING: gettext_lazy("การให้คะแนน"),
}
_EXPECTED = {
    Expected.SMALLER: gettext_lazy("ไฟล์ต้องไม่เกิน %(most)d ไบต์"),
    Expected.UTF8: gettext_lazy("ไฟล์ต้องเป็นข้อความ UTF-8"),
    Expected.NO_NUL: gettext_lazy("ไฟล์ต้องเป็นข้อความ ไม่มีไบต์ NUL"),
    Expected.SHORT_FIELDS: gettext_lazy("ช่องยาวเกินไปหรือเครื่องหมายคำพูดไม่ครบคู่"),
    Expected.SECTION: gettext_lazy("ต้องมีส่วน %(name)s"),
    Expected.SECTION_ONCE: gettext_lazy("แต่ละส่วนต้องมีครั้งเดียว"),
    Expected.HEADER: gettext_lazy("ส่วน %(name)s ต้องมีบรรทัดหัวตาราง"),
    Expected.COLUMN: gettext_lazy("ต้องมีคอลัมน์ %(name)s"),
    Expected.CELLS: gettext_lazy("แถวต้องมีไม่เกิน %(count)d ช่องตามหัวตาราง"),
    Expected.VALUE: gettext_lazy("ต้องไม่เว้นว่าง และต้องไม่มีจุลภาค"),
    Expected.AMOUNT: gettext_lazy("ต้องเป็นจำนวนเงินไม่ติดลบ เช่น 250000 หรือ 250000.50"),
    Expected.POINTS: gettext_lazy("ต้องเป็นตัวเลขคะแนน"),
    Expected.VOTE_TYPE: gettext_lazy("ต้องเป็นหนึ่งใน %(known)s"),
    Expected.NEW_PROJECT: gettext_lazy("รหัสโครงการซ้ำ"),
    Expected.NEW_VOTER: gettext_lazy("รหัสผู้ลงคะแนนซ้ำหรือไม่มี แต่นับทุกแถว"),
    Expected.KNOWN_PROJECT: gettext_lazy("ไม่มีโครงการรหัสนี้ในส่วน PROJECTS"),
    Expected.EACH_ONCE: gettext_lazy("แต่ละโครงการต้องอยู่ในคะแนนเสียงหนึ่งได้ครั้งเดียว"),
    Expected.AS_MANY_POINTS: gettext_lazy("ต้องมีคะแนน %(count)d จำนวนเท่ากับโครงการที่เลือก"),
    Expected.AS_MANY_ROWS: gettext_lazy("ในไฟล์มี %(count)d แถว นับตามแถว"),
}


def kind_in_words(kind: Kind) -> str:
    """How people voted."""
    return str(_KINDS[kind])


def what_is_expected(problem: BallotFileError) -> str:
    """What should have stood there instead."""
    return str(_EXPECTED[problem.expected]) % problem.details


def problem_in_words(problem: BallotFileError) -> str:
    """One sentence about what is wrong with a ballot file: the line, the field, its value and what is expected."""
    facts = {"field": problem.field, "value": problem.value[:60], "expected": what_is_expected(problem)}
    told = _("%(field)s “%(value)s”: %(expected)s") if problem.value else _("%(field)s: %(expected)s")
    sentence = told % facts
    return _("บรรทัดที่ %(line)d %(told)s") % {"line": problem.line, "told": sentence} if problem.line else sentence


def needs_rankings(error: RuleError) -> str:
    """Why Borda's rule has no answer."""
    kind = kind_in_words(error.kind)
    return _("คะแนน Borda ต้องใช้การจัดอันดับ แต่ไฟล์นี้เป็น%(kind)s (%(code)s)") % {"kind": kind, "code": error.kind.value}
