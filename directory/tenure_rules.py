"""Rules between people and offices: who somebody is, and that an office has one holder at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from directory.cells import as_typed
from directory.drafts import CellProblem, HolderDraft
from directory.models import Tenure, User
from directory.register import OfficeKey, Person, Register


@dataclass(frozen=True, slots=True)
class _Term:
    """A tenure as it will be: from a draft, or kept as it stands in the register."""

    person: str
    name: str
    starts: date
    ends: date | None
    draft: HolderDraft | None

    def meets(self, other: _Term) -> bool:
        return (self.ends is None or other.starts < self.ends) and (other.ends is None or self.starts < other.ends)


def tenure_problems(
    holders: Iterable[HolderDraft], register: Register, spoiled: Collection[int] = ()
) -> list[CellProblem]:
    """What is wrong with the people of the rows, their dates and the offices that they would hold.

    ``spoiled`` are the rows in which a cell could not be read: nothing is concluded from them about other rows.
    """
    found: list[CellProblem] = []
    sound: list[HolderDraft] = []
    for holder in holders:
        wrong = list(_row_problems(holder))
        found += wrong
        if not wrong and holder.row not in spoiled:
            sound.append(holder)
    return [
        *found,
        *_identity_problems(sound, register),
        *_office_problems(sound, register),
    ]


def _tell(draft: HolderDraft, field: str, message: str) -> CellProblem:
    return CellProblem(field, as_typed(getattr(draft, field)), message, "holders", draft.row)


def _row_problems(draft: HolderDraft) -> Iterator[CellProblem]:
    tell = partial(_tell, draft)
    if not draft.full_name:
        if draft.phone or draft.username or draft.starts or draft.ends or draft.acting:
            yield tell("full_name", _("ต้องกรอกชื่อ หรือปล่อยช่องของบุคคลให้ว่างทั้งหมดเมื่อตำแหน่งว่าง"))
        return
    if not any(character.isalpha() for character in draft.full_name):
        yield tell("full_name", _("ต้องเป็นชื่อบุคคล"))
    if not (draft.phone or draft.username):
        yield tell("phone", _("ต้องมีโทรศัพท์ หรือชื่อผู้ใช้ อย่างน้อยหนึ่งอย่าง เพื่อให้จำบุคคลได้"))
    if draft.starts is None:
        yield tell("starts", _("ต้องกรอกเมื่อมีผู้ดำรงตำแหน่ง"))
    elif draft.ends is not None and draft.ends <= draft.starts:
        yield tell("ends", _("ต้องอยู่หลังวันเริ่ม"))


def _identity_problems(holders: list[HolderDraft], register: Register) -> Iterator[CellProblem]:
    shared = _shared_accounts(register)
    for draft in holders:
        person = register.people.of(draft)
        if person is None:
            continue
        field = "phone" if draft.phone else "username"
        if person.full_name != draft.full_name:
            message = _("เป็นของ %s ในแถวอื่นแล้ว หนึ่งหมายเลขหรือชื่อผู้ใช้เป็นของคนเดียว")
            yield _tell(draft, field, message % person.full_name)
        elif draft.username and person.username != draft.username:
            yield _tell(draft, "username", _("โทรศัพท์เดียวกันมีชื่อผู้ใช้ต่างกันในแถวอื่น"))
        elif draft.phone and register.people.phone_of.get(draft.username, draft.phone) != draft.phone:
            yield _tell(draft, "phone", _("ชื่อผู้ใช้เดียวกันมีโทรศัพท์ต่างกันในแถวอื่น"))
        elif person.user is not None and person.user.pk in shared:
            yield _tell(draft, field, _("เป็นบัญชีเดียวกับบุคคลในแถวอื่น ให้ใช้โทรศัพท์หรือชื่อผู้ใช้เดียวกันทุกแถว"))
        else:
            yield from _account_problems(draft, field, person, register)


def _shared_accounts(register: Register) -> set[int]:
    """Accounts that two persons of the drafts would be: one found by phone, the other by user name."""
    counted = Counter(person.user.pk for person in register.people.by_key.values() if person.user)
    return {user for user, number in counted.items() if number > 1}


def _account_problems(draft: HolderDraft, field: str, person: Person, register: Register) -> Iterator[CellProblem]:
    user = person.user
    if user is None:
        return
    if user.is_superuser or user.is_staff:
        yield _tell(draft, field, _("เป็นบัญชีของผู้ดูแลระบบ ใช้กับตำแหน่งไม่ได้"))
    elif user.full_name != draft.full_name and user.pk in register.serve_elsewhere:
        yield _tell(draft, field, _("เป็นของผู้ใช้ชื่ออื่นซึ่งมีตำแหน่งในจังหวัดอื่น"))
    elif draft.username and user.username != draft.username and draft.username in register.taken_usernames:
        yield _tell(draft, "username", _("ชื่อผู้ใช้นี้เป็นของบัญชีอื่นแล้ว"))


def _office_problems(holders: list[HolderDraft], register: Register) -> Iterator[CellProblem]:
    """Each person once per office and day, and one holder at a time; those who act may stand beside."""
    offices: dict[OfficeKey, dict[tuple[str, date], _Term]] = {}
    acting: set[tuple[OfficeKey, str, date]] = set()
    for draft in holders:
        if not draft.full_name or draft.starts is None:
            continue
        office = (draft.body_code, draft.role, draft.title)
        term = _Term(register.people.key(draft), draft.full_name, draft.starts, draft.ends, draft)
        terms = offices.setdefault(office, {})
        if (term.person, term.starts) in terms or (office, term.person, term.starts) in acting:
            yield _tell(draft, "starts", _("บุคคลนี้มีวาระในตำแหน่งนี้ที่เริ่มวันเดียวกันในแถวอื่นแล้ว"))
        elif draft.acting:
            acting.add((office, term.person, term.starts))
        else:
            terms[term.person, term.starts] = term
    present = _present_terms(register)
    for office, terms in offices.items():
        replaced = set(terms) | {(person, starts) for other, person, starts in acting if other == office}
        kept = [term for term in present.get(office, ()) if (term.person, term.starts) not in replaced]
        yield from _double_holders([*kept, *sorted(terms.values(), key=lambda term: term.starts)])


def _present_terms(register: Register) -> dict[OfficeKey, list[_Term]]:
    keys = {person.user.pk: key for key, person in register.people.by_key.items() if person.user}
    office_keys = {office.pk: key for key, office in register.offices.items()}
    found: dict[OfficeKey, list[_Term]] = {}
    for tenure in register.tenures.values():
        if tenure.acting == Tenure.Acting.HOLDER and tenure.office_id in office_keys:
            user: User = tenure.user
            term = _Term(keys.get(user.pk, f"#{user.pk}"), str(user), tenure.starts, tenure.ends, None)
            found.setdefault(office_keys[tenure.office_id], []).append(term)
    return found


def _double_holders(terms: list[_Term]) -> Iterator[CellProblem]:
    for number, term in enumerate(terms):
        if term.draft is None:
            continue
        other = next((earlier for earlier in terms[:number] if earlier.meets(term)), None)
        if other is None:
            continue
        message = _("ตำแหน่งนี้มี %(name)s ดำรงอยู่ตั้งแต่ %(starts)s ให้ใส่วันสิ้นสุดของคนก่อน หรือระบุว่าเป็นการทำแทน")
        yield _tell(term.draft, "starts", message % {"name": other.name, "starts": as_typed(other.starts)})
