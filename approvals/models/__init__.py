from approvals.models.afterwards import FundingOutcome, FundingResult, Stage
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Step, Worksheet

__all__ = [
    "Criterion",
    "Entry",
    "FundingOutcome",
    "FundingResult",
    "Item",
    "ItemShare",
    "Score",
    "Screening",
    "Stage",
    "Step",
    "Worksheet",
]
