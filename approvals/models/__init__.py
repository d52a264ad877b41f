from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Step, Worksheet

__all__ = ["Criterion", "Entry", "Item", "ItemShare", "Score", "Screening", "Step", "Worksheet"]
