"""What all parts of the journey share: the cycle, its plans, who acts for whom, and the clock."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from config.journey.people import Imagination
from config.journey.province import Irregularities
from directory import clock
from directory.acting import Acting
from directory.models import Area, Body, Office
from directory.verbs.bodies import holder_of
from proposals.models import Cycle, Level, Plan, PlanKind

Progress = Callable[[str, int, int], None]


@dataclass
class World:
    """One province on its way through one cycle."""

    province: Area
    imagine: Imagination
    start: date
    irregular: Irregularities
    progress: Progress
    renders_beside: bool = False
    agencies: int | None = None  # how many of the province's agencies are named; all of them, unless said
    cycle: Cycle = field(init=False)
    _acting: dict[tuple[int, str], Acting] = field(default_factory=dict)

    @contextmanager
    def day(self, number: int) -> Iterator[None]:
        """Hold the clock at a day of the journey, counted from its start."""
        with clock.at(self.start + timedelta(days=number)):
            yield

    def acting(self, body: Body, role: str) -> Acting:
        """Whoever acts in an office of a body: somebody acting for its holder comes first."""
        key = (body.pk, role)
        if key not in self._acting:
            holder = holder_of(Office.objects.get(body=body, role=role))
            if holder is None:
                raise LookupError(f"nobody holds {role} of {body.code}")
            self._acting[key] = holder
        return self._acting[key]

    def plans(self, level: Level, *, kind: str = PlanKind.AREA, **conditions: object) -> list[Plan]:
        """The plans of a level in the order of their references: those of areas, unless another kind is asked for."""
        found = Plan.objects.filter(cycle=self.cycle, level=level, kind=kind, **conditions)
        return list(
            found.select_related(
                "owner__secretariat", "area__parent", "cycle", "current_version", "parent__owner__secretariat"
            ).order_by("reference")
        )

    def coordinator(self, plan: Plan) -> Acting:
        """The district coordinator at whose desk a subdistrict's plan is reviewed, or a district's own is compiled."""
        owner = plan.owner if plan.level == Level.DISTRICT else plan.parent.owner  # type: ignore[union-attr]  # a subdistrict's plan has a parent
        office = owner.secretariat
        if office is None:
            raise LookupError(f"{owner.code} has no secretariat")
        return self.acting(office, "coordinator")

    def officer(self) -> Acting:
        """The provincial officer."""
        return self.acting(Body.objects.get(kind="provincial_office", area=self.province), "officer")


def scan_of_a_signed_sheet(words: str) -> bytes:
    """A PNG that stands for the scan of a signed sheet, marked as an example: the words and a signature in blue ink."""
    image = Image.new("RGB", (620, 240), "white")
    draw = ImageDraw.Draw(image)
    draw.text((24, 24), f"SAMPLE SCAN  {words}", fill="black", font=ImageFont.load_default())
    wave = [(60 + 6 * i, 150 + ((i * 37) % 50) - 25) for i in range(60)]
    draw.line(wave, fill=(20, 40, 160), width=3)
    content = io.BytesIO()
    image.save(content, format="PNG")
    return content.getvalue()
