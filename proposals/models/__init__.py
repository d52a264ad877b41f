from proposals.models.cycle import Cycle, ReferenceCounter
from proposals.models.line import (
    LIVES_ON,
    NEEDS_NO_REASON,
    Fate,
    FateKind,
    Line,
    Opinion,
    PlanLine,
    Remark,
    Share,
)
from proposals.models.meeting import AgendaItem, Attendance, Meeting, Resolution
from proposals.models.plan import Decision, Level, Plan, PlanState, PlanVersion
from proposals.models.proposal import BudgetLine, Indicator, Proposal, ProposalState, ProposalVersion, WorkClass

__all__ = [
    "LIVES_ON",
    "NEEDS_NO_REASON",
    "AgendaItem",
    "Attendance",
    "BudgetLine",
    "Cycle",
    "Decision",
    "Fate",
    "FateKind",
    "Indicator",
    "Level",
    "Line",
    "Meeting",
    "Opinion",
    "Plan",
    "PlanLine",
    "PlanState",
    "PlanVersion",
    "Proposal",
    "ProposalState",
    "ProposalVersion",
    "ReferenceCounter",
    "Remark",
    "Resolution",
    "Share",
    "WorkClass",
]
