"""The areas of the country, and those that are no more."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.errors import Invalid
from directory.models import Area, AreaSuccession
from directory.verbs import areas
from directory.verbs.bodies import area_or_explain
from directory.verbs.open_province import province_or_explain

pytestmark = pytest.mark.django_db


def test_the_country_has_77_provinces_928_districts_and_7436_subdistricts():
    in_force = Area.objects.filter(abolished_on=None)
    assert {level.value: in_force.filter(level=level).count() for level in Area.Level} == {
        "province": 77,
        "district": 928,
        "subdistrict": 7436,
    }
    assert Area.objects.exclude(abolished_on=None).count() == 1583
    assert AreaSuccession.objects.count() == 1186


def test_loading_again_changes_nothing_and_brings_back_what_was_spoiled():
    before = list(Area.objects.order_by("code").values())
    Area.objects.filter(pk="370101").update(name_th="ผิด")
    out = StringIO()
    call_command("load_areas", stdout=out)
    assert list(Area.objects.order_by("code").values()) == before
    assert "77 provinces, 928 districts, 7,436 subdistricts" in out.getvalue()


def test_loading_fails_loudly_and_changes_nothing_when_the_source_lost_a_province(monkeypatch):
    Area.objects.filter(pk="370101").update(name_th="ก่อน")
    monkeypatch.setattr(areas, "IN_FORCE", areas.IN_FORCE | {Area.Level.PROVINCE: 76})
    with pytest.raises(CommandError, match="expected 76 provinces"):
        call_command("load_areas", stdout=StringIO())
    assert Area.objects.get(pk="370101").name_th == "ก่อน"


def test_every_abolished_area_has_its_parent_and_known_successors():
    orphans = Area.objects.exclude(level="province").filter(parent=None)
    assert not orphans.exists()
    named = Area.objects.get(pk="370190")
    assert [(s.successor_id, s.basis) for s in named.successions.all()] == [("370502", "name")]
    split = Area.objects.get(pk="104701")
    assert sorted(s.successor_id for s in split.successions.all()) == ["104702", "104703"]
    assert {(s.basis, str(s.in_force)) for s in split.successions.all()} == {("notice", "2017-07-26")}
    assert not Area.objects.get(pk="100904").successions.exists()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("10", "กรุงเทพมหานคร"),
        ("1002", "เขตดุสิต"),
        ("100201", "แขวงดุสิต"),
        ("37", "จังหวัดอำนาจเจริญ"),
        ("3701", "อำเภอเมืองอำนาจเจริญ"),
        ("370101", "ตำบลบุ่ง"),
        ("1251", "เทศบาลนครนนทบุรี (สาขาแขวงท่าทราย)"),
    ],
)
def test_an_area_is_named_as_in_letters(code, name):
    assert Area.objects.get(pk=code).full_name == name


def _reason(code):
    with pytest.raises(Invalid) as refused:
        province_or_explain(code)
    return refused.value.problems[0].message


def test_bangkok_is_refused_with_the_reason():
    assert "กรุงเทพมหานคร" in _reason("10")
    assert "กรุงเทพมหานคร" in _reason("๑๐")


def test_an_unknown_province_and_a_district_are_refused():
    assert _reason("99") == "ไม่มีพื้นที่รหัสนี้"
    assert "ไม่ใช่จังหวัด" in _reason("3701")
    assert "2, 4 หรือ 6 หลัก" in _reason("บุ่ง")


def test_an_abolished_area_names_its_successors_and_how_sure_they_are():
    def told(code):
        with pytest.raises(Invalid) as refused:
            area_or_explain(code)
        return refused.value.problems[0].message

    assert "370502 ตำบล" in told("370190")
    assert "เทียบตามชื่อ" in told("370190")
    assert "ไม่พบข้อมูลพื้นที่ที่มาแทน" in told("207201")
    by_notice = AreaSuccession.objects.filter(basis="notice").exclude(predecessor__code__startswith="10").first()
    assert by_notice is not None
    assert "ราชกิจจานุเบกษา" in told(by_notice.predecessor_id)


def test_thai_digits_name_the_same_province():
    assert province_or_explain("๓๗").pk == "37"
