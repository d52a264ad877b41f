"""Nothing vanishes: every line leaves its plan by exactly one fate, with a reason, and lives on where its fate says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Trim
from django.utils.translation import gettext as _

from approvals.models import Item, Score
from config.invariants.findings import Fault, Looked, Scope, rows
from proposals.models import Fate, Level, Line, Plan, PlanLine, PlanState, Share
from workflow.models import Event

LIVES_ON = ("carried", "merged", "split")
NEEDS_NO_REASON = ("carried", "kept")
HANDED_UP = (PlanState.SUBMITTED, PlanState.IN_REVIEW, PlanState.RETURNED)
LINE = ("pk", "number", "plan__reference", "proposal__reference")
FATE = ("pk", "kind", "line_id", "line__number", "line__plan__reference")


def every_settled_line_has_one_fate(scope: Scope) -> Looked:
    """Each line of a closed plan, on a closed worksheet, or of a plan that came too late, has a fate that stands."""
    standing = Fate.objects.filter(line=OuterRef("pk"), revised_by__isnull=True)
    on_desk = PlanLine.objects.filter(line=OuterRef("pk"), version=OuterRef("plan__current_version"))
    settled = Line.objects.filter(scope.within("plan")).filter(
        Q(plan__state=PlanState.CLOSED)
        | (Q(plan__state=PlanState.WITHDRAWN) & Exists(on_desk))
        | Q(plan__state=PlanState.ACCEPTED, plan__parent__worksheet__closed_at__isnull=False)
        | Q(plan__state__in=[PlanState.ENDORSED, PlanState.ANSWERED])
        | Q(worksheet_item__worksheet__closed_at__isnull=False)
    )
    lost = settled.filter(~Exists(standing)).order_by("pk")
    why = _("ระดับเหนือขึ้นไปปิดแล้ว แต่รายการนี้ไม่มีข้อยุติ")
    return settled.count(), chain(rows(lost, why, *LINE), _left_behind(scope))


def _left_behind(scope: Scope) -> Iterator[Fault]:
    """Plans handed up before the level above closed, and still lying there."""
    submitted = Event.objects.filter(plan=OuterRef("pk"), record_id=OuterRef("pk"), verb="submit", to_state="submitted")
    left = scope.plans().filter(
        state__in=HANDED_UP,
        parent__worksheet__closed_at__gt=Subquery(submitted.order_by("-sequence").values("at")[:1]),
    )
    yield from rows(left, _("แผนเสนอก่อนระดับเหนือขึ้นไปปิด แต่ยังไม่ได้ปิดตาม"), "pk", "reference", "state")


def no_line_has_two_fates(scope: Scope) -> Looked:
    """One fate of a line stands; a revision revises a fate of the same line."""
    standing = Fate.objects.filter(scope.within("line__plan"), revised_by__isnull=True)
    twice = standing.order_by().values("line_id").annotate(fates=Count("pk")).filter(fates__gt=1).order_by("line_id")
    strange = Fate.objects.filter(scope.within("line__plan"), revises__isnull=False).filter(~Q(line=F("revises__line")))
    faults = chain(
        ((row, _("รายการนี้มีข้อยุติมากกว่าหนึ่ง")) for row in twice),
        rows(strange, _("ผลที่แก้ไขเป็นของรายการอื่น"), *FATE),
    )
    return standing.count(), faults


def every_fate_has_its_reason(scope: Scope) -> Looked:
    """Whatever is neither carried nor kept has a reason code and words; a referral names the plan."""
    fates = Fate.objects.filter(scope.within("line__plan"))
    answered = fates.exclude(kind__in=NEEDS_NO_REASON)
    words = answered.annotate(code_=Trim("reason_code"), words_=Trim("reason"))
    wordless = words.filter(Q(code_="") | Q(words_=""))
    nameless = fates.filter(kind="referred", referred_plan="")
    faults = chain(
        rows(wordless, _("ผลการพิจารณานี้ไม่มีรหัสเหตุผลหรือไม่มีเหตุผล"), *FATE),
        rows(nameless, _("ส่งต่อโดยไม่ระบุแผนที่รับไป"), *FATE),
    )
    return answered.count(), faults


def shares_fit_the_kind_of_fate(scope: Scope) -> Looked:
    """Carried: one to one. Merged: several into one. Split: one into several. All others: none.

    What the province carries goes up no further; only what an appeal restored of it lives on in an amendment. Several
    are counted as they came together, whoever an appeal has led out since.
    """
    fates = Fate.objects.filter(scope.within("line__plan"), revised_by__isnull=True)
    upward = Q(kind__in=LIVES_ON) & (~Q(line__plan__level=Level.PROVINCE) | Q(revises__isnull=False))
    own = Share.objects.filter(source=OuterRef("line"), fate=OuterRef("pk"))
    out = Share.objects.filter(source=OuterRef("line"))
    shares = Share.objects.filter(scope.within("source__plan"))
    company = Exists(Share.objects.filter(target=OuterRef("target")).exclude(source=OuterRef("source")))
    of_its_fate = Share.objects.filter(source=OuterRef("source"), fate=OuterRef("fate"))
    siblings = Exists(of_its_fate.exclude(target=OuterRef("target")))
    share = ("pk", "asked", "source_id", "target_id", "fate_id", "fate__kind")
    carried, merged, split = (shares.filter(fate__kind=kind) for kind in LIVES_ON)
    faults = chain(
        rows(fates.filter(upward).filter(~Exists(own)), _("รายการที่เสนอต่อ รวม หรือแยก ต้องมีส่วนแบ่งขึ้นไป"), *FATE),
        rows(fates.filter(~upward).filter(Exists(out)), _("ผลการพิจารณานี้ต้องไม่มีส่วนแบ่งขึ้นไป"), *FATE),
        rows(shares.filter(~Q(fate__line=F("source"))), _("ส่วนแบ่งเป็นของผลการพิจารณาของรายการอื่น"), *share),
        rows(carried.filter(company | siblings), _("เสนอต่อต้องเป็นหนึ่งรายการจากต้นทางเดียว"), *share),
        rows(merged.filter(~company | siblings), _("การรวมต้องมาจากอย่างน้อยสองรายการเป็นรายการเดียว"), *share),
        rows(split.filter(~siblings), _("การแยกต้องแยกเป็นอย่างน้อยสองรายการ"), *share),
    )
    return fates.count(), faults


def late_lines_wait_for_the_next_round(scope: Scope) -> Looked:
    """The lines of a plan that missed a gathering are deferred as *late*, kept, or withdrawn; appeals alone judge."""
    late = Plan.objects.filter(
        scope.within(),
        gathered_at__isnull=True,
        parent__worksheet__closed_at__isnull=False,
        state__in=[PlanState.CLOSED, PlanState.ACCEPTED],
    )
    fates = Fate.objects.filter(line__plan__in=late, revised_by__isnull=True)
    judged = fates.filter(revises=None).exclude(kind__in=["kept", "withdrawn"])
    judged = judged.exclude(kind="deferred", reason_code="late")
    return fates.count(), rows(judged, _("แผนมาถึงหลังกำหนด รายการต้องรอรอบถัดไปด้วยเหตุผล late"), *FATE, "reason_code")


def kept_lines_are_left_alone(scope: Scope) -> Looked:
    """What a community carries out itself is never scored, cut, returned or carried; nothing else is kept."""
    on_desk = Line.objects.filter(
        scope.within("plan"),
        plan__level=Level.SUBDISTRICT,
        in_versions__version=F("plan__current_version"),
        in_versions__work_class="self",
    )
    fates = Fate.objects.filter(line__in=on_desk, revised_by__isnull=True)
    kept = Fate.objects.filter(scope.within("line__plan"), kind="kept", revised_by__isnull=True)
    scores = Score.objects.filter(line__in=on_desk)
    taken = Item.objects.filter(line__in=on_desk, shares__isnull=False)
    faults = chain(
        rows(fates.exclude(kind__in=["kept", "withdrawn"]), _("โครงการที่ชุมชนทำเองต้องไม่ถูกนำไปพิจารณา"), *FATE),
        rows(kept.exclude(line__in=on_desk), _("มีเพียงโครงการที่ชุมชนทำเองเท่านั้นที่ให้ผลว่าชุมชนดำเนินการเองได้"), *FATE),
        rows(scores, _("โครงการที่ชุมชนทำเองต้องไม่ถูกให้คะแนน"), "pk", "line_id", "criterion_id"),
        rows(taken, _("โครงการที่ชุมชนทำเองต้องไม่อยู่ในรายการที่จัดลำดับ"), "pk", "line_id"),
    )
    return on_desk.count(), faults
