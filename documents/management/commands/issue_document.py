"""`manage.py issue_document KIND RECORD --as USERNAME`: prepare a paper by hand, as somebody in office."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from directory import clock
from directory.acting import Acting
from directory.errors import Answer
from directory.models import Tenure
from documents.verbs import issue_paper
from workflow.journal import plan_model

REFUSED = 2


class Command(BaseCommand):
    """Prepare the papers of a kind about a plan, by the same verb as the page and with the same permission."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The kind, what it is about, and who asks."""
        parser.add_argument("kind", help="a code of document_kinds, such as T05")
        parser.add_argument("record", help="the reference of a plan, or of a proposal in it")
        parser.add_argument("--as", dest="username", required=True, help="who asks; must keep the issuer's papers")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Try each office of the person; print check code and title of each paper; exit 2 when all are refused."""
        with translation.override("th"):
            plan, about = _record(options["record"])
            refusals: list[Answer] = []
            for by in _offices(options["username"]):
                try:
                    papers = issue_paper(code=options["kind"].upper(), plan=plan, by=by, about=about)
                except Answer as refusal:
                    refusals.append(refusal)
                else:
                    for paper in papers:
                        self.stdout.write(f"{paper.check_code} {paper.kind} {paper.title}")
                    return
        words = dict.fromkeys(refusal.message for refusal in refusals) or ["ผู้ใช้ไม่ได้ดำรงตำแหน่งใดในวันนี้"]
        raise CommandError("; ".join(words), returncode=REFUSED)


def _record(reference: str) -> tuple[Any, str]:
    """The plan of a reference, or the plan of a proposal and the proposal's reference."""
    plans: Any = plan_model()._default_manager  # this floor knows plan and proposals by their names alone
    plans = plans.select_related("owner__secretariat", "area__parent", "cycle", "current_version", "parent__owner")
    if plan := plans.filter(reference=reference).first():
        return plan, ""
    if plan := plans.filter(lines__proposal__reference=reference).first():
        return plan, reference
    raise CommandError(f"{reference}: no plan and no proposal has this reference", returncode=REFUSED)


def _offices(username: str) -> list[Acting]:
    """The person in each office held today."""
    held = Tenure.objects.current(clock.today()).filter(user__username=username, user__is_active=True)
    return [
        Acting(t.user, t.office, t) for t in held.select_related("user", "office__body__secretariat").order_by("pk")
    ]
