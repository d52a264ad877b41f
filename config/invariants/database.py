"""What the database itself must refuse: triggers stand on every table of history, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, models
from django.utils.translation import gettext as _

from approvals.models import (
    Adoption,
    Answered,
    Appeal,
    AppealFile,
    Approval,
    Approver,
    ApproverList,
    AssessmentList,
    CommentAnswer,
    CommentView,
    Consensus,
    Embargo,
    Envelope,
    FundingOutcome,
    GovernorChoice,
    HearingComment,
    HearingNotice,
    LineCheck,
    Match,
    NotSame,
    Objection,
    ObjectionAnswer,
    OutsideRow,
    Recusal,
    RecusalWithdrawal,
    Scenario,
    Screening,
    Stage,
)
from config.invariants.findings import Fault, Looked, Scope
from documents.models import Document, Endorsement, Rendition, Signature, StoredFile
from proposals.models import (
    Amendment,
    Article,
    Ballot,
    BallotOption,
    BallotOutcome,
    BallotVote,
    BudgetItem,
    BudgetLine,
    CharterVersion,
    Decision,
    Fate,
    FormTemplate,
    GroupedVillage,
    Indicator,
    Opinion,
    Petition,
    PetitionAnswer,
    PetitionMeasure,
    Plan,
    PlanLine,
    PlanVersion,
    ProposalVersion,
    ProvinceRules,
    ReadinessList,
    Resolution,
    Share,
    Signatory,
    StrategyNode,
    StrategyRule,
    StrategyWords,
)
from tracking.models import CommitmentUpdate, ObligationReport
from workflow.models import Event, EventItem, PhaseDate, Term

HISTORY: tuple[type[models.Model], ...] = (
    Event,
    EventItem,
    Term,
    Appeal,
    AppealFile,
    Petition,
    PetitionAnswer,
    PetitionMeasure,
    PhaseDate,
    ProvinceRules,
    GroupedVillage,
    Decision,
    Resolution,
    Opinion,
    Screening,
    LineCheck,
    Fate,
    Share,
    Plan,
    PlanVersion,
    PlanLine,
    ProposalVersion,
    BudgetLine,
    BudgetItem,
    Indicator,
    Amendment,
    CharterVersion,
    Article,
    Signatory,
    Ballot,
    BallotOption,
    BallotVote,
    BallotOutcome,
    FormTemplate,
    ReadinessList,
    Document,
    Rendition,
    StoredFile,
    Endorsement,
    Signature,
    CommitmentUpdate,
    ObligationReport,
    FundingOutcome,
    Stage,
    Envelope,
    Scenario,
    Adoption,
    Consensus,
    AssessmentList,
    Recusal,
    RecusalWithdrawal,
    ApproverList,
    Approver,
    Approval,
    GovernorChoice,
    Embargo,
    NotSame,
    Objection,
    ObjectionAnswer,
    StrategyNode,
    StrategyWords,
    StrategyRule,
    OutsideRow,
    Match,
    HearingNotice,
    HearingComment,
    CommentView,
    CommentAnswer,
    Answered,
)
_ON_SQLITE = "SELECT tbl_name, upper(sql) FROM sqlite_master WHERE type = 'trigger'"
_ON_POSTGRES = """
    SELECT c.relname, upper(p.prosrc), (t.tgtype & 16) > 0, (t.tgtype & 8) > 0
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND (t.tgtype & 2) > 0 AND n.nspname = current_schema()
"""


def history_is_append_only(scope: Scope) -> Looked:  # noqa: ARG001  # the tables are those of all cycles
    """A trigger that raises stands before UPDATE and before DELETE on each table of history, and is switched on."""
    needed = [(model._meta.db_table, act) for model in HISTORY for act in ("UPDATE", "DELETE")]
    return len(needed), _missing(needed, set(refusals()))


def _missing(needed: Iterable[tuple[str, str]], standing: set[tuple[str, str]]) -> Iterator[Fault]:
    for table, act in needed:
        if (table, act) not in standing:
            yield {"table": table, "act": act}, _("ฐานข้อมูลไม่ห้ามการแก้ไขหรือลบประวัติในตารางนี้")


def refusals() -> Iterator[tuple[str, str]]:
    """Each table with an act that one of its triggers refuses."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_ON_POSTGRES)
            for table, source, updates, deletes in cursor.fetchall():
                if "RAISE EXCEPTION" in source:
                    yield from ((table, act) for act, fires in (("UPDATE", updates), ("DELETE", deletes)) if fires)
            return
        cursor.execute(_ON_SQLITE)
        for table, source in cursor.fetchall():
            if "RAISE(ABORT" in source.replace(" ", ""):
                yield from ((table, act) for act in ("UPDATE", "DELETE") if f"BEFORE {act} " in source)
