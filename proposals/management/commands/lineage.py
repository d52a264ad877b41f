"""Show where a proposal's baht came from and where they live on, both ways, as its page does."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from pages.fields import with_commas
from proposals.graph import Branch, graph_around
from proposals.models import Line


class Command(BaseCommand):
    """Follow one proposal by its reference; with --json everything as data, one object a line of it."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """The reference, and the form of the answer."""
        parser.add_argument("reference", metavar="REF")
        parser.add_argument("--json", action="store_true", help="print data instead of an indented list")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the graph around each line that the proposal has had.

        Raises:
            CommandError: there is no proposal of this reference.
        """
        lines = list(Line.objects.filter(proposal__reference=options["reference"].upper()).order_by("pk"))
        if not lines:
            raise CommandError(_("ไม่พบโครงการเลขที่ %s") % options["reference"])
        graphs = [graph_around(line) for line in lines]
        if options["json"]:
            self.stdout.write(json.dumps([graph.as_data() for graph in graphs], ensure_ascii=False, indent=2))
            return
        for graph in graphs:
            self.stdout.write(_("ไปสู่"))
            self._print(graph.upward, 0)
            self.stdout.write(_("มาจาก"))
            self._print(graph.downward, 0)

    def _print(self, branch: Branch, depth: int) -> None:
        place, way = branch.place, branch.way
        share = f" ← {with_commas(way.asked)} ({way.of_source}% / {way.of_target}%)" if way else ""
        words = f"{place.reference} {place.title} {with_commas(place.asked)} {place.fate_words}"
        self.stdout.write("  " * depth + words.rstrip() + share)
        for idea in branch.ideas:
            self.stdout.write("  " * (depth + 1) + f"“{idea.text}”")
        for beyond in branch.branches:
            self._print(beyond, depth + 1)
