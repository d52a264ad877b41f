from approvals.models.afterwards import FundingOutcome, FundingResult, Stage
from approvals.models.amount import Amount
from approvals.models.assessment import AssessmentList, LineCheck
from approvals.models.blind import GivenScore, Scorer
from approvals.models.envelope import Envelope
from approvals.models.objection import Objection, ObjectionAnswer
from approvals.models.pair import NotSame, Pair
from approvals.models.reviewers import Assignment, Recusal
from approvals.models.scenario import Adoption, Scenario
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Step, Worksheet

__all__ = [
    "Adoption",
    "Amount",
    "AssessmentList",
    "Assignment",
    "Criterion",
    "Entry",
    "Envelope",
    "FundingOutcome",
    "FundingResult",
    "GivenScore",
    "Item",
    "ItemShare",
    "LineCheck",
    "NotSame",
    "Objection",
    "ObjectionAnswer",
    "Pair",
    "Recusal",
    "Scenario",
    "Score",
    "Scorer",
    "Screening",
    "Stage",
    "Step",
    "Worksheet",
]
