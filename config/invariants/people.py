"""Whose words these are, whose powers, and that every record lies where its codes say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _

from config.invariants.findings import Fault, Looked, Scope, rows
from directory.clock import BANGKOK
from directory.models import AreaGroupPermission, Tenure
from directory.powers import OWN_POWERS
from proposals.models import CoAuthor, Level, Line, Plan, Proposal, ProposalVersion, Right, SearchedWords
from proposals.search_words import searchable
from workflow.models import Event

BROUGHT_BACK = "bring_deferred_back"
Span = tuple[date, date | None]


def only_the_owner_writes_words(scope: Scope) -> Looked:
    """Who wrote held an office of the owner or its secretariat that day, recorded from signed paper, or was invited.

    Nobody writes the words that come back of an earlier line when a new cycle opens.
    """
    words = ProposalVersion.objects.filter(scope.within("proposal__plan"))
    return words.count(), _foreign_words(scope)


def _foreign_words(scope: Scope) -> Iterator[Fault]:
    held: dict[tuple[int, int], list[Span]] = defaultdict(list)
    for user, body, starts, ends in Tenure.objects.values_list("user_id", "office__body_id", "starts", "ends"):
        held[user, body].append((starts, ends))
    behalf = set(
        Event.objects.filter(scope.within("plan"), behalf_body=F("plan__owner"))
        .order_by()
        .values_list("plan_id", "actor_id")
        .distinct()
    )
    brought_back = set(Event.objects.filter(scope.within("plan"), verb=BROUGHT_BACK).values_list("plan_id", flat=True))
    comes_back = Line.objects.filter(proposal=OuterRef("proposal"), comes_back_of__isnull=False)
    acts = (
        ProposalVersion.objects.filter(scope.within("proposal__plan"))
        .order_by()
        .annotate(comes_back=Exists(comes_back))
        .values(
            "comes_back",
            "written_by_id",
            "created_at",
            plan_id=F("proposal__plan_id"),
            reference=F("proposal__plan__reference"),
            owner=F("proposal__plan__owner_id"),
            secretariat=F("proposal__plan__owner__secretariat_id"),
        )
        .distinct()
    )
    for act in acts.iterator():
        user, day = act["written_by_id"], act["created_at"].astimezone(BANGKOK).date()
        spans = [span for body in (act["owner"], act["secretariat"]) for span in held.get((user, body), ())]
        if (act["plan_id"], user) in behalf or any(s <= day and (e is None or day < e) for s, e in spans):
            continue
        if user is None and act["comes_back"] and act["plan_id"] in brought_back:
            continue
        if not _was_invited(act):
            yield {**act, "created_at": str(act["created_at"])}, _("ผู้เขียนไม่ได้ดำรงตำแหน่งในองค์กรเจ้าของแผนในวันนั้น")


def _was_invited(act: Mapping[str, Any]) -> bool:
    """Whether everything that somebody wrote at one moment was in drafts to which their office was invited to write."""
    at = act["created_at"]
    held = Tenure.objects.filter(user=act["written_by_id"]).current(at.astimezone(BANGKOK).date())
    invited = CoAuthor.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        plan=act["plan_id"],
        office__in=held.values("office"),
        right=Right.WRITE,
        invited_at__lte=at,
    )
    written = ProposalVersion.objects.filter(
        proposal__plan=act["plan_id"], written_by=act["written_by_id"], created_at=at
    )
    drafts = set(written.values_list("proposal_id", flat=True))
    return invited.filter(proposal__isnull=True).exists() or drafts <= set(
        invited.values_list("proposal_id", flat=True)
    )


def own_powers_are_never_granted_over_areas(scope: Scope) -> Looked:  # noqa: ARG001  # grants belong to no cycle
    """Drafting, adopting and submitting belong to the owning body; nobody holds them over a territory."""
    grants = AreaGroupPermission.objects.all()
    own = grants.filter(permission__codename__in=OWN_POWERS)
    why = _("อำนาจขององค์กรเจ้าของแผนถูกมอบเหนือพื้นที่")
    return grants.count(), rows(own, why, "pk", "group_id", "permission__codename", "content_object_id")


def place_codes_agree(scope: Scope) -> Looked:
    """District and province codes are the beginnings of the area's code; proposals and villages lie in their plan's."""
    plans = scope.plans()
    proposals = Proposal.objects.filter(scope.within("plan"))
    words = ProposalVersion.objects.filter(scope.within("proposal__plan"), village__isnull=False)
    plan = ("pk", "reference", "level", "area_id", "district_code", "province_code")
    faults = chain(
        rows(_misplaced(plans), _("รหัสพื้นที่ของแผนไม่สอดคล้องกัน"), *plan),
        rows(
            proposals.filter(
                ~Q(area=F("plan__area"))
                | ~Q(owner=F("plan__owner"))
                | ~Q(district_code=F("plan__district_code"))
                | ~Q(province_code=F("plan__province_code"))
            ),
            _("โครงการไม่ได้อยู่ในพื้นที่หรือเป็นขององค์กรเดียวกับแผน"),
            *("pk", "reference", "area_id", "district_code", "province_code", "owner_id", "plan__reference"),
        ),
        rows(
            # An appeal that was granted brings a council's own words, and its village, into a plan of the district.
            words.filter(~Q(village__area__code__startswith=F("proposal__plan__area__code"))),
            _("หมู่บ้านของโครงการอยู่นอกพื้นที่ของแผน"),
            *("pk", "proposal__reference", "village_id", "village__area_id"),
        ),
    )
    return plans.count() + proposals.count() + words.count(), faults


def _misplaced(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans whose codes, level, owner's seat or cycle do not go together."""
    measured = plans.annotate(
        size=Length("area_id"),
        district=Substr("area_id", 1, 4),
        province=Substr("area_id", 1, 2),
        above=Substr("area_id", 1, Length("area_id") - 2),
    )
    fits = (
        Q(level__in=[Level.PROVINCE, Level.ASSEMBLY], size=2, district_code="", parent__isnull=True)
        | Q(level=Level.DISTRICT, size=4, district_code=F("district"))
        | Q(level=Level.SUBDISTRICT, size=6, district_code=F("district"))
    )
    home = Q(province_code=F("province"), cycle__province=F("province_code"), owner__area=F("area"))
    below = Q(parent__isnull=True) | Q(parent__area=F("above"))
    return measured.filter(~fits | ~home | ~below)


def every_proposal_is_found_by_its_words(scope: Scope) -> Looked:
    """What a search looks through is what each proposal says now, no more and no less."""
    proposals = Proposal.objects.filter(scope.within("plan"))
    return proposals.count(), _lost_words(scope)


def _lost_words(scope: Scope) -> Iterator[Fault]:
    says: dict[int, str] = {}
    versions = ProposalVersion.objects.filter(scope.within("proposal__plan")).order_by("proposal_id", "number")
    for proposal, title, place in versions.values_list("proposal_id", "title", "place").iterator():
        says[proposal] = searchable(title, place)
    found = SearchedWords.objects.filter(scope.within("proposal__plan")).values_list("proposal_id", "words")
    for proposal, words in found.iterator():
        if says.pop(proposal, None) != words:
            yield {"proposal": proposal}, _("ดัชนีค้นหาไม่ตรงกับข้อความของโครงการ")
    for proposal in says:
        yield {"proposal": proposal}, _("โครงการนี้ไม่อยู่ในดัชนีค้นหา")
