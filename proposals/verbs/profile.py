"""Writing the area profile beside a plan."""

from __future__ import annotations

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, Stale
from directory.powers import Power
from proposals import rules
from proposals.models import AreaProfile, Plan, PlanState, VillageFigures
from proposals.profiles import WORDS, ProfileDraft
from workflow import door
from workflow.models.journal import digest

STATES = (PlanState.DRAFT, PlanState.RETURNED, PlanState.ADOPTED)


def write_profile(*, plan: Plan, draft: ProfileDraft, seen: int, by: Acting) -> AreaProfile:
    """Write down what a plan's owner knows of its area, in the plan's cycle; the words go into the plan's book.

    ``seen`` is the profile's revision on the writer's screen, 0 where there was none of this cycle. It is no part of
    what a meeting adopts, so it may be completed until the plan is handed up. Not idempotent: the second is Stale.

    Raises:
        NotHere, Refused: the plan is not one that the actor may write.
        Stale: somebody saved it meanwhile, or the plan has left its owner.
        Invalid: every figure and text that is wrong, named as ``villages[2].men``.
    """
    with door.act(
        plan, "write_profile", by=by, power=Power.WRITE_PLAN, states=STATES, conditions=[rules.is_a_subdistrict_plan]
    ) as act:
        profile = (
            AreaProfile.objects.select_for_update(no_key=True).filter(body=plan.owner_id, cycle=plan.cycle_id).first()
        )
        if seen != (profile.revision if profile else 0):
            raise Stale(door.who_changed(plan))
        if problems := draft.found_wrong(plan.area_code):
            raise Invalid(problems)
        values = {name: getattr(draft, name) for name in (*AreaProfile.FIGURES, "figures_source", *WORDS)}
        facts = {**values, "updated_at": clock.now(), "revision": seen + 1}
        profile, _made = AreaProfile.objects.update_or_create(body=plan.owner, cycle=plan.cycle, defaults=facts)
        figures = [
            VillageFigures(
                profile=profile, village=row.village, men=row.men, women=row.women, households=row.households
            )
            for row in draft.villages
            if not row.is_blank
        ]
        profile.villages.all().delete()
        VillageFigures.objects.bulk_create(figures)
        rows = [[row.village_id, row.men, row.women, row.households] for row in figures]
        act.data = {"profile": profile.pk, "revision": profile.revision, "content": digest([values, rows])}
    return profile
