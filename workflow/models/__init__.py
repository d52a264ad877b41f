from workflow.models.journal import Event, EventItem, EventNote, Journaled
from workflow.models.running import Deadline, Job, Notice, PlanProcess
from workflow.models.terms import CalendarFeed, Term

__all__ = [
    "CalendarFeed",
    "Deadline",
    "Event",
    "EventItem",
    "EventNote",
    "Job",
    "Journaled",
    "Notice",
    "PlanProcess",
    "Term",
]
