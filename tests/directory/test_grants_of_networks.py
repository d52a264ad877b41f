"""Offices of networks and provincial meetings that were established before their powers see what theirs see now."""

from importlib import import_module

import pytest
from django.apps import apps

from directory.models import AreaGroupPermission, Body, Office, Territory
from directory.powers import BodyKind, Role
from directory.verbs.bodies import establish_offices
from tests.cast import DISTRICT, PROVINCE

grant_sight = import_module("directory.migrations.0006_networks_and_assemblies_see").grant_sight


@pytest.fixture
def before(world):
    """A network and an assembly with their offices, as an earlier version left them: without any grant."""
    for code, kind, area in (("network", BodyKind.NETWORK, DISTRICT), ("assembly", BodyKind.ASSEMBLY, PROVINCE)):
        body = Body.objects.create(code=code, kind=kind, name=code, area_id=area)
        Territory.objects.create(body=body, area_id=area)
        for role in (Role.CHAIR, Role.SECRETARY):
            establish_offices([(body, role, str(role))])
    kept = AreaGroupPermission.objects.exclude(group__office__body__code__in=["network", "assembly"]).count()
    AreaGroupPermission.objects.filter(group__office__body__code__in=["network", "assembly"]).delete()
    return kept


def test_they_see_the_plans_of_their_territory_and_nobody_else_gets_anything(world, before):
    grant_sight(apps, None)
    new = AreaGroupPermission.objects.filter(group__office__body__code__in=["network", "assembly"])
    assert sorted(new.values_list("group__office__body__code", "group__office__role", "content_object_id")) == [
        ("assembly", "chair", PROVINCE),
        ("assembly", "secretary", PROVINCE),
        ("network", "chair", DISTRICT),
        ("network", "secretary", DISTRICT),
    ]
    assert set(new.values_list("permission__codename", flat=True)) == {"view_plan"}
    assert AreaGroupPermission.objects.count() == before + 4


def test_it_gives_what_a_new_office_gets_and_doing_it_again_adds_nothing(world, before):
    grant_sight(apps, None)
    count = AreaGroupPermission.objects.count()
    grant_sight(apps, None)
    establish_offices(
        [(office.body, office.role, office.title) for office in Office.objects.filter(body__code="network")]
    )
    assert AreaGroupPermission.objects.count() == count


def test_an_office_without_powers_gets_none(world, before):
    body = Body.objects.get(code="network")
    establish_offices([(body, Role.MEMBER, "สมาชิก")])
    grant_sight(apps, None)
    member = Office.objects.get(body=body, role=Role.MEMBER)
    assert not AreaGroupPermission.objects.filter(group=member.group).exists()
