"""The paper is right: numbers without a gap, pages for every document, a commitment for every line of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from approvals.governor import with_granted
from config.invariants.findings import Fault, Looked, Scope, rows
from documents.models import Document, PaperState, Register, Rendition
from documents.verbs.receiving import INCOMING
from proposals.models import Fate, Level, PlanLine, Share
from proposals.money import MoneyField
from tracking.models import Commitment, CommitmentUpdate
from workflow.models import Job

NUMBERED = (PaperState.NUMBERED, PaperState.SENT, PaperState.RECEIVED)
PROOF = (Rendition.Kind.SCAN, Rendition.Kind.SIGNED)


def registers_have_no_gaps(scope: Scope) -> Looked:  # noqa: ARG001  # a register numbers all cycles
    """The numbers given out by a body's register in a year are 1 to n, each once, and n is what the register says.

    So are the receipts in its incoming register. The sheets of a circular share one number.
    """
    sent = Document.objects.filter(running_number__isnull=False, copy=1).order_by()
    outgoing = sent.values("issuer_id", "register", "register_year").annotate(**_counted("running_number"))
    came = Document.objects.filter(receipt_running__isnull=False).order_by()
    incoming = came.values("recipient_id", "receipt_year").annotate(**_counted("receipt_running"))
    kept = {row[:3]: row[3] for row in Register.objects.values_list("body_id", "name", "year", "last_number")}
    counted = [*outgoing, *(_as_register(row) for row in incoming)]
    return len(counted) + len(kept), _gaps(counted, kept)


def _as_register(row: Mapping[str, Any]) -> dict[str, Any]:
    """A recipient's receipts of a year as the register that they are."""
    own = {"issuer_id": row["recipient_id"], "register": INCOMING, "register_year": row["receipt_year"]}
    return {**own, **{name: row[name] for name in ("first", "last", "numbers", "papers")}}


def _counted(number: str) -> dict[str, Any]:
    return {
        "first": Min(number),
        "last": Max(number),
        "numbers": Count(number, distinct=True),
        "papers": Count("pk"),
    }


def _gaps(given: Sequence[Mapping[str, Any]], kept: dict[tuple[Any, ...], int]) -> Iterator[Fault]:
    for row in given:
        last = kept.pop((row["issuer_id"], row["register"], row["register_year"]), None)
        if row["first"] != 1 or not row["last"] == row["numbers"] == row["papers"]:
            yield row, _("เลขที่ออกจากทะเบียนไม่ต่อเนื่องหรือซ้ำกัน")
        elif last != row["last"]:
            yield {**row, "register_says": last}, _("ทะเบียนบันทึกเลขสุดท้ายไม่ตรงกับหนังสือที่ออก")
    for (body, name, year), last in kept.items():
        if last:
            row = {"issuer_id": body, "register": name, "register_year": year, "register_says": last}
            yield row, _("ทะเบียนออกเลขแล้ว แต่ไม่มีหนังสือที่ใช้เลขนั้น")


def every_paper_has_its_rendition(scope: Scope) -> Looked:
    """Each paper has its pages once the job that makes them is done; a signed one its scan, a numbered one its copy."""
    papers = Document.objects.filter(scope.within("plan"))
    blank = papers.filter(~_has("unsigned", "issued") & ~_is_being_rendered("unsigned"))
    unproven = papers.filter(state__in=[PaperState.SIGNED, *NUMBERED]).filter(~_has(*PROOF))
    numbered = papers.filter(state__in=NUMBERED)
    uncopied = numbered.filter(~_has("issued") & ~_is_being_rendered("issued"))
    undated = numbered.filter(dated__isnull=True)
    paper = ("pk", "kind", "state", "title", "plan__reference")
    faults = chain(
        rows(blank, _("หนังสือนี้ไม่มีไฟล์ และไม่มีงานที่จะจัดทำไฟล์"), *paper),
        rows(unproven, _("หนังสือลงนามแล้วแต่ไม่มีไฟล์ฉบับลงนาม"), *paper),
        rows(uncopied, _("หนังสือออกเลขแล้วแต่ไม่มีไฟล์ฉบับออกเลข และไม่มีงานที่จะจัดทำไฟล์"), *paper),
        rows(undated, _("หนังสือออกเลขแล้วแต่ไม่มีวันที่"), *paper),
    )
    return papers.count(), faults


def _has(*kinds: str) -> Exists:
    return Exists(Rendition.objects.filter(document=OuterRef("pk"), kind__in=kinds))


def _is_being_rendered(kind: str) -> Exists:
    key = Concat(
        Value("render_document:"), Cast(OuterRef("pk"), CharField()), Value(f":{kind}"), output_field=CharField()
    )
    return Exists(Job.objects.filter(key=key, state__in=[Job.State.QUEUED, Job.State.LEASED]))


def every_carried_line_has_its_commitment(scope: Scope) -> Looked:
    """Each line that stands in an endorsed plan has one commitment over what was granted; no other line does.

    What an appeal restored lives on in an amendment, and is followed once that is endorsed.
    """
    standing = Fate.objects.filter(scope.within("line__plan"), kind="carried", revised_by__isnull=True)
    lives_on = Exists(Share.objects.filter(fate=OuterRef("pk")))
    carried = standing.filter(~lives_on, line__plan__level=Level.PROVINCE)
    key = Concat(Value("open_commitments:"), Cast(OuterRef("decision_id"), CharField()), output_field=CharField())
    pending = Exists(Job.objects.filter(key=key, state__in=[Job.State.QUEUED, Job.State.LEASED]))
    followed = carried.filter(~pending)
    commitments = Commitment.objects.filter(scope.within("line__plan"))
    endorsed: QuerySet[Any, Any] = with_granted(
        PlanLine.objects.filter(line=OuterRef("line"), version__decisions__act="endorse")
    )
    amounts = commitments.annotate(
        endorsed=Subquery(endorsed.order_by("-version__number").values("granted")[:1], output_field=MoneyField())
    )
    groundless = commitments.filter(~Exists(carried.filter(line=OuterRef("line"))))
    columns = ("pk", "line_id", "title", "amount")
    faults = chain(
        rows(
            followed.filter(line__commitment__isnull=True),
            _("รายการที่อยู่ในแผนจังหวัดยังไม่มีรายการติดตาม"),
            *("pk", "line_id", "line__number", "line__plan__reference"),
        ),
        rows(groundless, _("รายการติดตามไม่ได้มาจากรายการในแผนที่เห็นชอบแล้ว"), *columns),
        rows(amounts.filter(~Q(amount=F("endorsed"))), _("ยอดที่ติดตามไม่เท่ากับยอดในแผนที่เห็นชอบแล้ว"), *columns, "endorsed"),
        rows(_untrue(commitments), _("สถานะของรายการติดตามไม่ตรงกับรายงานล่าสุด"), *columns, "status", "reported"),
    )
    return followed.count() + commitments.count(), faults


def _untrue(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """Commitments whose status is not that of the latest report on them."""
    latest = CommitmentUpdate.objects.filter(commitment=OuterRef("pk")).order_by("-pk").values("status")[:1]
    return commitments.annotate(reported=Subquery(latest)).filter(
        Q(reported__isnull=False) & ~Q(status=F("reported")) | Q(reported__isnull=True) & ~Q(status="waiting")
    )
