"""Verbs on accounts of people."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from directory import cells, clock
from directory.acting import Acting, By
from directory.errors import Invalid, Problem, Refused
from directory.mandates import Located, mandate_of
from directory.models import Tenure, User
from directory.powers import Power

_NAME = cells.text(200)


@transaction.atomic
def register_person(*, full_name: str, contact: str, place: Located, by: By) -> User:
    """The account of a person who is to serve in a place: the one that they have, or a new one.

    ``contact`` is their telephone number or their user name; a new account needs the number, and comes without a usable
    password. A known account is not changed, and must bear the same name, so that a mistyped number gives no office
    to somebody else. Repeating it answers with the same account.

    Raises:
        Refused: the actor does not keep the register of bodies of the place.
        Invalid: ``full_name`` or ``contact`` cannot be read, the account is closed or an administrator's, or it belongs
            to somebody of another name; whose it is, is not told.
    """
    if isinstance(by, Acting) and not mandate_of(by).covers(Power.MANAGE_BODIES, place.area_code):
        raise Refused(_("เฉพาะผู้ดูแลทะเบียนองค์กรของพื้นที่นี้เท่านั้นที่เพิ่มบุคคลได้"))
    name, given = _read(full_name, contact)
    phone = given if given.startswith("0") and given.isdecimal() else ""
    known = User.objects.filter(Q(phone=phone) if phone else Q(username=given)).first()
    if known is not None:
        _check(known, name, contact)
        return known
    if not phone:
        raise Invalid.of("contact", contact, _("ไม่มีบัญชีชื่อนี้ ผู้ที่ยังไม่มีบัญชีให้กรอกหมายเลขโทรศัพท์"))
    taken = User.objects.filter(username=phone).exists()
    person, _created = User.objects.get_or_create(
        phone=phone,
        defaults={
            "username": f"{phone}-{uuid4().hex[:8]}" if taken else phone,
            "full_name": name,
            "password": make_password(None),
        },
    )
    return person


def _read(full_name: str, contact: str) -> tuple[str, str]:
    """Both values as the register writes them, or all that is wrong with them."""
    problems: list[Problem] = []

    def read(field: str, raw: str, reader: Callable[[Any], Any]) -> str:
        try:
            return str(reader(raw))
        except cells.WrongValueError as wrong:
            problems.append(Problem(field, raw, str(wrong)))
            return ""

    looks_like_a_number = not any(character.isalpha() for character in contact) and "@" not in contact
    name = read("full_name", full_name, _NAME)
    given = read("contact", contact, cells.phone if looks_like_a_number else cells.account)
    if not problems and not any(character.isalpha() for character in name):
        problems.append(Problem("full_name", full_name, _("ต้องเป็นชื่อบุคคล")))
    if not problems and not given:
        problems.append(Problem("contact", contact, _("ต้องกรอกหมายเลขโทรศัพท์ หรือชื่อผู้ใช้")))
    if problems:
        raise Invalid(problems)
    return name, given


def _check(known: User, name: str, contact: str) -> None:
    if known.is_superuser or known.is_staff:
        raise Invalid.of("contact", contact, _("เป็นบัญชีของผู้ดูแลระบบ ใช้กับตำแหน่งไม่ได้"))
    if not known.is_active:
        raise Invalid.of("contact", contact, _("บัญชีนี้ปิดแล้ว"))
    if " ".join(known.full_name.split()) != " ".join(name.split()):
        raise Invalid.of("contact", contact, _("เป็นของบัญชีที่ใช้ชื่ออื่น ให้ตรวจหมายเลข หรือกรอกชื่อให้ตรงกับทะเบียน"))


LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
GROUP, GROUPS = 4, 3  # 59 bits, behind the lock of sign-in


def new_password() -> str:
    """A random password that can be read aloud and typed on a phone."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(GROUP)) for _group in range(GROUPS))


@transaction.atomic
def issue_password(*, tenure: Tenure, by: Acting) -> str:
    """Give whoever serves in an office a new password, and answer it: it is kept nowhere and shown once.

    Side effects: the password before is no longer valid, every session of the person ends with it, and a forgotten PIN
    is taken away. Repeating it gives another password.

    Raises:
        Refused: the actor does not keep the register for the place of every office that the person holds.
        Invalid: the account is closed or an administrator's, or the term has ended.
    """
    mandate, today = mandate_of(by), clock.today()
    person = User.objects.select_for_update().get(pk=tenure.user_id)
    served = Tenure.objects.current(today).filter(user=person).select_related("office__body")
    if not all(mandate.covers(Power.MANAGE_BODIES, each.office.body.area_code) for each in [tenure, *served]):
        raise Refused(_("เฉพาะผู้ดูแลทะเบียนของทุกพื้นที่ที่บุคคลนี้ดำรงตำแหน่งเท่านั้นที่ออกรหัสผ่านให้ได้"))
    if person.is_superuser or person.is_staff or not person.is_active:
        raise Invalid.of("user", str(person), _("บัญชีนี้ปิดแล้ว หรือเป็นบัญชีของผู้ดูแลระบบ"))
    if tenure.ends is not None and tenure.ends <= today:
        raise Invalid.of("tenure", str(tenure), _("วาระนี้สิ้นสุดแล้ว"))
    password = new_password()
    person.set_password(password)
    person.pin = ""
    person.save(update_fields=["password", "pin"])
    return password
