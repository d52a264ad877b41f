"""Opens a province: its villages, bodies, territories, offices, people and announced dates, all at once or not at all.

Everything is compared in memory with what the register holds and written as sets, because a province has thousands of
rows. A second opening from the same drafts writes nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from directory import mandates
from directory.acting import Acting, By
from directory.drafts import CellProblem, ProvinceDraft, ProvinceOpened
from directory.errors import Invalid, Refused
from directory.mandates import mandate_of
from directory.models import Area, AreaGroupPermission
from directory.powers import Power
from directory.province_records import write_province
from directory.register import Register, read_register
from directory.rules import problems_of
from directory.sheets import checked_province
from directory.verbs.bodies import area_or_explain


def province_or_explain(code: str) -> Area:
    """The province of a code, in Thai or Arabic digits.

    Raises:
        Invalid: the code is malformed, unknown, in Bangkok, abolished (its successors are named), or no province's.
    """
    area = area_or_explain(code, field="province")
    if area.level != Area.Level.PROVINCE:
        raise Invalid.of("province", code, _("%s ไม่ใช่จังหวัด ต้องเป็นรหัสจังหวัด 2 หลัก") % area.full_name)
    return area


def examine(
    *, province: Area, drafts: ProvinceDraft, already: Collection[CellProblem] = ()
) -> tuple[ProvinceDraft, Register, list[CellProblem]]:
    """The clean drafts, the register beside them and every problem; reads only. ``already`` are cells found wrong."""
    clean, problems = checked_province(drafts)
    known = {(wrong.sheet, wrong.row, wrong.field) for wrong in already}
    problems = [*already, *(wrong for wrong in problems if (wrong.sheet, wrong.row, wrong.field) not in known)]
    register = read_register(province, clean)
    problems += problems_of(clean, register, problems)
    if not any(True for _draft in clean) and not problems:
        problems.append(CellProblem("code", "", _("ไม่มีข้อมูลแม้แต่แถวเดียว"), "bodies"))
    order = {key: number for number, key in enumerate(ProvinceDraft.__dataclass_fields__)}
    problems.sort(key=lambda wrong: (order.get(wrong.sheet, -1), wrong.row))
    return clean, register, problems


@transaction.atomic
def open_province(*, province: Area, drafts: ProvinceDraft, by: By | None, demo: bool = False) -> ProvinceOpened:
    """Bring the register of a province to what the drafts say.

    In one transaction, in this order: villages, bodies and their secretariats, territories, offices with their groups
    and area grants, accounts (without a usable password), tenures, announced dates. Rows are matched by their keys
    (body code; area, kind and number of a village; body, role and title of an office; phone, else user name; person,
    office and first day of a tenure); changed values are updated and nothing is deleted, so repeating it is safe.
    ``by=None`` is the operator at the command line. ``demo`` marks the bodies and accounts that it creates.

    Raises:
        Refused: the actor does not keep the register of bodies of this province.
        Invalid: not a province that plans here, or something in the drafts is wrong: each problem a `CellProblem`,
            and nothing was changed.
    """
    province = province_or_explain(province.code)
    Area.objects.select_for_update().get(pk=province.pk)  # two openings of one province follow each other
    if isinstance(by, Acting) and not mandate_of(by).covers(Power.MANAGE_BODIES, province.code):
        raise Refused(_("เฉพาะผู้ดูแลทะเบียนองค์กรของ%sเท่านั้นที่เปิดจังหวัดได้") % province.full_name)
    drafts, register, problems = examine(province=province, drafts=drafts)
    if problems:
        raise Invalid(problems)
    grants_before = AreaGroupPermission.objects.count()
    written = write_province(drafts, register, demo=demo)
    if isinstance(by, Acting):
        mandates.forget(by.user)
    return ProvinceOpened(**written, grants=AreaGroupPermission.objects.count() - grants_before)
