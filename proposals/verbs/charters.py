"""Charters of a body: drafted, written, adopted by a meeting, renewed, and cited by proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from directory import clock
from directory.acting import Acting
from directory.errors import Invalid, NotHere, Problem, Stale
from directory.powers import Power
from proposals import references, rules
from proposals.charters import CharterDraft, charters_citable_in, hash_of, why_it_may_not_adopt
from proposals.drafts import text_problems
from proposals.models import (
    Article,
    Charter,
    CharterCitation,
    CharterVersion,
    Meeting,
    Plan,
    Proposal,
    Signatory,
)
from proposals.verbs.drafting import WRITABLE
from workflow import door


def draft_charter(
    *, plan: Plan, kind: str, title: str, by: Acting, draft: CharterDraft | None = None
) -> CharterVersion:
    """Begin a charter of the body that owns a plan; the plan's chain of events tells of its writing.

    Side effects: a charter with a public reference and its first version, open. Not idempotent.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: an unknown kind, no title, or what is wrong with the articles.
    """
    with door.act(
        plan, "draft_charter", by=by, power=Power.WRITE_PLAN, conditions=[rules.is_a_subdistrict_plan]
    ) as act:
        problems = text_problems("title", title, most=300, required=True)
        if kind not in Charter.Kind.values:
            problems.append(Problem("kind", kind, _("ไม่รู้จักธรรมนูญประเภทนี้")))
        if draft is not None:
            problems += draft.problems()
        if problems:
            raise Invalid(problems)
        charter = Charter.objects.create(
            reference=references.next_references(plan.cycle, plan.area_code, references.CHARTER, 1)[0],
            body=plan.owner,
            area_id=plan.area_id,
            kind=kind,
            title=title.strip(),
            created_at=clock.now(),
        )
        version = CharterVersion.objects.create(charter=charter, number=1, plan=plan, created_at=clock.now())
        _write(version, draft or CharterDraft())
        act.data = {"charter": charter.pk, "version": version.pk}
    return version


def edit_charter(*, version: CharterVersion, plan: Plan, draft: CharterDraft, seen: int, by: Acting) -> CharterVersion:
    """Write the articles and the list of signatories anew, in the order given, which numbers them.

    ``seen`` is the version's revision on the writer's screen.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Stale: somebody saved it meanwhile, or a meeting has adopted it.
        Invalid: every text that is wrong, named as ``articles[2].text``.
    """
    _of_the_owner(version, plan)
    with door.act(plan, "edit_charter", by=by, power=Power.WRITE_PLAN) as act:
        door.lock(version)
        if version.frozen_at is not None or version.revision != seen:
            raise Stale(door.who_changed(plan))
        if problems := draft.problems():
            raise Invalid(problems)
        version.articles.all().delete()
        version.signatories.all().delete()
        _write(version, draft)
        version.revision += 1
        version.save(update_fields=["revision"])
        act.data = {"charter": version.charter_id, "version": version.pk, "content": hash_of(version)}
    return version


def _write(version: CharterVersion, draft: CharterDraft) -> None:
    Article.objects.bulk_create(
        [
            Article(version=version, number=number, heading=article.heading.strip(), text=article.text.strip())
            for number, article in enumerate(draft.articles, 1)
        ]
    )
    Signatory.objects.bulk_create(
        [
            Signatory(version=version, place_in_list=place, name=each.name.strip(), position=each.position.strip())
            for place, each in enumerate(draft.signatories, 1)
        ]
    )


def adopt_charter(
    *, version: CharterVersion, plan: Plan, meeting: Meeting, in_force_from: date, seen: int, by: Acting
) -> CharterVersion:
    """Freeze the version that a meeting adopted: a quorate one of members, or an open assembly that people came to.

    From then on its words never change, proposals may cite it and everybody may read it. The names of those who sign
    stay with the body and on the paper.

    Raises:
        NotHere, Refused: the actor does not adopt for this body.
        Stale: it was adopted already, or its words changed since they were seen.
        Invalid: no article, a meeting that may not adopt, or a day in force before the meeting.
    """
    _of_the_owner(version, plan)
    with door.act(plan, "adopt_charter", by=by, power=Power.ADOPT_PLAN) as act:
        door.lock(version)
        if version.frozen_at is not None or version.revision != seen:
            raise Stale(door.who_changed(plan))
        problems = []
        if not version.articles.exists():
            problems.append(Problem("articles", "", _("ธรรมนูญยังไม่มีข้อความสักข้อ")))
        if meeting.body_id != plan.owner_id:
            problems.append(Problem("meeting", str(meeting), _("การประชุมนี้เป็นขององค์กรอื่น")))
        elif why := why_it_may_not_adopt(meeting):
            problems.append(Problem("meeting", str(meeting), why))
        elif in_force_from < meeting.held_on:
            problems.append(Problem("in_force_from", in_force_from.isoformat(), _("วันใช้บังคับต้องไม่ก่อนวันประชุม")))
        if problems:
            raise Invalid(problems)
        version.hash, version.frozen_at = hash_of(version), clock.now()
        version.adopted_at, version.in_force_from, version.plan = meeting, in_force_from, plan
        version.save(update_fields=["hash", "frozen_at", "adopted_at", "in_force_from", "plan"])
        act.data = {"charter": version.charter_id, "version": version.pk, "hash": version.hash, "meeting": meeting.pk}
    return version


def renew_charter(*, charter: Charter, plan: Plan, by: Acting) -> CharterVersion:
    """Open the next version of an adopted charter with the words of the last; that one holds until the new one does.

    Raises:
        NotHere, Refused: the actor does not write for this body.
        Invalid: a version is being written already.
    """
    if charter.body_id != plan.owner_id:
        raise NotHere(_("ไม่พบธรรมนูญนี้"))
    with door.act(plan, "renew_charter", by=by, power=Power.WRITE_PLAN) as act:
        door.lock(charter)
        last = charter.versions.order_by("-number").first()
        if last is None or last.frozen_at is None:
            raise Invalid.of("charter", charter.title, _("ธรรมนูญนี้มีฉบับที่กำลังเขียนอยู่แล้ว"))
        version = CharterVersion.objects.create(
            charter=charter, number=last.number + 1, plan=plan, created_at=clock.now()
        )
        _write(version, CharterDraft(list(last.articles.all()), list(last.signatories.all())))  # type: ignore[arg-type]  # they read alike
        act.data = {"charter": charter.pk, "version": version.pk}
    return version


def cite_articles(*, proposal: Proposal, article_ids: Sequence[int], by: Acting) -> list[CharterCitation]:
    """Say on which articles of adopted charters a proposal rests; these replace what it cited before.

    Raises:
        NotHere, Refused, Stale: as for editing the proposal.
        Invalid: an article is of no charter that is in force where the plan lies.
    """
    plan = proposal.plan
    with door.act(
        plan,
        "cite_articles",
        by=by,
        power=Power.WRITE_PLAN,
        states=WRITABLE,
        conditions=[rules.is_a_subdistrict_plan],
    ) as act:
        citable = {article.pk for version in charters_citable_in(plan) for article in version.articles.all()}
        chosen = list(dict.fromkeys(article_ids))
        if wrong := [pk for pk in chosen if pk not in citable]:
            raise Invalid([Problem("articles", str(pk), _("ไม่มีข้อนี้ในธรรมนูญที่ใช้บังคับในพื้นที่")) for pk in wrong])
        CharterCitation.objects.filter(proposal=proposal).delete()
        cited = CharterCitation.objects.bulk_create(
            [CharterCitation(proposal=proposal, article_id=pk) for pk in chosen]
        )
        act.data = {"proposal": proposal.pk, "articles": sorted(chosen)}
    return cited


def _of_the_owner(version: CharterVersion, plan: Plan) -> None:
    if version.charter.body_id != plan.owner_id:
        raise NotHere(_("ไม่พบธรรมนูญนี้"))
