"""The area profile beside a plan: what a writer hands in, what stands, and what a new cycle starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.errors import Problem
from directory.models import Village
from proposals.drafts import LONGEST_TEXT, text_problems
from proposals.models import AreaProfile, Plan

MOST_PEOPLE = 9_999_999
WORDS = ("vision", *AreaProfile.LISTS)
LABELS = {
    "men": gettext_lazy("ชาย (คน)"),
    "women": gettext_lazy("หญิง (คน)"),
    "households": gettext_lazy("ครัวเรือน"),
    "figures_source": gettext_lazy("ที่มาของตัวเลข"),
    "vision": gettext_lazy("วิสัยทัศน์"),
    "assets": gettext_lazy("ทุนและของดีในพื้นที่"),
    "problems": gettext_lazy("ปัญหาและความต้องการ"),
    "strengths": gettext_lazy("จุดแข็ง"),
    "weaknesses": gettext_lazy("จุดอ่อน"),
    "opportunities": gettext_lazy("โอกาส"),
    "threats": gettext_lazy("อุปสรรค"),
}


@dataclass(frozen=True, slots=True)
class FiguresDraft:
    """The figures of one village; one that nobody knows is None."""

    village: Village
    men: int | None = None
    women: int | None = None
    households: int | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is known."""
        return self.men is None and self.women is None and self.households is None


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """A profile as it is written."""

    men: int | None = None
    women: int | None = None
    households: int | None = None
    figures_source: str = ""
    vision: str = ""
    assets: str = ""
    problems: str = ""
    strengths: str = ""
    weaknesses: str = ""
    opportunities: str = ""
    threats: str = ""
    villages: Sequence[FiguresDraft] = ()

    def found_wrong(self, area_code: str) -> list[Problem]:
        """Everything wrong with it."""
        found = text_problems("figures_source", self.figures_source, most=200)
        for name in WORDS:
            found += text_problems(name, getattr(self, name), most=LONGEST_TEXT)
        for name in AreaProfile.FIGURES:
            found += _figure_problems(name, getattr(self, name))
        seen: set[int] = set()
        for number, figures in enumerate(self.villages):
            where = f"villages[{number}]."
            if figures.village.area_id != area_code:
                found.append(Problem(f"{where}village", str(figures.village), _("หมู่บ้านนี้ไม่อยู่ในตำบลของแผน")))
            if figures.village.pk in seen:
                found.append(Problem(f"{where}village", str(figures.village), _("หมู่บ้านนี้กรอกซ้ำ")))
            seen.add(figures.village.pk)
            for name in AreaProfile.FIGURES:
                found += _figure_problems(f"{where}{name}", getattr(figures, name))
        return found + self._sums_that_do_not_fit()

    def _sums_that_do_not_fit(self) -> list[Problem]:
        """A tambon has no fewer people than its villages together."""
        found = []
        for name in AreaProfile.FIGURES:
            total, parts = getattr(self, name), [getattr(row, name) or 0 for row in self.villages]
            if total is not None and total < sum(parts):
                expected = _("ต้องไม่น้อยกว่าผลรวมรายหมู่บ้าน คือ %(sum)s") % {"sum": f"{sum(parts):,}"}
                found.append(Problem(name, str(total), expected))
        return found


def _figure_problems(name: str, value: int | None) -> list[Problem]:
    if value is None or 0 <= value <= MOST_PEOPLE:
        return []
    return [Problem(name, str(value), _("ต้องเป็นจำนวนตั้งแต่ 0 ถึง %(most)s") % {"most": f"{MOST_PEOPLE:,}"})]


@dataclass(frozen=True, slots=True)
class Known:
    """A profile for reading: its totals as typed or, where nobody typed them, summed over the villages."""

    profile: AreaProfile
    is_of_last_cycle: bool

    def total(self, name: str) -> int | None:
        """A figure of the whole area."""
        typed: int | None = getattr(self.profile, name)
        known = [value for row in self.profile.villages.all() if (value := getattr(row, name)) is not None]
        return typed if typed is not None else sum(known) if known else None

    @property
    def men(self) -> int | None:
        """Men in the area."""
        return self.total("men")

    @property
    def women(self) -> int | None:
        """Women in the area."""
        return self.total("women")

    @property
    def households(self) -> int | None:
        """Households in the area."""
        return self.total("households")

    @property
    def people(self) -> int | None:
        """Men and women together, where either is known."""
        return None if self.men is None and self.women is None else (self.men or 0) + (self.women or 0)

    @property
    def texts(self) -> list[tuple[str, str, list[str]]]:
        """The lists that hold something: their field, their name, and their items."""
        named = [(name, str(LABELS[name]), items_of(getattr(self.profile, name))) for name in AreaProfile.LISTS]
        return [each for each in named if each[2]]


def items_of(text: str) -> list[str]:
    """The items of a list that holds one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def profile_of(plan: Plan) -> Known | None:
    """What the plan's owner wrote down for this cycle, else what it wrote for the latest one before. Two queries."""
    profiles = AreaProfile.objects.filter(body=plan.owner_id, cycle__target_year__lte=plan.cycle.target_year)
    found = profiles.prefetch_related("villages__village").order_by("-cycle__target_year").first()
    return None if found is None else Known(found, is_of_last_cycle=found.cycle_id != plan.cycle_id)
