"""What must hold between the rows of a province and what the register holds already; each rule names its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from directory.cells import as_typed
from directory.drafts import BodyDraft, CellProblem, DateDraft, HolderDraft, ProvinceDraft, TerritoryDraft
from directory.errors import Invalid
from directory.models import AnnouncedDate, Village
from directory.powers import BodyKind, powers_of, roles_of
from directory.register import Register
from directory.tenure_rules import tenure_problems
from directory.verbs.bodies import area_or_explain

Tell = Callable[[Any, str, str], CellProblem]

# Bodies whose plan is that of their seat: the length of its code.
_SEATS = {
    BodyKind.COUNCIL: 6,
    BodyKind.SUBDISTRICT_COMMITTEE: 6,
    BodyKind.DISTRICT_COMMITTEE: 4,
    BodyKind.PROVINCIAL_COMMITTEE: 2,
}
# Bodies that must not reach wider than their level: the shortest code in their territory.
_REACH = {**_SEATS, BodyKind.VILLAGE_COMMITTEE: 6, BodyKind.DISTRICT_OFFICE: 4}


# A rule about the first field concludes nothing when one of the others could not be read.
_RESTS_ON = {
    "quorum_numerator": ("quorum_denominator",),
    "full_name": ("phone", "username", "starts", "ends", "acting"),
    "phone": ("username", "full_name"),
    "username": ("phone", "full_name"),
    "starts": ("full_name",),
    "ends": ("starts",),
    "due_on": ("announced_on",),
    "role": ("body_code",),
    "body_code": ("role",),
    "kind": ("code",),
    "area_code": ("kind", "step", "body_code"),
}


def problems_of(drafts: ProvinceDraft, register: Register, unread: Collection[CellProblem] = ()) -> list[CellProblem]:
    """Everything that is wrong between rows, in the order of sheets and rows.

    ``unread`` are the cells that hold no value of their column: the drafts have a default there, which is not judged.
    """
    cells = {(wrong.sheet, wrong.row, wrong.field) for wrong in unread}
    spoiled = {wrong.row for wrong in unread if wrong.sheet == "holders"}
    found = (
        *_village_problems(drafts, register),
        *_body_problems(drafts, register),
        *_territory_problems(drafts, register),
        *_holder_problems(drafts, register),
        *tenure_problems(drafts.holders, register, spoiled),
        *_date_problems(drafts, register),
    )
    return [
        wrong
        for wrong in found
        if not any((wrong.sheet, wrong.row, field) in cells for field in (wrong.field, *_RESTS_ON.get(wrong.field, ())))
    ]


def problem(sheet: str, draft: Any, field: str, message: str) -> CellProblem:
    """A problem of one field of one draft."""
    return CellProblem(field, as_typed(getattr(draft, field)), message, sheet, draft.row)


class Repeated:
    """Tells the second and every further row of a key."""

    def __init__(self) -> None:
        self._seen: Counter[Hashable] = Counter()

    def __call__(self, key: Hashable) -> bool:
        """Whether this key has been asked for before."""
        self._seen[key] += 1
        return self._seen[key] > 1


def _area_problem(sheet: str, draft: Any, register: Register, lengths: tuple[int, ...]) -> Iterator[CellProblem]:
    code = draft.area_code
    tell = partial(problem, sheet, draft, "area_code")
    if not code.startswith(register.province.code):
        yield tell(_("ต้องอยู่ใน%(province)s (รหัส %(code)s)") % _named(register))
    elif code not in register.areas:
        try:
            area_or_explain(code)
        except Invalid as reason:
            yield tell(reason.problems[0].message)
    elif len(code) not in lengths:
        yield tell(_("ต้องเป็นรหัส %s หลัก") % _(" หรือ ").join(str(length) for length in lengths))


def _named(register: Register) -> dict[str, str]:
    return {"province": register.province.full_name, "code": register.province.code}


def _village_problems(drafts: ProvinceDraft, register: Register) -> Iterator[CellProblem]:
    repeated = Repeated()
    for draft in drafts.villages:
        yield from _area_problem("villages", draft, register, (6,))
        if repeated((draft.area_code, draft.kind, draft.number)):
            yield problem("villages", draft, "number", _("หมู่ที่หรือลำดับที่นี้ซ้ำกับแถวก่อนหน้าในตำบลเดียวกัน"))


def _body_problems(drafts: ProvinceDraft, register: Register) -> Iterator[CellProblem]:
    repeated = Repeated()
    codes = {draft.code for draft in drafts.bodies} | set(register.own_bodies)
    for draft in drafts.bodies:
        tell = partial(problem, "bodies", draft)
        seat = _SEATS.get(BodyKind(draft.kind)) if draft.kind else None
        yield from _area_problem("bodies", draft, register, (seat,) if seat else (2, 4, 6))
        if repeated(draft.code):
            yield tell("code", _("รหัสองค์กรซ้ำกับแถวก่อนหน้า"))
        yield from _existing_body_problems(draft, register)
        if draft.quorum_numerator > draft.quorum_denominator:
            yield tell("quorum_numerator", _("องค์ประชุมต้องไม่เกินจำนวนสมาชิกทั้งหมด (เศษไม่มากกว่าส่วน)"))
        if draft.secretariat_code and draft.secretariat_code == draft.code:
            yield tell("secretariat_code", _("องค์กรเป็นหน่วยงานเลขานุการของตนเองไม่ได้"))
        elif draft.secretariat_code and draft.secretariat_code not in codes:
            yield tell("secretariat_code", _("ไม่มีองค์กรรหัสนี้ในแผ่น องค์กร และไม่มีในทะเบียนของจังหวัด"))


def _existing_body_problems(draft: BodyDraft, register: Register) -> Iterator[CellProblem]:
    present = register.bodies.get(draft.code)
    if present is None:
        return
    if draft.code not in register.own_bodies:
        yield problem("bodies", draft, "code", _("รหัสนี้เป็นขององค์กรในจังหวัดอื่นแล้ว"))
    elif present.kind != draft.kind:
        message = _("องค์กรที่มีอยู่แล้วเปลี่ยนชนิดไม่ได้ (เดิมเป็น%s) ให้ตั้งองค์กรใหม่ด้วยรหัสอื่น")
        yield problem("bodies", draft, "kind", message % present.get_kind_display())


def _kinds(drafts: ProvinceDraft, register: Register) -> dict[str, str]:
    """The kind of every body that rows may point at."""
    return {code: body.kind for code, body in register.own_bodies.items()} | {
        draft.code: draft.kind for draft in drafts.bodies
    }


def _unknown_body(sheet: str, draft: Any) -> CellProblem:
    return problem(sheet, draft, "body_code", _("ไม่มีองค์กรรหัสนี้ในแผ่น องค์กร และไม่มีในทะเบียนของจังหวัด"))


def _territory_problems(drafts: ProvinceDraft, register: Register) -> Iterator[CellProblem]:
    repeated = Repeated()
    kinds = _kinds(drafts, register)
    villages = {(draft.area_code, draft.kind, draft.number) for draft in drafts.villages} | set(register.villages)
    for draft in drafts.territories:
        yield from _area_problem("territories", draft, register, (2, 4, 6))
        if draft.body_code not in kinds:
            yield _unknown_body("territories", draft)
        elif kinds[draft.body_code] and len(draft.area_code) < _REACH.get(BodyKind(kinds[draft.body_code]), 2):
            yield problem("territories", draft, "area_code", _("พื้นที่กว้างกว่าระดับขององค์กรชนิดนี้"))
        if repeated((draft.body_code, draft.area_code)):
            yield problem("territories", draft, "area_code", _("พื้นที่นี้ขององค์กรนี้ซ้ำกับแถวก่อนหน้า"))
        yield from _unknown_villages(draft, villages)


def _unknown_villages(draft: TerritoryDraft, villages: set[tuple[str, str, int]]) -> Iterator[CellProblem]:
    for field, kind in (
        ("village_numbers", Village.Kind.VILLAGE),
        ("community_numbers", Village.Kind.COMMUNITY),
    ):
        unknown = [n for n in getattr(draft, field) if (draft.area_code, kind.value, n) not in villages]
        if unknown:
            message = _("ไม่มีในแผ่น หมู่บ้าน ของตำบลนี้: %s") % ", ".join(map(str, unknown))
            yield CellProblem(field, ",".join(map(str, getattr(draft, field))), message, "territories", draft.row)


def _holder_problems(drafts: ProvinceDraft, register: Register) -> Iterator[CellProblem]:
    kinds = _kinds(drafts, register)
    placed = {draft.body_code for draft in drafts.territories} | {code for code, _area in register.territories}
    for draft in drafts.holders:
        kind = kinds.get(draft.body_code)
        if kind is None:
            yield _unknown_body("holders", draft)
            continue
        if kind and draft.role and draft.role not in roles_of(kind):
            yield _unknown_role(draft, kind)
        if powers_of(kind, draft.role).area and draft.body_code not in placed:
            message = _("บทบาทนี้มีอำนาจในพื้นที่ แต่องค์กรยังไม่มีพื้นที่ในแผ่น เขตพื้นที่")
            yield problem("holders", draft, "body_code", message)


def _unknown_role(draft: HolderDraft, kind: str) -> CellProblem:
    message = _("องค์กรชนิด%(kind)sไม่มีบทบาทนี้ มีได้: %(roles)s") % {
        "kind": BodyKind(kind).label,
        "roles": ", ".join(sorted(roles_of(kind))),
    }
    return problem("holders", draft, "role", message)


def _date_problems(drafts: ProvinceDraft, register: Register) -> Iterator[CellProblem]:
    repeated = Repeated()
    for draft in drafts.dates:
        lengths = (2,) if draft.step == AnnouncedDate.Step.GATHER_PROVINCE else (2, 4)
        yield from _area_problem("dates", draft, register, lengths)
        if repeated((draft.area_code, draft.target_year, draft.step)):
            yield problem("dates", draft, "step", _("กำหนดเวลาของขั้นตอนนี้ซ้ำกับแถวก่อนหน้า"))
        if draft.due_on < draft.announced_on:
            yield _early(draft)


def _early(draft: DateDraft) -> CellProblem:
    return problem("dates", draft, "due_on", _("ต้องไม่ก่อนวันที่ลงในหนังสือเวียน"))
