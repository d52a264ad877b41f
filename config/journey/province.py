"""The made-up bodies of a real province: a council and an LAO for every subdistrict, with the usual irregularities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from config.journey.people import Imagination, fixture
from directory.drafts import BodyDraft, DateDraft, HolderDraft, ProvinceDraft, TerritoryDraft, VillageDraft
from directory.models import Area

QUORUM_REFERENCE = "ข้อบังคับการประชุมของสภา (ตัวอย่าง ยังไม่ได้ตรวจสอบกับกฎหมาย)"
VILLAGES = (6, 10)
MEMBERS = 24


@dataclass(frozen=True, slots=True)
class Irregularities:
    """The subdistricts (by code) in which things are not as usual, as they never are everywhere."""

    two_councils: str
    no_council: str
    silent_lao: str
    on_behalf: str
    late: str
    acting_signer: str

    @classmethod
    def among(cls, districts: list[list[str]]) -> Irregularities:
        """Spread over the subdistricts of the largest districts, so that no district is left without a plan in time."""
        by_size = sorted(districts, key=len, reverse=True)
        queues = [list(codes) for codes in by_size if len(codes) > 1] or [list(by_size[0])]
        picked: list[str] = []
        while len(picked) < 5:  # five of the six are subdistricts
            for queue in queues:
                if queue and len(picked) < 5:  # see above
                    picked.append(queue.pop(0))
        # The late plan must leave a plan in time beside it: it is taken from the largest district.
        late = by_size[0][-1]
        picked = [code for code in picked if code != late][:4]
        return cls(picked[0], picked[1], picked[2], picked[3], late, late[:4])


def announced_dates(province: Area, target_year: int, start: date) -> list[DateDraft]:
    """The circular that says until when the districts and the province gather."""
    return [
        DateDraft(
            area_code=province.code,
            target_year=target_year,
            step=step,
            due_on=start + timedelta(days=days),
            announced_by=f"{province.name_th[:2]} 0017/ว 101",
            announced_on=start,
        )
        for step, days in (("gather_district", 100), ("gather_province", 190))
    ]


class Draughtsman:
    """Draws up the workbook of a province: who is there, where, and who holds which office."""

    def __init__(self, province: Area, imagination: Imagination, start: date, target_year: int) -> None:
        self.province, self.imagine, self.start, self.target_year = province, imagination, start, target_year
        self.since = start - timedelta(days=400)
        self.draft = ProvinceDraft()
        self.districts = list(Area.objects.filter(parent=province, abolished_on__isnull=True))
        below = Area.objects.filter(parent__in=self.districts, abolished_on__isnull=True)
        self.subdistricts = {d.code: [a for a in below if a.parent_id == d.code] for d in self.districts}
        self.irregular = Irregularities.among(
            [[a.code for a in areas] for areas in self.subdistricts.values() if areas]
        )

    def draw(self) -> ProvinceDraft:
        """The whole province."""
        self._province()
        for district in self.districts:
            self._district(district)
            for subdistrict in self.subdistricts[district.code]:
                self._subdistrict(subdistrict)
        self._assembly()
        self._dates()
        return self.draft

    def _body(
        self,
        code: str,
        kind: str,
        name: str,
        area: Area,
        *,
        prefix: str = "",
        secretariat: str = "",
        own: bool = False,
        members: int = 0,
    ) -> None:
        self.draft.bodies.append(
            BodyDraft(
                code=code,
                kind=kind,
                name=name,
                area_code=area.code,
                address=self._address(area),
                phone=f"0 4500 {len(self.draft.bodies) % 10000:04d}",
                letter_prefix=prefix,
                register="own" if own else "external",
                members_count=members,
                quorum_legal_reference=QUORUM_REFERENCE if members else "",
                secretariat_code=secretariat,
            )
        )

    def _address(self, area: Area) -> str:
        if area.level == Area.Level.PROVINCE:
            return f"ศาลากลาง{area.full_name}"
        parent = f" {area.parent.full_name}" if area.parent and area.level == Area.Level.SUBDISTRICT else ""
        return f"{area.full_name}{parent}\n{self.province.full_name}"

    def _territory(self, code: str, area: Area, villages: tuple[int, ...] = ()) -> None:
        self.draft.territories.append(TerritoryDraft(body_code=code, area_code=area.code, village_numbers=villages))

    def _holder(
        self, code: str, role: str, title: str, name: str = "", phone: str = "", **acting: object
    ) -> tuple[str, str]:
        person = (name or self.imagine.person(), phone or self.imagine.phone())
        self.draft.holders.append(
            HolderDraft(
                body_code=code,
                role=role,
                title=title,
                full_name=person[0],
                phone=person[1],
                starts=self.since,
                **acting,  # type: ignore[arg-type]  # the acting words, typed in the draft
            )
        )
        return person

    def _province(self) -> None:
        province, name = self.province, self.province.name_th
        office, committee, governor = (f"{kind}-{province.code}" for kind in ("provincial-office", "kbj", "governor"))
        self._body(office, "provincial_office", f"สำนักงานจังหวัด{name}", province, prefix=f"{name[:2]} 0017")
        self._body(
            committee,
            "provincial_committee",
            f"คณะกรรมการบริหารงานจังหวัด{name}แบบบูรณาการ",
            province,
            secretariat=office,
            members=20,
        )
        letters = f"{name[:2]} 0017"
        self._body(governor, "governor", f"ผู้ว่าราชการจังหวัด{name}", province, prefix=letters, secretariat=office)
        for code in (office, committee, governor):
            self._territory(code, province)
        self._holder(office, "officer", "นักวิเคราะห์นโยบายและแผนชำนาญการ")
        self._holder(office, "chief", f"หัวหน้าสำนักงานจังหวัด{name}")
        person = self._holder(governor, "governor", f"ผู้ว่าราชการจังหวัด{name}")
        self._holder(committee, "chair", f"ผู้ว่าราชการจังหวัด{name} ประธาน ก.บ.จ.", *person)
        for number, agency in enumerate(fixture("agencies"), 1):
            code = f"agency-{province.code}-{number}"
            self._body(code, "agency", agency["name_th"].format(province=name), province)
            self._territory(code, province)
            self._holder(code, "officer", "เจ้าหน้าที่แผนงาน")

    def _district(self, district: Area) -> None:
        office, committee = f"district-office-{district.code}", f"kbo-{district.code}"
        name = district.name_th
        number = int(district.code[2:])
        self._body(
            office,
            "district_office",
            f"ที่ว่าการ{district.full_name}",
            district,
            prefix=f"{self.province.name_th[:2]} {number:02d}18",
        )
        self._body(
            committee,
            "district_committee",
            f"คณะกรรมการบริหารงานอำเภอแบบบูรณาการ {district.full_name}",
            district,
            secretariat=office,
            members=15,
        )
        self._territory(office, district)
        self._territory(committee, district)
        self._holder(office, "coordinator", "ปลัดอำเภอ ผู้ประสานแผนพัฒนาอำเภอ")
        chief = self._holder(office, "chief", f"นายอำเภอ{name}")
        self._holder(committee, "chair", f"นายอำเภอ{name} ประธาน ก.บ.อ.", *chief)
        if district.code == self.irregular.acting_signer:
            deputy = (self.imagine.person(), self.imagine.phone())
            words = {
                "acting": "acting_for",
                "own_position": "ปลัดอำเภอหัวหน้ากลุ่มงานบริหารงานปกครอง",
                "order_number": "12/2569",
            }
            self._holder(office, "chief", f"นายอำเภอ{name}", *deputy, **words)
            self._holder(committee, "chair", f"นายอำเภอ{name} ประธาน ก.บ.อ.", *deputy, **words)

    def _subdistrict(self, area: Area) -> None:
        names = self.imagine.village_names(self.imagine.between(*VILLAGES))
        self.draft.villages.extend(
            VillageDraft(area_code=area.code, number=number, name=name) for number, name in enumerate(names, 1)
        )
        half = len(names) // 2
        parts: list[tuple[int, ...]] = [()]
        if area.code == self.irregular.two_councils:
            parts = [tuple(range(1, half + 1)), tuple(range(half + 1, len(names) + 1))]
        for i, villages in enumerate(parts, 1):
            self._lao(area, i, villages)
            if area.code != self.irregular.no_council:
                self._council(area, i, villages)
        self._kbt(area)

    def _council(self, area: Area, i: int, villages: tuple[int, ...]) -> None:
        code = f"council-{area.code}-{i}"
        name = f"สภาองค์กรชุมชนตำบล{area.name_th}" + ("" if i == 1 else f" แห่งที่ {i}")
        self._body(code, "council", name, area, prefix=f"สอช {area.code}-{i}", own=True, members=MEMBERS)
        self._territory(code, area, villages)
        self._holder(code, "chair", "ประธานสภาองค์กรชุมชนตำบล")
        self._holder(code, "secretary", "เลขานุการสภาองค์กรชุมชนตำบล")

    def _lao(self, area: Area, i: int, villages: tuple[int, ...]) -> None:
        code = f"lao-{area.code}-{i}"
        kind = "องค์การบริหารส่วนตำบล" if i == 1 else "เทศบาลตำบล"
        self._body(code, "lao", f"{kind}{area.name_th}", area, prefix=f"{self.province.name_th[:2]} 7{area.code[2:]}")
        self._territory(code, area, villages)
        self._holder(code, "planner", "นักวิเคราะห์นโยบายและแผน")
        self._holder(code, "executive", f"นายก{kind}{area.name_th}")

    def _assembly(self) -> None:
        """The councils' provincial meeting, which may petition the governor."""
        code, name = f"assembly-{self.province.code}", self.province.name_th
        self._body(
            code,
            "assembly",
            f"ที่ประชุมในระดับจังหวัดของสภาองค์กรชุมชนตำบล จังหวัด{name}",
            self.province,
            prefix=f"สอช จ{self.province.code}",
            own=True,
            members=MEMBERS,
        )
        self._territory(code, self.province)
        self._holder(code, "chair", "ประธานที่ประชุมในระดับจังหวัด")
        self._holder(code, "secretary", "เลขานุการที่ประชุมในระดับจังหวัด")

    def _kbt(self, area: Area) -> None:
        code = f"kbt-{area.code}"
        self._body(
            code,
            "subdistrict_committee",
            f"คณะกรรมการบริหารงานตำบลแบบบูรณาการ ตำบล{area.name_th}",
            area,
            own=True,
            prefix=f"ก.บ.ต. {area.code}",
            members=12,
        )
        self._territory(code, area)
        self._holder(code, "chair", "ปลัดอำเภอผู้รับผิดชอบตำบล ประธาน ก.บ.ต.")
        self._holder(code, "secretary", "พัฒนากรตำบล เลขานุการ ก.บ.ต.")

    def _dates(self) -> None:
        self.draft.dates.extend(announced_dates(self.province, self.target_year, self.start))
