from approvals.models.afterwards import FundingOutcome, FundingResult, Stage
from approvals.models.assessment import AssessmentList, LineCheck
from approvals.models.blind import GivenScore, Scorer
from approvals.models.reviewers import Assignment, Recusal
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Step, Worksheet

__all__ = [
    "AssessmentList",
    "Assignment",
    "Criterion",
    "Entry",
    "FundingOutcome",
    "FundingResult",
    "GivenScore",
    "Item",
    "ItemShare",
    "LineCheck",
    "Recusal",
    "Score",
    "Scorer",
    "Screening",
    "Stage",
    "Step",
    "Worksheet",
]
