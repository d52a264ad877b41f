from proposals.models.amendment import Amendment
from proposals.models.ballot import (
    Ballot,
    BallotOption,
    BallotOutcome,
    BallotSlip,
    BallotState,
    BallotVote,
    GroupedVillage,
    Method,
)
from proposals.models.charter import Article, Charter, CharterCitation, CharterVersion, Signatory
from proposals.models.cycle import Cycle, Mode, ProvinceRules, ReferenceCounter
from proposals.models.exchange import ColumnMapping, SheetImport
from proposals.models.extract import Extract, ExtractLine, ExtractState
from proposals.models.form_template import FormTemplate
from proposals.models.forum import (
    Affiliation,
    CalledItem,
    CalledMeeting,
    DoorEntry,
    Headcount,
    MeetingPhoto,
    MeetingSeries,
)
from proposals.models.idea import Idea, IdeaGroup, IdeaUse
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
from proposals.models.petition import Petition, PetitionAnswer, PetitionMeasure, PetitionReference
from proposals.models.plan import Plan
from proposals.models.profile import AreaProfile, VillageFigures
from proposals.models.proposal import (
    BudgetItem,
    BudgetLine,
    Indicator,
    Proposal,
    ProposalState,
    ProposalVersion,
    WorkClass,
)
from proposals.models.readiness import ReadinessAnswer, ReadinessList
from proposals.models.search import SearchedWords
from proposals.models.stages import SIDEWAYS, Level, PlanKind, PlanState
from proposals.models.strategy import StrategyNode, StrategyRule, StrategyWords
from proposals.models.summary import Split, Summary
from proposals.models.together import CoAuthor, Comment, EarlierWords, Right, Suggestion
from proposals.models.unit_price import UnitPrice
from proposals.models.version import Decision, PlanVersion
from proposals.models.writing import Attachment, UnfinishedWork

__all__ = [
    "LIVES_ON",
    "NEEDS_NO_REASON",
    "SIDEWAYS",
    "Affiliation",
    "AgendaItem",
    "Amendment",
    "AreaProfile",
    "Article",
    "Attachment",
    "Attendance",
    "Ballot",
    "BallotOption",
    "BallotOutcome",
    "BallotSlip",
    "BallotState",
    "BallotVote",
    "BudgetItem",
    "BudgetLine",
    "CalledItem",
    "CalledMeeting",
    "Charter",
    "CharterCitation",
    "CharterVersion",
    "CoAuthor",
    "ColumnMapping",
    "Comment",
    "Cycle",
    "Decision",
    "DoorEntry",
    "EarlierWords",
    "Extract",
    "ExtractLine",
    "ExtractState",
    "Fate",
    "FateKind",
    "FormTemplate",
    "GroupedVillage",
    "Headcount",
    "Idea",
    "IdeaGroup",
    "IdeaUse",
    "Indicator",
    "Level",
    "Line",
    "Meeting",
    "MeetingPhoto",
    "MeetingSeries",
    "Method",
    "Mode",
    "Opinion",
    "Petition",
    "PetitionAnswer",
    "PetitionMeasure",
    "PetitionReference",
    "Plan",
    "PlanKind",
    "PlanLine",
    "PlanState",
    "PlanVersion",
    "Proposal",
    "ProposalState",
    "ProposalVersion",
    "ProvinceRules",
    "ReadinessAnswer",
    "ReadinessList",
    "ReferenceCounter",
    "Remark",
    "Resolution",
    "Right",
    "SearchedWords",
    "Share",
    "SheetImport",
    "Signatory",
    "Split",
    "StrategyNode",
    "StrategyRule",
    "StrategyWords",
    "Suggestion",
    "Summary",
    "UnfinishedWork",
    "UnitPrice",
    "VillageFigures",
    "WorkClass",
]
