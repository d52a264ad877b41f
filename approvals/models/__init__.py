from approvals.models.afterwards import FundingOutcome, FundingResult, Stage
from approvals.models.amount import Amount
from approvals.models.appeal import Appeal, AppealFile, AppealReason, AppealState
from approvals.models.approvers import Approval, Approver, ApproverList
from approvals.models.assessment import AssessmentList, LineCheck
from approvals.models.blind import GivenScore, Scorer
from approvals.models.desk_sheet import Consensus, DeskSheet
from approvals.models.envelope import Envelope
from approvals.models.governor import Embargo, GovernorChoice
from approvals.models.hearing import Answered, CommentAnswer, CommentView, HearingComment, HearingNotice
from approvals.models.matching import Match, OutsideRow
from approvals.models.objection import Objection, ObjectionAnswer
from approvals.models.pair import NotSame, Pair
from approvals.models.reviewers import Assignment, Recusal, RecusalWithdrawal
from approvals.models.saved_filter import SavedFilter
from approvals.models.scenario import Adoption, Scenario
from approvals.models.screening import Screening
from approvals.models.worksheet import Criterion, Entry, Item, ItemShare, Score, Step, Worksheet

__all__ = [
    "Adoption",
    "Amount",
    "Answered",
    "Appeal",
    "AppealFile",
    "AppealReason",
    "AppealState",
    "Approval",
    "Approver",
    "ApproverList",
    "AssessmentList",
    "Assignment",
    "CommentAnswer",
    "CommentView",
    "Consensus",
    "Criterion",
    "DeskSheet",
    "Embargo",
    "Entry",
    "Envelope",
    "FundingOutcome",
    "FundingResult",
    "GivenScore",
    "GovernorChoice",
    "HearingComment",
    "HearingNotice",
    "Item",
    "ItemShare",
    "LineCheck",
    "Match",
    "NotSame",
    "Objection",
    "ObjectionAnswer",
    "OutsideRow",
    "Pair",
    "Recusal",
    "RecusalWithdrawal",
    "SavedFilter",
    "Scenario",
    "Score",
    "Scorer",
    "Screening",
    "Stage",
    "Step",
    "Worksheet",
]
