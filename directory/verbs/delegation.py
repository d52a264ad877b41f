"""Delegating an office: its holder lets somebody act in it by order, until a day that the order names."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock, mandates
from directory.acting import Acting
from directory.errors import Invalid, Problem, Refused
from directory.models import Office, Tenure, User

LONGEST_DAYS, LONGEST_ORDER, LONGEST_SCOPE = 366, 60, 200


def _require_holder(by: Acting) -> None:
    if by.tenure.acting != Tenure.Acting.HOLDER:
        raise Refused(_("เฉพาะผู้ดำรงตำแหน่งเท่านั้นที่มอบหมายให้ผู้อื่นปฏิบัติราชการแทนได้ ผู้ทำการแทนมอบต่อไม่ได้"))
    if by.office.pk not in mandates.mandates_of(by.user):
        raise Refused(_("ท่านไม่ได้ดำรงตำแหน่งนี้แล้ว"))


@transaction.atomic
def delegate_office(
    *, contact: str, full_name: str, starts: date, until: date, order_number: str, by: Acting, scope: str = ""
) -> Tenure:
    """Let another person act in one's office from a day through another (ปฏิบัติราชการแทน), by a numbered order.

    The deputy has the office's powers on those days and not an hour longer; the holder keeps theirs. Whoever acts for
    somebody delegates no further. The person is one with an account, by phone or user name, and of the name given.

    Raises:
        Refused: the actor does not hold the office, or only acts in it.
        Invalid: nobody of that name and contact, the actor themselves, days that do not follow each other or reach
            further than a year, no order number, or a term that begins on the same day; each is named.
    """
    _require_holder(by)
    person = User.objects.filter(phone=contact).first() or User.objects.filter(username=contact).first()
    problems: list[Problem] = []
    if person is None or " ".join(str(person).split()) != " ".join(full_name.split()) or not person.is_active:
        problems.append(Problem("contact", contact, _("ไม่พบบัญชีที่ใช้ชื่อและหมายเลขหรือชื่อผู้ใช้นี้")))
    elif person.pk == by.user.pk:
        problems.append(Problem("contact", contact, _("มอบหมายให้ตนเองไม่ได้")))
    if starts < clock.today():
        problems.append(Problem("starts", starts.isoformat(), _("ต้องเป็นวันนี้หรือวันข้างหน้า")))
    if not starts <= until <= starts + timedelta(days=LONGEST_DAYS):
        problems.append(Problem("until", until.isoformat(), _("ต้องไม่ก่อนวันเริ่ม และไม่เกินหนึ่งปี")))
    if not order_number.strip() or len(order_number) > LONGEST_ORDER:
        problems.append(Problem("order_number", order_number, _("ต้องระบุเลขที่คำสั่ง ไม่เกิน %s ตัวอักษร") % LONGEST_ORDER))
    if len(scope) > LONGEST_SCOPE:
        problems.append(Problem("scope", scope, _("ยาวเกิน %s ตัวอักษร") % LONGEST_SCOPE))
    if person is not None and Tenure.objects.filter(user=person, office=by.office, starts=starts).exists():
        problems.append(Problem("starts", starts.isoformat(), _("บุคคลนี้มีวาระที่เริ่มวันเดียวกันอยู่แล้ว")))
    if problems or person is None:
        raise Invalid(problems)
    tenure = Tenure.objects.create(
        user=person,
        office=by.office,
        acting=Tenure.Acting.BY_DELEGATION,
        order_number=order_number.strip(),
        order_date=clock.today(),
        scope=scope.strip(),
        starts=starts,
        ends=until + timedelta(days=1),
    )
    mandates.forget(person)
    return tenure


@transaction.atomic
def end_delegation(*, tenure: Tenure, by: Acting) -> Tenure:
    """End a delegation of one's own office early: at the coming midnight, or before it has begun altogether.

    Repeating it changes nothing.

    Raises:
        Refused: the actor does not hold the office, or it is no delegation of it.
    """
    _require_holder(by)
    if tenure.office_id != by.office.pk or tenure.acting != Tenure.Acting.BY_DELEGATION:
        raise Refused(_("ไม่ใช่การมอบหมายของตำแหน่งท่าน"))
    tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
    last = max(clock.today(), tenure.starts) + timedelta(days=1)
    if tenure.ends is None or tenure.ends > last:
        tenure.ends = last
        tenure.save(update_fields=["ends"])
        mandates.forget(tenure.user)
    return tenure


def delegations_of(office: Office) -> list[Tenure]:
    """Who acts in an office by delegation now or later. One query."""
    found = Tenure.objects.filter(office=office, acting=Tenure.Acting.BY_DELEGATION, ends__gt=clock.today())
    return list(found.select_related("user").order_by("starts", "pk"))
