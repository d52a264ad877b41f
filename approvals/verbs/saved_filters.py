"""Filters that people keep under a name, for the office in which they work."""

from __future__ import annotations

from django.utils.translation import gettext as _

from approvals.lines import Wanted
from approvals.models import SavedFilter
from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Refused
from directory.mandates import mandates_of
from proposals.drafts import text_problems

WORKSHEET = "worksheet"
MOST_KEPT, LONGEST_NAME, LONGEST_QUERY = 20, 60, 1000


def save_filter(*, name: str, wanted: Wanted, by: Acting, page: str = WORKSHEET) -> SavedFilter:
    """Keep what an address asks for under a name of one's own; the same name is overwritten. Only its person sees it.

    What is kept is what the address was understood to ask, never the address itself. It gives no right: whoever
    follows it sees what they may see then.

    Raises:
        Refused: the person does not hold the office any more.
        Invalid: no name or too long a one, too long a filter, or as many as a page can show are kept already.
    """
    _require_the_office(by)
    name, query = " ".join(name.split()), wanted.address()
    problems = text_problems("name", name, most=LONGEST_NAME, required=True)
    if len(query) > LONGEST_QUERY:
        problems.append(Problem("query", "", _("ตัวกรองนี้ยาวเกินไป ให้ใช้คำค้นที่สั้นลง")))
    mine = SavedFilter.objects.filter(office=by.office, user=by.user, page=page)
    if not problems and mine.exclude(name=name).count() >= MOST_KEPT:
        problems.append(Problem("name", name, _("บันทึกไว้ได้ไม่เกิน %s ตัวกรอง ให้ลบที่ไม่ใช้ก่อน") % MOST_KEPT))
    if problems:
        raise Invalid(problems)
    kept, _is_new = SavedFilter.objects.update_or_create(
        office=by.office, user=by.user, page=page, name=name, defaults={"query": query, "saved_at": clock.now()}
    )
    return kept


def remove_filter(*, pk: int, by: Acting) -> None:
    """Forget a filter of one's own.

    Raises:
        Refused: the person does not hold the office any more.
        NotHere: it is not there, or somebody else's.
    """
    _require_the_office(by)
    removed, _kinds = SavedFilter.objects.filter(pk=pk, office=by.office, user=by.user).delete()
    if not removed:
        raise NotHere(_("ไม่มีตัวกรองนี้"))


def _require_the_office(by: Acting) -> None:
    if by.office.pk not in mandates_of(by.user):
        raise Refused(_("ท่านไม่ได้ดำรงตำแหน่งนี้แล้ว"))
