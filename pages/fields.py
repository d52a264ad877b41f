"""Form fields for what Thai offices write: dates of the Buddhist Era, baht, numbers in either digits, scans.

Each field says what was typed and what it expects instead, and accepts its own results again as initial values.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.core.validators import MaxLengthValidator
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.reading import arabic, cleaned, shown
from pages.widgets import BUDDHIST_ERA_OFFSET, CountedTextarea, ThaiDateInput, UnitInput

FIRST_YEAR, LAST_YEAR = 2400, 2700
LARGEST_AMOUNT = Decimal("999999999999.99")
MEBIBYTE = 1024 * 1024

_TOO_LONG = gettext_lazy("ต้องยาวไม่เกิน %(limit_value)d ตัวอักษร (มี %(show_value)d)")


# --- Text ---


class ShortTextField(forms.CharField):
    """One line of text. What is too long is refused, never cut off while somebody pastes it."""

    lines = False

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)  # cleaned() strips, after it has found what cannot be seen
        self.longest = max_length
        if max_length is not None:
            self.validators.append(MaxLengthValidator(max_length, _TOO_LONG))

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return cleaned(text, lines=self.lines) or self.empty_value if text else text


class LongTextField(ShortTextField):
    """Several lines of text with words that say how long it may be."""

    lines = True
    widget = CountedTextarea

    def __init__(self, *, max_length: int | None = None, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs["rows"] = rows
        if isinstance(self.widget, CountedTextarea):
            self.widget.longest = max_length


# --- Dates and times ---


class ThaiDateField(forms.MultiValueField):
    """A day as people write it: its number, the name of the month, the year of the Buddhist Era."""

    widget = ThaiDateInput

    def __init__(self, **kwargs: Any) -> None:
        # The three only tell a blank part from a filled one; clean() reads them together.
        super().__init__(fields=[forms.CharField(required=False) for _part in ThaiDateInput.parts], **kwargs)

    def clean(self, value: Any) -> date | None:
        """Read the three parts.

        Raises:
            ValidationError: with the names of the parts at fault as its code, where only some are.
        """
        if value is None or isinstance(value, date):
            value = ThaiDateInput().decompress(value)
        typed = [arabic(str(part or "")).strip() for part in value]
        if any(typed):
            day: date | None = self.compress(typed)
        elif self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        else:
            day = None
        self.run_validators(day)
        return day

    def compress(self, data_list: Sequence[str]) -> date:
        """The day that the three texts name."""
        typed = dict(zip(ThaiDateInput.parts, data_list, strict=True))
        missing = [part for part, text in typed.items() if not text]
        if missing:
            words = " ".join(str(ThaiDateInput.labels[part]) for part in missing)
            raise ValidationError(_("ยังขาด: %(parts)s") % {"parts": words}, code=" ".join(missing))
        number, month, year = _day(typed["day"]), _month(typed["month"]), _year(typed["year"])
        try:
            return date(year - BUDDHIST_ERA_OFFSET, month, number)
        except ValueError:
            message = _("ไม่มีวันที่ %(day)d %(month)s พ.ศ. %(year)d ในปฏิทิน")
            raise ValidationError(message % {"day": number, "month": MONTHS[month], "year": year}, code="day") from None


def _day(typed: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", typed) and 1 <= int(typed) <= 31:
        return int(typed)
    raise ValidationError(_("วันต้องเป็นตัวเลข 1 ถึง 31 (กรอก “%(typed)s”)") % {"typed": shown(typed)}, code="day")


def _month(typed: str) -> int:
    if re.fullmatch(r"[0-9]{1,2}", typed) and 1 <= int(typed) <= 12:
        return int(typed)
    raise ValidationError(_("ต้องเลือกเดือนจากรายการ"), code="month")


def _year(typed: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", typed):
        message = _("ปีต้องเป็นปี พ.ศ. สี่หลัก เช่น 2569 (กรอก “%(typed)s”)") % {"typed": shown(typed)}
        raise ValidationError(message, code="year")
    year = int(typed)
    if FIRST_YEAR <= year + BUDDHIST_ERA_OFFSET <= LAST_YEAR:
        message = _("ปี %(typed)d เป็นปี ค.ศ. ให้กรอกเป็นปี พ.ศ. คือ %(buddhist)d")
        raise ValidationError(message % {"typed": year, "buddhist": year + BUDDHIST_ERA_OFFSET}, code="year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("ปีต้องเป็นปี พ.ศ. ระหว่าง %(first)d ถึง %(last)d (กรอก %(typed)d)")
        raise ValidationError(message % {"first": FIRST_YEAR, "last": LAST_YEAR, "typed": year}, code="year")
    return year


class TimeField(forms.Field):
    """A time of the day as minutes of meetings write it: 09.00 or 09:00, in either digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput(unit=gettext_lazy("น."), width=5))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H.%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value is None or isinstance(value, time):
            return value
        typed = arabic(str(value)).strip()
        if not typed:
            return None
        found = re.fullmatch(r"([0-9]{1,2})[.:]([0-9]{2})(?:\s*น\.?)?", typed)
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            return time(int(found[1]), int(found[2]))
        message = _("“%(typed)s” ไม่ใช่เวลา ให้กรอกเป็นชั่วโมงและนาที เช่น 09.30")
        raise ValidationError(message % {"typed": shown(typed)}, code="invalid")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)


