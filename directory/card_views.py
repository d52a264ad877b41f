"""The cards of an area's office holders: who has one, printing them, taking one back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from directory import clock
from directory.cards import PrintedCard
from directory.filters import asked_of, filters_of
from directory.models import AccessCard, Area, Tenure
from directory.page import ActingRequest, carried_out, office_required, show
from directory.queries import card_given_by, inside, terms_given_cards_by
from directory.verbs.cards import MOST_AT_ONCE, issue_access_cards, revoke_access_card
from pages.forms import PageForm

A_PAGE = 100
Standing = AccessCard.Standing
EVERYBODY = "everybody"


class CardsForm(PageForm):
    """Who gets a card: those who are ticked, or all in the list who have no card that can be used."""

    def __init__(self, *args: Any, terms: QuerySet[Tenure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms.filter(Q(serves_elsewhere=False)).exclude(user__phone=None)

    def clean(self) -> dict[str, Any]:
        """The people, in the order of the list."""
        if EVERYBODY in self.data:
            terms = _of_standing(self.terms, Standing.NONE) | _of_standing(self.terms, Standing.EXPIRED)
        else:
            ticked = [int(key) for key in self.data.getlist("person") if key.isdecimal() and len(key) < 19]  # type: ignore[attr-defined]  # a QueryDict
            terms = self.terms.filter(user__in=ticked)
        people = list({term.user_id: term.user for term in terms[: 2 * MOST_AT_ONCE + 2]}.values())
        if not people and EVERYBODY in self.data:
            raise ValidationError(_("ทุกคนในรายการนี้มีบัตรแล้ว"))
        if not people:
            raise ValidationError(_("ยังไม่ได้เลือกผู้รับบัตร ให้ทำเครื่องหมายหน้าชื่ออย่างน้อยหนึ่งคน"))
        return {"people": people}


def _of_standing(terms: QuerySet[Tenure], standing: str) -> QuerySet[Tenure]:
    now = clock.now()
    return terms.filter(
        {
            Standing.NONE.value: Q(card=None),
            Standing.USED.value: Q(card_used__isnull=False),
            Standing.LIVE.value: Q(card__isnull=False, card_used=None, card_expires__gt=now),
            Standing.EXPIRED.value: Q(card_used=None, card_expires__lte=now),
        }.get(standing, Q(pk__in=[]))
    )


@never_cache
@office_required
def cards(request: ActingRequest) -> HttpResponse:
    """Who of the area's office holders has a card; printing new ones answers with the sheet, once."""
    all_terms = terms_given_cards_by(request.acting)
    asked = asked_of(request, "area", "standing", "q")
    terms = _found(all_terms, asked)
    form = CardsForm(request.POST or None, terms=terms)
    sheet: list[PrintedCard] = []

    def do(values: dict[str, Any]) -> None:
        sheet.extend(issue_access_cards(people=values["people"], by=request.acting))

    done = carried_out(request, form, do, to=request.get_full_path(), said=_("ออกบัตรแล้ว ให้พิมพ์หน้านี้เดี๋ยวนี้"))
    if sheet:  # a form that is sent twice leads back to the list instead: a code is shown once
        return show(request, "directory/card_sheet.html", {"sheet": sheet})
    page = Paginator(terms, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(term, _standing_of(term), _why_not(term)) for term in page],
        "asked": asked,
        "filters": filters_of(
            asked,
            [
                ("standing", _("บัตร"), [(each.value, str(each.label), None) for each in Standing]),
                ("area", _("พื้นที่"), [(area.code, area.name_th, None) for area in _places(all_terms)]),
            ],
        ),
    }
    return done or show(request, "directory/cards.html", context, form)


def _found(terms: QuerySet[Tenure], asked: dict[str, str]) -> QuerySet[Tenure]:
    """The terms that the filters leave."""
    if asked["standing"]:
        terms = _of_standing(terms, asked["standing"])
    if asked["area"]:
        code = asked["area"]
        is_code = code.isascii() and code.isdecimal() and len(code) in {2, 4, 6}
        terms = terms.filter(inside(code, "office__body__area_id")) if is_code else terms.none()
    if asked["q"]:
        words = asked["q"]
        terms = terms.filter(
            Q(user__full_name__contains=words)
            | Q(office__body__name__contains=words)
            | Q(office__title__contains=words)
        )
    return terms


def _places(terms: QuerySet[Tenure]) -> QuerySet[Area]:
    """The areas below one's own in which bodies sit: a province's districts, a district's subdistricts. One query."""
    seats = terms.order_by().annotate(seat=F("office__body__area_id")).values("seat").distinct()
    return Area.objects.filter(pk__in=seats)


def _standing_of(term: Tenure) -> AccessCard.Standing:
    if term.card is None:  # type: ignore[attr-defined]  # the query adds it, and those below
        return Standing.NONE
    if term.card_used is not None:  # type: ignore[attr-defined]
        return Standing.USED
    return Standing.LIVE if clock.now() < term.card_expires else Standing.EXPIRED  # type: ignore[attr-defined]


def _why_not(term: Tenure) -> str:
    """Why somebody cannot get a card here; empty where they can."""
    if term.serves_elsewhere:  # type: ignore[attr-defined]
        return _("ดำรงตำแหน่งนอกพื้นที่ของท่านด้วย ให้จังหวัดออกบัตร")
    return "" if term.user.phone else _("ยังไม่มีหมายเลขโทรศัพท์ในทะเบียน")


@office_required
def card_revoke(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back a card that was lost, or whose phone was."""
    card = card_given_by(request.acting, pk)
    done = carried_out(
        request,
        None,
        lambda _values: revoke_access_card(card=card, by=request.acting),
        to=reverse("cards"),
        said=_("ยกเลิกบัตรแล้ว"),
    )
    standing = card.standing(clock.now())
    return done or show(request, "directory/card_revoke.html", {"card": card, "standing": standing})
