from approvals.models.assessment import AssessmentList, LineCheck
from approvals.models.blind import GivenScore, Scorer
from approvals.models.reviewers import Assignment, Recusal
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Worksheet

__all__ = [
    "AssessmentList",
    "Assignment",
    "Criterion",
    "Entry",
    "GivenScore",
    "Item",
    "ItemShare",
    "LineCheck",
    "Recusal",
    "Score",
    "Scorer",
    "Screening",
    "Worksheet",
]