# --- Numbers ---


class BahtField(forms.Field):
    """An amount of money in baht with at most two decimals, as a Decimal."""

    def __init__(self, *, minimum: Decimal | int = 0, maximum: Decimal | int = LARGEST_AMOUNT, **kwargs: Any) -> None:
        kwargs.setdefault("widget", UnitInput({"inputmode": "decimal"}, unit=gettext_lazy("บาท"), width=10))
        super().__init__(**kwargs)
        self.minimum, self.maximum = Decimal(minimum), Decimal(maximum)

    def prepare_value(self, value: Any) -> Any:
        return with_commas(value) if isinstance(value, Decimal | int) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        typed = arabic(cleaned(str(value)))
        if not typed:
            return None
        text = typed.removesuffix("บาท").strip()
        if re.fullmatch(rf"-?{_GROUPED}\.[0-9]{{3,}}", text):
            message = _("“%(typed)s” มีทศนิยมเกินสองตำแหน่ง จำนวนเงินละเอียดได้ถึงสตางค์ เช่น 1,250,000.50")
            raise ValidationError(message % {"typed": shown(typed)}, code="satang")
        if not re.fullmatch(rf"-?{_GROUPED}(\.[0-9]{{1,2}})?", text):
            message = _("“%(typed)s” ไม่ใช่จำนวนเงิน ให้กรอกเป็นตัวเลข เช่น 1,250,000 หรือ 1,250,000.50")
            raise ValidationError(message % {"typed": shown(typed)}, code="invalid")
        return Decimal(_without_groups(text))

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and not self.minimum <= value <= self.maximum:
            message = _("%(typed)s บาท ไม่อยู่ระหว่าง %(minimum)s ถึง %(maximum)s บาท")
            limits = {"minimum": with_commas(self.minimum), "maximum": with_commas(self.maximum)}
            raise ValidationError(message % {"typed": with_commas(value), **limits}, code="limits")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)


