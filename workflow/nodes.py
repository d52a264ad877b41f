"""Viewflow's human task, completed without its pages: taken and finished in one go by the desk."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now
from viewflow.workflow import nodes
from viewflow.workflow.activation import Activation
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.status import STATUS


class DeskTaskActivation(ViewActivation):
    """Assigning and starting in one step, written once when the task is complete: the desk never leaves it half-way."""

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.STARTED)
    def take(self, user: Any) -> None:
        """Take the task for a person, or for the system when there is none."""
        self.task.owner = user
        self.task.assigned = self.task.started = now()


class DeskTask(nodes.View):
    """A step for people, completed at the desk."""

    activation_class = DeskTaskActivation
    party = "owner"


class Question(nodes.If):
    """A gateway that asks the artifact one of its questions, and names it where the definition is read elsewhere."""

    def __init__(self, question: str) -> None:
        super().__init__(self._answered)
        self.question = question

    def _answered(self, activation: Any) -> bool:
        return bool(getattr(activation.process.artifact, self.question)())
