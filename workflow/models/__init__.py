from workflow.models.journal import Event, EventItem, EventNote, Journaled
from workflow.models.running import Deadline, Job, Notice, PlanProcess

__all__ = ["Deadline", "Event", "EventItem", "EventNote", "Job", "Journaled", "Notice", "PlanProcess"]
