"""What only recomputing shows: the event log, and the words, versions, decisions, papers and files under their hashes.

All of it is read in one pass by `workflow.verification`, which the checks of the lower rooms have joined; here its
findings are sorted by the invariant that they break.
"""

from __future__ import annotations

from config.invariants.findings import Fault, Looked, Scope
from documents import integrity as papers
from documents.models import Document, StoredFile
from proposals import integrity as words
from proposals.models import Decision, PlanVersion, ProposalVersion
from workflow import verification

THE_LOG = "the_log_is_whole"
WORDS = "words_are_as_they_were_written"
VERSIONS = "frozen_versions_are_as_they_were_frozen"
PAPERS = "papers_and_files_are_as_they_were_issued"


def recomputed(scope: Scope) -> dict[str, Looked]:
    """Recompute every hash once. A file that no paper of any plan shows belongs to no cycle."""
    words.register()
    papers.register()
    report = verification.verify()
    wanted = set(scope.plans().values_list("pk", flat=True)) if scope.cycle else None
    found: dict[str, list[Fault]] = {name: [] for name in (THE_LOG, WORDS, VERSIONS, PAPERS)}
    for broken in report.broken:
        if wanted is None or broken.plan is None or broken.plan in wanted:
            found[_sort(broken.why)].append(({"plan": broken.plan, "sequence": broken.sequence}, broken.why))
    of_plan, of_proposal = scope.within("plan"), scope.within("proposal__plan")
    counts = {
        THE_LOG: report.events,
        WORDS: ProposalVersion.objects.filter(of_proposal).count(),
        VERSIONS: PlanVersion.objects.filter(of_plan, frozen_at__isnull=False).count()
        + Decision.objects.filter(of_plan).count(),
        PAPERS: Document.objects.filter(of_plan).count() + StoredFile.objects.count(),
    }
    return {name: (counts[name], faults) for name, faults in found.items()}


def _sort(why: str) -> str:
    """The invariant of a finding, told by the words with which each room begins its own."""
    sorts = {words.Why.WORDS: WORDS, words.Why.VERSION: VERSIONS, words.Why.DECISION: VERSIONS}
    sorts |= dict.fromkeys(papers.Why, PAPERS)
    return next((name for label, name in sorts.items() if why.startswith(str(label.label))), THE_LOG)
