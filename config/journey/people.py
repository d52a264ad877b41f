"""Made-up people, places and projects for the demonstration, drawn from the fixtures by one seeded generator."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.conf import settings

from directory.models import Village
from proposals.drafts import BudgetDraft, IndicatorDraft, ProposalDraft

NORTH_EAST = {
    "30",
    "31",
    "32",
    "33",
    "34",
    "35",
    "36",
    "37",
    "38",
    "39",
    "40",
    "41",
    "42",
    "43",
    "44",
    "45",
    "46",
    "47",
    "48",
    "49",
}
COAST = {
    "11",
    "20",
    "21",
    "22",
    "23",
    "24",
    "74",
    "75",
    "76",
    "77",
    "80",
    "81",
    "82",
    "83",
    "84",
    "85",
    "86",
    "90",
    "91",
    "92",
    "94",
    "96",
}
FOREST_EDGE = {"22", "27", "37", "50", "55", "58", "63", "70", "71", "76", "77"}
MOST_SELF_SHARE = 0.2


@cache
def fixture(name: str) -> Any:
    """The contents of a file under fixtures/."""
    return json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))


def settings_of(province_code: str) -> set[str]:
    """Which projects make sense in a province: no mangroves inland."""
    found = {"any"}
    if province_code in NORTH_EAST:
        found.add("northeast")
    if province_code in COAST:
        found.add("coast")
    if province_code in FOREST_EDGE:
        found.add("forest_edge")
    return found


@dataclass
class Imagination:
    """Draws names, villages and proposals; the same seed draws the same."""

    province_code: str
    seed: int
    _random: random.Random = field(init=False)
    _phones: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(f"{self.province_code}:{self.seed}")  # noqa: S311  # a demonstration, no secret
        people = fixture("people")
        self._given: list[dict[str, str]] = people["given_names"]
        self._surnames: list[str] = people["surnames"]
        suitable = settings_of(self.province_code)
        catalogue = [kind for kind in fixture("project_catalogue") if kind["setting"] in suitable]
        self._kinds = [kind for kind in catalogue if not kind["shared"]]
        self._shared = [kind for kind in catalogue if kind["shared"]]
        self._agencies = {agency["key"]: agency["name_th"] for agency in fixture("agencies")}

    def person(self) -> str:
        """A full name with its title."""
        given = self._random.choice(self._given)
        return f"{given['title']}{given['name']} {self._random.choice(self._surnames)}"

    def people(self, count: int) -> list[str]:
        """Several full names, each once: nobody stands twice on a roster."""
        names: dict[str, None] = {}
        while len(names) < count:
            names[self.person()] = None
        return list(names)

    def phone(self) -> str:
        """A phone number that nobody has: ten digits counted up behind 01, a prefix that is no longer given out."""
        self._phones += 1
        return f"01{self.province_code}{self._phones:06d}"

    def village_names(self, count: int) -> list[str]:
        """Names for the villages of one subdistrict, each once."""
        return self._random.sample(fixture("places")["villages"], count)

    def between(self, low: int, high: int) -> int:
        """A whole number in a range."""
        return self._random.randint(low, high)

    def some(self, rows: list[Any], count: int) -> list[Any]:
        """A few of many, in their order."""
        chosen = set(self._random.sample(range(len(rows)), min(count, len(rows))))
        return [row for i, row in enumerate(rows) if i in chosen]

    def shared_project(self, district_code: str, number: int) -> tuple[dict[str, Any], str]:
        """A project that neighbours in a district ask for alike: the same kind and the same place for all of them."""
        own = random.Random(f"{district_code}:{self.seed}:{number}")  # noqa: S311  # a demonstration, no secret
        kind = own.choice(self._shared)
        return kind, own.choice(fixture("places")[kind["place_kind"]]) if kind["place_kind"] else ""

    def proposals(
        self, count: int, villages: list[Village], tambon: str, years: range, target_year: int
    ) -> list[ProposalDraft]:
        """What one council writes: every kind at most once per village, at least one that it carries out itself."""
        own_work = [kind for kind in self._kinds if kind["class"] == "self"]
        others = [kind for kind in self._kinds if kind["class"] != "self"]
        self_count = max(1, int(count * MOST_SELF_SHARE))
        kinds = self._draw(own_work, self_count) + self._draw(others, count - self_count)
        drafts: list[ProposalDraft] = []
        seen: set[str] = set()
        for kind in kinds:
            draft = self.proposal(kind, self._random.choice(villages), tambon, years, target_year)
            for _again in range(20):
                if draft.title not in seen:
                    break
                draft = self.proposal(kind, self._random.choice(villages), tambon, years, target_year)
            seen.add(draft.title)
            drafts.append(draft)
        return drafts

    def _draw(self, kinds: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
        drawn: list[dict[str, Any]] = []
        while len(drawn) < count:
            drawn += self._random.sample(kinds, min(len(kinds), count - len(drawn)))
        return drawn

    def proposal(
        self, kind: dict[str, Any], village: Village, tambon: str, years: range, target_year: int, place: str = ""
    ) -> ProposalDraft:
        """One proposal of a kind: quantity, cost, beneficiaries and place drawn, the words filled in."""
        quantity = kind["quantity"]
        step = quantity.get("step") or 1
        amount = quantity["low"] + step * self._random.randint(0, max(0, (quantity["high"] - quantity["low"]) // step))
        names = fixture("places")[kind["place_kind"]] if kind["place_kind"] else [""]
        words = {
            "village": village.name,
            "village_number": village.number,
            "place": place or self._random.choice(names),
            "tambon": tambon,
            "quantity": f"{amount:,}",
        }
        texts = {
            name: kind[name].format(**words)
            for name in (
                "title",
                "rationale",
                "objective",
                "target_output",
                "expected_result",
                "indicator",
                "indicator_target",
            )
        }
        year = (
            target_year if self._random.random() < 0.8 else self._random.choice([y for y in years if y >= target_year])
        )  # most ask for the target year
        return ProposalDraft(
            title=texts["title"],
            strategy=_strategy_name(kind["strategy"]),
            programme=kind["programme"],
            rationale=texts["rationale"],
            objective=texts["objective"],
            target_output=texts["target_output"],
            expected_result=texts["expected_result"],
            indicators=[IndicatorDraft(texts["indicator"], texts["indicator_target"])],
            place=f"{village} ตำบล{tambon}",
            village=village,
            lead_agency=self._lead(kind["lead_agency"]),
            beneficiaries=self._random.randint(kind["beneficiaries"]["low"], kind["beneficiaries"]["high"]),
            work_class=kind["class"],
            budget=[BudgetDraft(year, kind["funding_source"], self._cost(kind, amount))],
        )

    def _cost(self, kind: dict[str, Any], amount: int) -> Decimal:
        """Costs grow with the quantity between the kind's bounds, in whole hundreds."""
        low, high, quantity = kind["cost_low"], kind["cost_high"], kind["quantity"]
        if quantity["high"] > quantity["low"]:
            exact = low + (amount - quantity["low"]) * (high - low) // (quantity["high"] - quantity["low"])
        else:
            exact = self._random.randint(low, high)
        return Decimal(max(100, exact // 100 * 100))

    def _lead(self, key: str) -> str:
        if key in self._agencies:
            return self._agencies[key].format(province=_province_name(self.province_code))
        return {"lao": "องค์กรปกครองส่วนท้องถิ่น", "district_office": "ที่ว่าการอำเภอ", "council": "สภาองค์กรชุมชนตำบล"}[key]


@cache
def _strategy_name(code: str) -> str:
    return next(str(strategy["name_th"]) for strategy in fixture("strategies") if strategy["code"] == code)


@cache
def _province_name(code: str) -> str:
    from directory.models import Area  # noqa: PLC0415  # read once, after the areas are loaded

    return str(Area.objects.get(pk=code).name_th)
