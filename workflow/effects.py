"""What a verb sends: declared once, announced by the page and carried out by the verb from the same declaration."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar, cast

from django.db import transaction

from directory import clock
from directory.acting import By
from directory.models import Body
from workflow.models import Notice

P = ParamSpec("P")
R = TypeVar("R")
Audience = Callable[[Any], Iterable[Body]]
Issuer = Callable[[str, Any, By], object]
_issuer: list[Issuer] = []


@dataclass(frozen=True, slots=True)
class Effects:
    """The papers that a verb prepares, by code and, where they differ, by the plan's level; and whom it tells."""

    papers: Mapping[str, Sequence[str]]
    notifies: tuple[Audience, ...]

    def papers_about(self, subject: Any) -> list[str]:
        """The codes of the papers that will be prepared about this plan."""
        return [*self.papers.get("", ()), *self.papers.get(subject.level, ())]

    def recipients(self, subject: Any) -> list[Body]:
        """The bodies that will be told, each once, in the order of the declaration."""
        return list({body.pk: body for audience in self.notifies for body in audience(subject)}.values())


def register_issuer(issuer: Issuer) -> None:
    """The room of papers says here how a paper of a code is prepared about a subject."""
    _issuer[:] = [issuer]


def effects(
    *, papers: Sequence[str] | Mapping[str, Sequence[str]] = (), notifies: Sequence[Audience] | Audience = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a verb's papers and audiences, and carry them out after it, in its transaction.

    The verb returns what it worked on, a plan or a record beside one that names it as its ``plan``, and takes ``by``.
    After its body, in this order: each paper is prepared about that, then a notice is written for each body of the
    audiences.
    """
    audiences = (notifies,) if callable(notifies) else tuple(notifies)
    declared = Effects(papers if isinstance(papers, Mapping) else {"": tuple(papers)}, audiences)

    def wrap(verb: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(verb)
        def carried_out(*args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                subject = verb(*args, **kwargs)
                by = cast("By", kwargs["by"])
                for code in declared.papers_about(subject):
                    for issue in _issuer:
                        issue(code, subject, by)
                _tell(declared, verb.__name__, subject)
            return subject

        carried_out.effects = declared  # type: ignore[attr-defined]  # read back by effects_of
        return carried_out

    return wrap


def effects_of(verb: Callable[..., Any]) -> Effects:
    """What a verb declares; nothing for one without a declaration."""
    return getattr(verb, "effects", Effects({}, ()))


def _tell(declared: Effects, verb: str, subject: Any) -> None:
    moment, plan = clock.now(), getattr(subject, "plan", subject)
    Notice.objects.bulk_create(
        [Notice(body=body, plan=plan, verb=verb, at=moment) for body in declared.recipients(subject)]
    )
