"""Places on the map, read from whatever people paste: two numbers, degrees with minutes, the link of a map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from urllib.parse import unquote

from django.utils.translation import gettext as _

from pages.reading import arabic, shown
from proposals.drafts import MILLIONTH
from proposals.models import Attachment, PlanLine, ProposalVersion
from proposals.models.proposal import EAST, NORTH, SOUTH, WEST

LONGEST = 2_000
Point = tuple[Decimal, Decimal]

_NUMBER = r"(-?[0-9]{1,3}(?:\.[0-9]{1,15})?)"
_PLAIN = re.compile(rf"{_NUMBER}\s*[,; ]\s*{_NUMBER}")
# In the links of common maps, the pin first: !3d15.1!4d104.9, then what was asked for, then the middle of the screen.
_IN_LINKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d{_NUMBER}!4d{_NUMBER}",
        rf"[?&](?:q|query|ll|destination|mlat)=(?:loc:)?{_NUMBER}(?:,|&mlon=)\+?{_NUMBER}",
        rf"/place/{_NUMBER},\+?{_NUMBER}",
        rf"/search/{_NUMBER},\+?{_NUMBER}",
        rf"@{_NUMBER},{_NUMBER}",
        rf"#map=[0-9]{{1,2}}/{_NUMBER}/{_NUMBER}",
    )
)
_SHORTENED = re.compile(r"https?://(?:maps\.app\.goo\.gl|goo\.gl|g\.co|bit\.ly)/", re.IGNORECASE)
_PART = r"([0-9]{1,3})\s*[°º]\s*(?:([0-9]{1,2})\s*['′’]\s*)?(?:([0-9]{1,2}(?:\.[0-9]{1,6})?)\s*(?:[\"″”]|'')\s*)?"
_SEXAGESIMAL = re.compile(rf"{_PART}([NS])[\s,]*{_PART}([EW])", re.IGNORECASE)


def read_point(typed: str) -> Point:
    """Latitude and longitude, to six decimals (about ten centimetres). The two may be the wrong way round.

    Raises:
        ValueError: it holds no place in Thailand; the message says what is expected.
    """
    text = arabic(unquote(typed[:LONGEST])).strip()
    if _SHORTENED.match(text):
        raise ValueError(_("ลิงก์ย่อไม่มีพิกัดอยู่ในตัว ให้เปิดลิงก์ แล้วคัดลอกตัวเลขพิกัดหรือที่อยู่เต็มของหน้านั้นมาวาง"))
    found = _read(text)
    if found is None:
        raise ValueError(_("“%s” ไม่มีพิกัด ให้วางเช่น 15.870032, 104.625412") % shown(typed))
    latitude, longitude = found
    if not SOUTH <= latitude <= NORTH and SOUTH <= longitude <= NORTH:
        latitude, longitude = longitude, latitude
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        raise ValueError(
            _("%(latitude)s, %(longitude)s ไม่อยู่ในประเทศไทย") % {"latitude": found[0], "longitude": found[1]}
        )
    return latitude.quantize(MILLIONTH), longitude.quantize(MILLIONTH)


def _read(text: str) -> Point | None:
    if degrees := _SEXAGESIMAL.search(text):
        return _decimal(*degrees.groups()[:4]), _decimal(*degrees.groups()[4:])
    patterns = _IN_LINKS if text.lower().startswith(("http:", "https:", "geo:")) else ()
    found = next(filter(None, (pattern.search(text) for pattern in patterns)), None)
    if found is None and not patterns:
        found = _PLAIN.fullmatch(text.strip("()[] "))
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def _decimal(degrees: str, minutes: str | None, seconds: str | None, side: str) -> Decimal:
    value = Decimal(degrees) + Decimal(minutes or 0) / 60 + Decimal(seconds or 0) / 3600
    return -value if side.upper() in "SW" else value


MOST_KNOWN = 40


def known_points(row: PlanLine, attachments: Sequence[Attachment]) -> list[tuple[str, Point]]:
    """Places near a proposal that its owner has pointed at: on its photographs, then in its body's other proposals.

    Nothing of other bodies. One query.
    """
    taken = [
        (_("ภาพ %s") % each.name, (each.latitude, each.longitude))
        for each in attachments
        if each.latitude is not None and each.longitude is not None
    ]
    own = ProposalVersion.objects.filter(
        proposal__owner=row.line.proposal.owner_id, proposal__area=row.line.proposal.area_id, latitude__isnull=False
    ).exclude(proposal=row.line.proposal_id)
    found: dict[Point, str] = {}
    for place, title, latitude, longitude in own.order_by("-pk").values_list("place", "title", "latitude", "longitude"):
        if latitude is not None and longitude is not None and len(found) < MOST_KNOWN:
            found.setdefault((latitude, longitude), place or title)
    return [*taken, *((label, point) for point, label in found.items())]
