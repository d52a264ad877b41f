"""Verbs on bodies and offices. They work on sets, since a province opens with hundreds of bodies at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import uuid4

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock, mandates
from directory.acting import Acting, By
from directory.errors import Invalid, Refused
from directory.mandates import mandate_of
from directory.models import Area, AreaGroupPermission, Body, Office, Tenure, Territory, User
from directory.powers import Power, powers_of


@transaction.atomic
def establish_offices(drafts: Sequence[tuple[Body, str, str]]) -> list[Office]:
    """Create the offices that do not exist yet, each ``(body, role, title)``, and grant what goes with their roles.

    Side effects, in this order: an auth group per new office, the office, its area grants over the body's present
    territory. Repeating it creates nothing twice. Returns the offices in the order of the drafts.
    """
    known = {
        (office.body_id, office.role, office.title): office
        for office in Office.objects.filter(body__in={body.pk for body, _, _ in drafts})
    }
    missing = [draft for draft in dict.fromkeys(drafts) if (draft[0].pk, draft[1], draft[2]) not in known]
    groups = Group.objects.bulk_create([Group(name=f"office {uuid4().hex}") for _ in missing])
    created = Office.objects.bulk_create(
        [
            Office(body=body, role=role, title=title, group=group)
            for (body, role, title), group in zip(missing, groups, strict=True)
        ]
    )
    known |= {(office.body_id, office.role, office.title): office for office in created}
    grant_by_role(created)
    return [known[body.pk, role, title] for body, role, title in drafts]


@transaction.atomic
def grant_by_role(offices: Iterable[Office]) -> int:
    """Give offices the area powers of their roles over their bodies' territories; returns how many grants are new.

    Idempotent; it only ever adds. Four statements and the inserts, whatever the number of offices.
    """
    offices = list(offices)
    bodies = {office.body_id for office in offices}
    kinds = dict(Body.objects.filter(pk__in=bodies).values_list("pk", "kind"))
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type__app_label="directory", content_type__model="area")
    }
    areas: dict[int, list[str]] = {}
    for body_id, area_id in Territory.objects.filter(body__in=bodies).values_list("body_id", "area_id"):
        areas.setdefault(body_id, []).append(area_id)
    grants = [
        AreaGroupPermission(group_id=office.group_id, permission=permissions[power], content_object_id=code)
        for office in offices
        for power in sorted(powers_of(kinds[office.body_id], office.role).area)
        for code in areas.get(office.body_id, ())
    ]
    before = AreaGroupPermission.objects.count()
    AreaGroupPermission.objects.bulk_create(grants, ignore_conflicts=True)
    return AreaGroupPermission.objects.count() - before


def area_or_explain(code: str, *, field: str = "area_code") -> Area:
    """The area of a code, in Thai or Arabic digits.

    Raises:
        Invalid: the code is malformed, unknown, in Bangkok, or abolished; an abolished one names its successors and
            whether they are known by notice or by name only.
    """
    cleaned = "".join(str(int(c)) if c.isdecimal() else c for c in code.strip())
    if not (cleaned.isdigit() and len(cleaned) in (2, 4, 6)):
        raise Invalid.of(field, code, _("ต้องเป็นรหัสพื้นที่ 2, 4 หรือ 6 หลัก"))
    if cleaned.startswith("10"):
        raise Invalid.of(field, code, _("กรุงเทพมหานครไม่อยู่ในกระบวนการแผนพัฒนาจังหวัด ใช้ได้เฉพาะ 76 จังหวัด"))
    area = Area.objects.filter(pk=cleaned).first()
    if area is None:
        raise Invalid.of(field, code, _("ไม่มีพื้นที่รหัสนี้"))
    if area.abolished_on is not None:
        raise Invalid.of(field, code, _explain_abolition(area))
    return area


def _explain_abolition(area: Area) -> str:
    successions = list(area.successions.select_related("successor"))
    if not successions:
        return _("พื้นที่ %(name)s ถูกยกเลิกแล้ว และไม่พบข้อมูลพื้นที่ที่มาแทน") % {"name": area.full_name}
    return _("พื้นที่ %(name)s ถูกยกเลิกแล้ว พื้นที่ที่มาแทนคือ %(successors)s (%(basis)s)") % {
        "name": area.full_name,
        "successors": ", ".join(f"{s.successor_id} {s.successor.full_name}" for s in successions),
        "basis": successions[0].get_basis_display(),
    }


@transaction.atomic
def hand_over_office(  # noqa: PLR0913  # what an order of appointment says
    *,
    office: Office,
    to: User,
    by: By,
    starts: date,
    acting: str = Tenure.Acting.HOLDER,
    ends: date | None = None,
    own_position: str = "",
    order_number: str = "",
    order_date: date | None = None,
    scope: str = "",
) -> Tenure:
    """Give an office to another person from a date on, in one action.

    A new holder ends the present holder's tenure on that date; somebody who acts stands beside the holder until
    ``ends``. Accounts are not touched: the predecessor keeps theirs and loses only the office.

    Raises:
        Refused: the actor does not keep the register of bodies for the place of this office.
        Invalid: the dates do not follow each other, or the tenure would repeat one that exists.
    """
    if isinstance(by, Acting) and not mandate_of(by).holds(Power.MANAGE_BODIES, office.body):
        raise Refused(_("เฉพาะผู้ดูแลทะเบียนองค์กรของพื้นที่นี้เท่านั้นที่ส่งมอบตำแหน่งได้"))
    if ends is not None and ends <= starts:
        raise Invalid.of("ends", ends, _("วันสิ้นสุดต้องอยู่หลังวันเริ่ม"))
    if Tenure.objects.filter(user=to, office=office, starts=starts).exists():
        raise Invalid.of("starts", starts, _("บุคคลนี้มีวาระที่เริ่มวันเดียวกันอยู่แล้ว"))
    if acting == Tenure.Acting.HOLDER:
        _end_present_terms(office, starts)
    tenure = Tenure.objects.create(
        user=to,
        office=office,
        acting=acting,
        own_position=own_position,
        order_number=order_number,
        order_date=order_date,
        scope=scope,
        starts=starts,
        ends=ends,
    )
    mandates.forget(to)
    return tenure


def _end_present_terms(office: Office, day: date) -> None:
    """End the present holder's tenure on the day from which another holds the office."""
    if Tenure.objects.filter(office=office, acting="", starts__gt=day).exists():
        raise Invalid.of("starts", day, _("มีผู้ดำรงตำแหน่งที่จะเริ่มหลังวันนี้กำหนดไว้แล้ว"))
    for present in Tenure.objects.current(day).filter(office=office, acting="").select_for_update():
        if present.starts >= day:
            raise Invalid.of("starts", day, _("ต้องอยู่หลังวันเริ่มวาระของผู้ดำรงตำแหน่งปัจจุบัน"))
        present.ends = day
        present.save(update_fields=["ends"])
        mandates.forget(present.user)


def holder_of(office: Office) -> Acting | None:
    """Who signs for an office today: somebody acting for its holder comes first."""
    tenure = (
        Tenure.objects.current(clock.today())
        .filter(office=office, user__is_active=True)
        .select_related("user", "office__body")
        .order_by("-acting", "-starts")
        .first()
    )
    return Acting(tenure.user, tenure.office, tenure) if tenure else None
