"""What breaks the conservation of baht where an appeal took a merger apart is found, and its row named."""

import pytest
from django.db import transaction

from config.invariants import check
from proposals.models import Fate, PlanLine, Share
from tests.approvals.test_taking_apart import parted, rows_of, went_in
from tests.config.test_invariants_breaks import sql
from tests.workflow.builders import triggers_off

pytestmark = pytest.mark.django_db
HISTORY = ["proposals_fate", "proposals_share", "proposals_planline", "proposals_plan"]


def a_satang_lost_of_what_a_revised_fate_gave(apart):
    share = Share.objects.get(source=apart.leaving, fate__revised_by__isnull=False)
    sql("UPDATE proposals_share SET asked = asked - 1 WHERE id = %s", share.pk)
    return {"shares_sum_to_what_was_asked", "a_line_above_asks_what_it_received", "baht_out_equals_baht_in"}


def a_satang_lost_of_what_goes_on_alone(apart):
    share = Share.objects.standing().get(source=apart.leaving)
    sql("UPDATE proposals_share SET asked = asked - 1 WHERE id = %s", share.pk)
    return {"shares_sum_to_what_was_asked", "a_line_above_asks_what_it_received", "baht_out_equals_baht_in"}


def a_share_said_again_with_other_baht(apart):
    share = Share.objects.standing().get(source=apart.staying, target__plan=apart.district)
    sql("UPDATE proposals_share SET asked = asked + 1 WHERE id = %s", share.pk)
    return {"shares_sum_to_what_was_asked", "a_line_above_asks_what_it_received", "baht_out_equals_baht_in"}


def what_is_left_asks_more(apart):
    sql("UPDATE proposals_planline SET asked = asked + 1, proposed = proposed + 1 WHERE id = %s", apart.left.pk)
    return {"a_line_above_asks_what_it_received", "what_was_taken_apart_asks_the_same", "baht_out_equals_baht_in"}


def a_project_beside_what_an_appeal_brought(apart):
    row = PlanLine.objects.filter(version=apart.district.current_version).first()
    row.pk, row.version = None, apart.change.current_version
    row.save(force_insert=True)
    return {"what_was_taken_apart_asks_the_same"}


def a_line_that_still_leads_both_ways(apart):
    Share.objects.filter(source=apart.leaving, fate__revised_by__isnull=False).update(
        fate=Fate.objects.get(line=apart.leaving, revised_by=None)
    )
    return {"shares_fit_the_kind_of_fate", "shares_sum_to_what_was_asked", "baht_out_equals_baht_in"}


def what_is_left_that_replaces_nothing(apart):
    apart.left.line.replaces.clear()
    return {"what_was_taken_apart_asks_the_same"}


class Apart:
    """A part of one council's project and another's were merged; the other left by appeal, and the change went in."""

    def __init__(self, world):
        _split, self.staying, self.leaving = parted(world)
        self.change, self.district = went_in(world, self.leaving, 2), world.fresh(world.district_plan)
        _new, self.left = rows_of(self.change)


BREAKS = (
    a_satang_lost_of_what_a_revised_fate_gave,
    a_satang_lost_of_what_goes_on_alone,
    a_share_said_again_with_other_baht,
    what_is_left_asks_more,
    a_project_beside_what_an_appeal_brought,
    a_line_that_still_leads_both_ways,
    what_is_left_that_replaces_nothing,
)


def test_whatever_is_lost_where_a_merger_was_taken_apart_is_found(world):
    apart = Apart(world)
    assert check().broken == []
    for breaking in BREAKS:
        with transaction.atomic():
            triggers_off(*HISTORY)
            expected = breaking(apart)
            found = check().names()
            transaction.set_rollback(True)
        assert expected <= found, breaking.__name__
    assert check().broken == []
