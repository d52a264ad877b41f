from workflow.models.journal import Event, EventItem, EventNote, Journaled
from workflow.models.phases import Phase, PhaseDate
from workflow.models.published import Dated, Published, Versioned
from workflow.models.running import Deadline, Job, Notice, PlanProcess
from workflow.models.terms import CalendarFeed, Term

__all__ = [
    "CalendarFeed",
    "Dated",
    "Deadline",
    "Event",
    "EventItem",
    "EventNote",
    "Job",
    "Journaled",
    "Notice",
    "Phase",
    "PhaseDate",
    "PlanProcess",
    "Published",
    "Term",
    "Versioned",
]
