"""The four answers that a verb gives instead of doing its work; one middleware turns each into its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one value.

    ``field`` is the name that a caller can point at, ``value`` what was given (as text, shortened by whoever shows it)
    and ``message`` says in the user's language what is expected instead.
    """

    field: str
    value: str
    message: str

    def __str__(self) -> str:
        return f"{self.field} = {self.value!r}: {self.message}" if self.value else f"{self.field}: {self.message}"


class Answer(Exception):  # noqa: N818  # an answer, not a failure
    """Base of the four answers; ``status`` is the HTTP status that pages and the API use."""

    status = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class NotHere(Answer):
    """The record is outside of what the actor may see, or does not exist: the two are never told apart."""

    status = 404


class Refused(Answer):
    """The actor sees the record but may not do this; the message is a reason for people."""

    status = 403


class Stale(Answer):
    """Somebody was faster, or the actor decided on another version than the one on the desk.

    ``there`` is the address of what came of it meanwhile, where that is known.
    """

    status = 409

    def __init__(self, message: str, *, there: str = "") -> None:
        super().__init__(message)
        self.there = there


class Invalid(Answer):
    """A value is wrong. Holds every problem found, so that a form can show them all at once."""

    status = 422

    def __init__(self, problems: Sequence[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("; ".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, field: str, value: object, message: str) -> Invalid:
        """Shorthand for a single problem."""
        return cls(Problem(field, "" if value is None else str(value), str(message)))
