"""`manage.py ballot FILE.pb --rule equal-shares`: what a rule chooses from a ballot file in the format of Pabulib."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from proposals.ballot_words import RULES, needs_rankings, problem_in_words
from proposals.voting import (
    LARGEST_FILE,
    BallotFileError,
    Election,
    Outcome,
    Progress,
    Rule,
    RuleError,
    chosen_by,
    plain,
    read,
    votes_of,
)

MOST_TOLD = 20  # of doubts


class Command(BaseCommand):
    """Exit status: 0 with the outcome, 1 where the file cannot be counted or the rule does not fit its votes.

    What is doubtful about a file but can be counted is told on stderr.
    """

    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the rule, and how to answer."""
        parser.add_argument("file", type=Path, metavar="FILE.pb")
        parser.add_argument("--rule", choices=[rule.value for rule in Rule], default=Rule.EQUAL_SHARES.value)
        parser.add_argument("--json", action="store_true", help='print {"chosen", "cost", "budget"} on one line')

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, choose, tell; progress goes to a terminal's stderr only."""
        rule = Rule(options["rule"])
        try:
            election = read(_content(options["file"]))
            with _shown(rule) as progress:
                outcome = chosen_by(rule, election, progress)
        except BallotFileError as problem:
            raise CommandError(f"{options['file']}: {problem_in_words(problem)}") from problem
        except RuleError as error:
            raise CommandError(f"{options['file']}: {needs_rankings(error)}") from error
        for warning in _warnings(election):
            self.stderr.write(f"{options['file']}: {_('คำเตือน')}: {_printable(warning)}")
        if options["json"]:
            found = {"chosen": outcome.chosen, "cost": plain(outcome.cost), "budget": plain(outcome.budget)}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            self._tell(rule, election, outcome)

    def _tell(self, rule: Rule, election: Election, outcome: Outcome) -> None:
        counts, costs = votes_of(election), election.costs
        names = {project.id: project.name for project in election.projects}
        table = Table(title=str(RULES[rule]), box=box.SIMPLE)
        for heading in (_("รหัส"), _("โครงการ"), _("ผู้เลือก"), _("วงเงิน")):
            table.add_column(heading, justify="left" if heading == _("โครงการ") else "right")
        for each in outcome.chosen:
            cells = (each, names[each], plain(counts[each]), f"{costs[each]:,f}")
            table.add_row(*(Text(_printable(cell)) for cell in cells))
        console = Console(file=cast("IO[str]", self.stdout), highlight=False)
        console.print(table)
        facts = {
            "chosen": len(outcome.chosen),
            "projects": len(election.projects),
            "cost": f"{outcome.cost:,f}",
            "budget": f"{outcome.budget:,f}",
        }
        if election.doubts:
            console.print(_("คำเตือน %(count)d ข้อ") % {"count": len(election.doubts)})
        console.print(_("เลือก %(chosen)d จาก %(projects)d โครงการ ใช้ %(cost)s จากวงเงิน %(budget)s") % facts)


def _warnings(election: Election) -> Iterator[str]:
    """A sentence for each of the first doubts, and how many more there are."""
    for doubt in election.doubts[:MOST_TOLD]:
        yield problem_in_words(doubt)
    if (more := len(election.doubts) - MOST_TOLD) > 0:
        yield _("และอีก %(more)d ข้อ") % {"more": more}


def _printable(text: str) -> str:
    """A file's own words, without what would steer the terminal."""
    return "".join(character for character in text if character.isprintable())


def _content(path: Path) -> bytes:
    """The file's bytes; of one that is too large only so much that `read` says so."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandError(_("เปิดไฟล์ %(path)s ไม่ได้: %(reason)s") % {"path": path, "reason": reason}) from error


@contextmanager
def _shown(rule: Rule) -> Iterator[Progress | None]:
    """A bar on the terminal, if there is one."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        task = bars.add_task(str(RULES[rule]), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
