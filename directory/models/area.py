"""Where: provinces, districts, subdistricts and their villages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from directory.powers import Power

BANGKOK = "10"


class Area(models.Model):
    """A province (2 digits), district (4) or subdistrict (6); the code's prefix is its ancestor.

    The code is the key, so that rows elsewhere read without a join. Abolished areas stay, with an end date and their
    successors, because old papers name them.
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("จังหวัด")
        DISTRICT = "district", _("อำเภอ")
        SUBDISTRICT = "subdistrict", _("ตำบล")

    code = models.CharField(max_length=6, primary_key=True)
    level = models.CharField(max_length=12, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name_th = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True)
    abolished_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]
        permissions = [(power.value, power.label) for power in Power]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})$"), name="area_code_has_2_4_or_6_digits"
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def area_code(self) -> str:
        """The name under which every record that lies somewhere carries its place."""
        return self.code

    @property
    def full_name(self) -> str:
        """The name with the word for its level, as it stands in letters: ตำบลบุ่ง, อำเภอเมืองอำนาจเจริญ, เขตดุสิต.

        Bangkok has no จังหวัด before its name and counts in เขต and แขวง. Abolished minor districts and registry offices
        keep the word that their name begins with.
        """
        in_bangkok = self.code.startswith(BANGKOK)
        word = (_WORDS_OF_BANGKOK if in_bangkok else _WORDS)[self.level]
        says_it = (in_bangkok and self.name_th.startswith(word)) or (
            self.abolished_on is not None and self.name_th.startswith(_OLD_NAMES_BEGIN)
        )
        return self.name_th if says_it else f"{word}{self.name_th}"


# A name is a name in every language: the words stand in Thai before it.
_WORDS: dict[str, str] = {
    Area.Level.PROVINCE: "จังหวัด",
    Area.Level.DISTRICT: "อำเภอ",
    Area.Level.SUBDISTRICT: "ตำบล",
}
_WORDS_OF_BANGKOK: dict[str, str] = {
    Area.Level.PROVINCE: "",
    Area.Level.DISTRICT: "เขต",
    Area.Level.SUBDISTRICT: "แขวง",
}
_OLD_NAMES_BEGIN = ("กิ่งอำเภอ", "กิ่ง อ.", "อำเภอ", "อ.", "เทศบาล", "ท้องถิ่นเทศบาล", "สาขา", "สำนักทะเบียน")


class AreaSuccession(models.Model):
    """An abolished area and one of the areas that took its place; how sure that is, is said."""

    class Basis(models.TextChoices):
        NOTICE = "notice", _("ตามประกาศราชกิจจานุเบกษา")
        NAME = "name", _("เทียบตามชื่อ ยังไม่มีหลักฐานทางกฎหมาย")

    predecessor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessions")
    basis = models.CharField(max_length=6, choices=Basis.choices)
    in_force = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_per_pair_of_areas")
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Village(models.Model):
    """A village (หมู่ที่) of a subdistrict, or a community (ชุมชน) of a municipality."""

    class Kind(models.TextChoices):
        VILLAGE = "village", _("หมู่บ้าน")
        COMMUNITY = "community", _("ชุมชน")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="villages")
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.VILLAGE)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["area_id", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "number"], name="one_village_per_number_in_a_subdistrict")
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.COMMUNITY:
            return f"ชุมชน{self.name}"
        return f"หมู่ที่ {self.number} บ้าน{self.name}"


class AreaGroupPermission(GroupObjectPermissionBase):
    """guardian's direct grant: the group of one office holds one power over one area and all below it."""

    content_object: Any = models.ForeignKey(Area, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        unique_together = [("group", "permission", "content_object")]
