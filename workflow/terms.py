"""What bodies and steps are called in a province on a day: its own names where it has set some, else the usual ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from directory.acting import Acting
from directory.errors import Invalid, Problem
from directory.models import Area, Body
from directory.powers import BodyKind, Power
from workflow import door
from workflow.flows import FLOWS
from workflow.models import Term
from workflow.nodes import DeskTask
from workflow.published import begun, publish

LONGEST_NAME, LONGEST_ABBREVIATION, LONGEST_REFERENCE = 200, 20, 300
USUAL_ABBREVIATIONS: Final = {
    BodyKind.SUBDISTRICT_COMMITTEE: "ก.บ.ต.",
    BodyKind.DISTRICT_COMMITTEE: "ก.บ.อ.",
    BodyKind.PROVINCIAL_COMMITTEE: "ก.บ.จ.",
}


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one province on one day."""

    own: dict[str, Term] = field(default_factory=dict)

    def step(self, flow: str, node: Any) -> str:
        """What a step of a definition is called, with the province's abbreviations of bodies."""
        term = self.own.get(f"step:{flow}:{node.name}")
        if term is not None and term.text:
            return term.text
        title = str(node.task_title or "")
        for kind, usual in USUAL_ABBREVIATIONS.items():
            title = title.replace(usual, self.abbreviation(kind) or usual)
        return title

    def body(self, kind: str) -> str:
        """What a kind of body is called."""
        term = self.own.get(f"body:{kind}")
        return term.text if term is not None and term.text else str(BodyKind(kind).label)

    def body_name(self, body: Body) -> str:
        """What a body of the register is called: its name, the usual word for its kind exchanged for the province's."""
        term = self.own.get(f"body:{body.kind}")
        if term is None:
            return body.name
        usual = str(BodyKind(body.kind).label).partition(" (")[0]
        short = USUAL_ABBREVIATIONS.get(BodyKind(body.kind), "")
        for word, own in ((usual, term.text.partition(" (")[0]), (short, term.abbreviation)):
            if word and own and body.name.startswith(word):
                return own + body.name.removeprefix(word)
        return body.name

    def abbreviation(self, kind: str) -> str:
        """What it is called for short; nothing where it has no short name."""
        term = self.own.get(f"body:{kind}")
        return (term.abbreviation if term is not None else "") or USUAL_ABBREVIATIONS.get(BodyKind(kind), "")


def names_in(*provinces: str, on: date | None = None) -> dict[str, Names]:
    """The names of some provinces by their codes, as they hold on a day; today if none is given. One query."""
    found = {code: Names() for code in provinces}
    for term in begun(Term.objects.filter(province__in=found), on):  # the later one stands
        found[str(term.province_id)].own[term.key] = term
    return found


def with_own_names(plans: QuerySet[Any]) -> QuerySet[Any]:
    """Plans that know whether their province has any name of its own, so that a page asks only for what there is."""
    return plans.annotate(has_own_names=Exists(Term.objects.filter(province=OuterRef("province_code"))))


def names_of(plan: Any) -> Names:
    """The names of a plan's province today. One query; none where `with_own_names` has found none."""
    if not getattr(plan, "has_own_names", True):
        return Names()
    code = plan.area_code[:2]
    return names_in(code)[code]


def keys() -> dict[str, str]:
    """Everything that a province may name, with its usual name: bodies first, then the steps of each definition."""
    bodies = {f"body:{kind.value}": str(kind.label) for kind in BodyKind}
    return bodies | {
        f"step:{code}:{node.name}": str(node.task_title) for code, flow in FLOWS.items() for node in _human(flow)
    }


def grouped() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same as a form offers them: the bodies, and then the steps below the title of each definition."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, name in keys().items():
        sort, code = key.split(":")[:2]
        title = _("องค์กร") if sort == "body" else str(FLOWS[code].process_title)
        found.setdefault(title, []).append((key, name))
    return list(found.items())


def _human(flow: Any) -> Iterable[Any]:
    return sorted(
        (node for node in flow.instance.nodes() if isinstance(node, DeskTask)), key=lambda node: str(node.name)
    )


@transaction.atomic
def set_term(  # a name is described once, by name
    *,
    province: Area,
    key: str,
    text: str,
    by: Acting,
    abbreviation: str = "",
    legal_reference: str = "",
    valid_from: date | None = None,
) -> Term:
    """Call a body or a step something else in a province from a day on; no words go back to the usual name.

    Earlier rows stay: what was shown on a day can be told for ever. Papers that are made keep what they say.

    Raises:
        NotHere, Refused: the actor does not manage the cycles of this province.
        Invalid: no such body or step, a name that is too long, or a step with an abbreviation; each is named.
    """
    door.admit(province, Power.MANAGE_CYCLE, by)
    if problems := _problems(key, text.strip(), abbreviation.strip(), legal_reference.strip()):
        raise Invalid(problems)
    return publish(
        Term,
        by=by,
        province=province,
        key=key,
        text=text.strip(),
        abbreviation=abbreviation.strip(),
        legal_reference=legal_reference.strip(),
        valid_from=valid_from,
    )


def _problems(key: str, text: str, abbreviation: str, legal_reference: str) -> list[Problem]:
    found = [] if key in keys() else [Problem("key", key, _("ไม่มีองค์กรหรือขั้นตอนนี้"))]
    for name, words, most in (
        ("text", text, LONGEST_NAME),
        ("abbreviation", abbreviation, LONGEST_ABBREVIATION),
        ("legal_reference", legal_reference, LONGEST_REFERENCE),
    ):
        if len(words) > most or not words.isprintable():
            found.append(Problem(name, words, _("ต้องยาวไม่เกิน %s ตัวอักษรในบรรทัดเดียว") % most))
    if abbreviation and not key.startswith("body:"):
        found.append(Problem("abbreviation", abbreviation, _("ชื่อย่อมีได้เฉพาะองค์กร")))
    return found
