from approvals.models.amount import Amount
from approvals.models.envelope import Envelope
from approvals.models.pair import NotSame, Pair
from approvals.models.scenario import Adoption, Scenario
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Worksheet

__all__ = [
    "Adoption",
    "Amount",
    "Criterion",
    "Entry",
    "Envelope",
    "Item",
    "ItemShare",
    "NotSame",
    "Pair",
    "Scenario",
    "Score",
    "Screening",
    "Worksheet",
]