class WholeNumberField(forms.Field):
    """A whole number within limits; `unit` stands behind the input."""

    def __init__(
        self, *, minimum: int = 0, maximum: int = 999_999_999, unit: str | Promise = "", **kwargs: Any
    ) -> None:
        width = 5 if len(str(maximum)) <= 5 else 10
        kwargs.setdefault("widget", UnitInput({"inputmode": "numeric"}, unit=unit, width=width))
        super().__init__(**kwargs)
        self.minimum, self.maximum = minimum, maximum

    def to_python(self, value: Any) -> int | None:
        if value is None or isinstance(value, int):
            return value
        typed = arabic(cleaned(str(value)))
        if not typed:
            return None
        if not re.fullmatch(rf"-?{_GROUPED}", typed):
            message = _("“%(typed)s” ไม่ใช่จำนวนเต็ม ให้กรอกเป็นตัวเลข %(minimum)d ถึง %(maximum)d")
            limits = {"minimum": self.minimum, "maximum": self.maximum}
            raise ValidationError(message % {"typed": shown(typed), **limits}, code="invalid")
        return int(_without_groups(typed))

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and not self.minimum <= value <= self.maximum:
            message = _("%(typed)d ไม่อยู่ระหว่าง %(minimum)d ถึง %(maximum)d")
            limits = {"minimum": self.minimum, "maximum": self.maximum}
            raise ValidationError(message % {"typed": value, **limits}, code="limits")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)


# Digits alone, or groups of three: 1,25 is refused, since nobody knows whether it means 1.25 or 125.
# Fifteen digits are more than any limit here, and few enough to turn into a number at once.
_GROUPED = r"(?:[0-9]{1,15}|[0-9]{1,3}(?:[ ,][0-9]{3}){1,4})"


def _without_groups(typed: str) -> str:
    return typed.replace(",", "").replace(" ", "")


def with_commas(amount: Decimal | int) -> str:
    """An amount as screens show it: 1,250,000, and 1,250,000.50 where there are satang."""
    exact = Decimal(amount)
    return f"{exact:,.0f}" if exact == exact.to_integral_value() else f"{exact:,.2f}"


def _has_changed(field: forms.Field, initial: Any, data: Any) -> bool:
    """Whether the typed text means another value than the initial one; what cannot be read was surely changed."""
    if field.disabled:
        return False
    try:
        return bool(field.to_python(data) != field.to_python(initial))
    except ValidationError:
        return True


# --- Keys ---


class DrawnKeyField(forms.CharField):
    """A hidden key that is drawn into each page for people without an account: a page that is sent twice counts once.

    Of a key that was not drawn here, ``not_ours`` says what to do.
    """

    widget = forms.HiddenInput

    def __init__(self, *, salt: str, not_ours: Promise) -> None:
        self.signer, self.not_ours = Signer(salt=salt), not_ours
        super().__init__(required=False, initial=lambda: self.signer.sign(secrets.token_hex(16)))

    def clean(self, value: Any) -> str:
        """The key as it was drawn.

        Raises:
            ValidationError: it is not ours.
        """
        try:
            return self.signer.unsign(super().clean(value))
        except BadSignature:
            raise ValidationError(str(self.not_ours)) from None


# --- Files ---


class ScanField(forms.FileField):
    """A scan or photograph of a paper. Looks only at the size: what the file really is, its receiver finds out."""

    widget = forms.FileInput
    default_error_messages = {
        "empty": gettext_lazy("ไฟล์ว่างเปล่า ให้แนบไฟล์ PDF, JPEG หรือ PNG"),
        "missing": gettext_lazy("ยังไม่มีไฟล์แนบมา"),
        "invalid": gettext_lazy("ไม่ได้รับไฟล์ ให้แนบใหม่อีกครั้ง"),
    }

    def __init__(self, *, largest: int = 10 * MEBIBYTE, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest = largest
        self.widget.attrs.setdefault("accept", ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png")

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The uploaded file.

        Raises:
            ValidationError: it is missing, empty or too large.
        """
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile) and upload.size is not None and upload.size > self.largest:
            message = _("ไฟล์ใหญ่ %(size).1f MB ต้องไม่เกิน %(largest).1f MB")
            sizes = {"size": upload.size / MEBIBYTE, "largest": self.largest / MEBIBYTE}
            raise ValidationError(message % sizes, code="largest")
        return upload
