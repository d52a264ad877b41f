"""What a plan is called, by its kind. Official papers are in Thai, whatever language a page is read in."""

from __future__ import annotations

from django.utils import translation

from proposals.models import Plan, PlanKind

_BEGIN = {
    PlanKind.AREA: "แผนพัฒนา",
    PlanKind.BUSINESS: "แผนธุรกิจชุมชน",
    PlanKind.AMENDMENT: "แผนพัฒนา",
}


def title_of(plan: Plan) -> str:
    """แผนพัฒนาตำบลบุ่ง ประจำปีงบประมาณ พ.ศ. 2572, and what makes another kind of plan different."""
    where, year = plan.area.full_name, f"ประจำปีงบประมาณ พ.ศ. {plan.cycle.target_year}"
    if plan.kind == PlanKind.THEMATIC:
        return f"แผนเชิงประเด็น{plan.theme} {where} {year}"
    if plan.kind == PlanKind.PETITION:
        return f"ข้อเสนอต่อผู้ว่าราชการจังหวัด ที่ {plan.theme} ของ{plan.owner.name} {year}"
    begin = f"{_BEGIN[PlanKind(plan.kind)]}{where} {year}"
    if plan.kind == PlanKind.AMENDMENT:
        with translation.override("th"):
            return f"{begin} {plan.amendment}"
    return f"{begin} {plan.theme}".strip()
