"""The PIN of somebody who shares a phone: which ones are too easy, and how one is kept."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from directory.cells import arabic

LENGTH = 6
FEWEST_DIGITS = 3
UP, DOWN = "01234567890", "09876543210"


def read_pin(typed: str) -> str:
    """A PIN as it was typed, in either digits; empty where it cannot be one."""
    pin = re.sub(r"\s", "", arabic(typed))
    return pin if re.fullmatch(rf"[0-9]{{{LENGTH}}}", pin) else ""


def weakness(pin: str, phone: str) -> str:
    """Why a PIN is too easy to guess, in words; empty where it is not."""
    if not pin:
        return _("ต้องเป็นตัวเลข 6 หลัก")
    if len(set(pin)) < FEWEST_DIGITS:
        return _("ใช้ตัวเลขซ้ำมากเกินไป เดาง่าย ให้ใช้ตัวเลขต่างกันอย่างน้อย 3 ตัว")
    if pin in UP or pin in DOWN:
        return _("เป็นเลขเรียงกัน เดาง่าย")
    if pin in phone:
        return _("เป็นส่วนหนึ่งของหมายเลขโทรศัพท์ของท่าน เดาง่าย")
    return ""


def kept(pin: str) -> str:
    """How the register keeps a PIN. A million tries are few: without this site's own key they lead nowhere."""
    return make_password(_with_our_key(pin))


def is_pin(pin: str, hashed: str) -> bool:
    """Whether it is the PIN that was kept."""
    return check_password(_with_our_key(pin), hashed)


def _with_our_key(pin: str) -> str:
    return salted_hmac("directory.pin", pin, algorithm="sha256").hexdigest()
