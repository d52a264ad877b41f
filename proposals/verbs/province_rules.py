"""How a province plans: which definitions its plans run under and which days they have, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Area
from directory.powers import Power
from proposals.drafts import text_problems
from proposals.models import Mode, ProvinceRules
from proposals.models.cycle import WAYS
from workflow import door
from workflow.published import begun, publish

LONGEST_REFERENCE = 300
MOST_DAYS = 365
FLOWS_OF: Final[dict[str, tuple[str, ...]]] = {
    "council_flow": ("council-1", "council-2"),
    "district_flow": ("district-1",),
}
"""The definitions among which a province chooses, by level; an older one stays here for as long as it may be chosen."""
PROVINCIAL_FLOWS: Final[dict[str, tuple[str, ...]]] = {
    Mode.INTEGRATED: ("provincial-1",),
    Mode.SELF_MANAGED: ("self-managed-1",),
}
DAYS: Final = tuple(name for name in WAYS if name.endswith("_days"))
MAY_BE_NONE: Final = ("remind_days",)


def flows_of(mode: str) -> dict[str, tuple[str, ...]]:
    """The definitions that may be chosen in a mode, by the rule that names one."""
    return {**FLOWS_OF, "provincial_flow": PROVINCIAL_FLOWS[mode]}


def rules_in_force(province: Area, mode: str, on: date) -> ProvinceRules:
    """The rules of a province in a mode on a day; the usual ones, which are not stored, where it has set none."""
    found = begun(ProvinceRules.objects.filter(province=province, mode=mode), on).last()
    return found or ProvinceRules(province=province, mode=mode, provincial_flow=PROVINCIAL_FLOWS[mode][0])


@transaction.atomic
def set_province_rules(  # rules are described once, by name
    *,
    province: Area,
    mode: str,
    rules: Mapping[str, Any],
    by: Acting,
    legal_reference: str = "",
    valid_from: date | None = None,
) -> ProvinceRules:
    """Set how a province plans in a mode from a day on; what ``rules`` does not name stays as it holds on that day.

    Cycles that are open, and the plans in them, go on as they began.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: an unknown mode, rule or definition, or days out of reach; each is named.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    if mode not in Mode.values:
        raise Invalid.of("mode", mode, _("ไม่มีรูปแบบจังหวัดนี้"))
    day = valid_from or clock.today()
    if problems := _problems(mode, rules, legal_reference):
        raise Invalid(problems)
    before = rules_in_force(province, mode, day)
    held = {name: getattr(before, name) for name in WAYS}
    return publish(
        ProvinceRules,
        by=by,
        province=province,
        mode=mode,
        valid_from=day,
        legal_reference=legal_reference.strip(),
        **{**held, **rules},
    )


def _problems(mode: str, rules: Mapping[str, Any], legal_reference: str) -> list[Problem]:
    found = text_problems("legal_reference", legal_reference, most=LONGEST_REFERENCE)
    flows = flows_of(mode)
    for name, value in rules.items():
        if name in flows:
            if value not in flows[name]:
                found.append(Problem(name, str(value), _("ต้องเป็น %s") % ", ".join(flows[name])))
        elif name in DAYS:
            least = 0 if name in MAY_BE_NONE else 1
            if not isinstance(value, int) or not least <= value <= MOST_DAYS:
                found.append(
                    Problem(name, str(value), _("ต้องเป็น %(least)s–%(most)s วัน") % {"least": least, "most": MOST_DAYS})
                )
        else:
            found.append(Problem(name, str(value), _("ไม่รู้จักข้อกำหนดนี้")))
    return found
