"""The live process of a plan as a picture and in words: its own definition, what is done, and what waits.

Viewflow lays the definition out from left to right; here it runs from top to bottom, so that it fits a phone, and is
drawn with classes of the style sheet alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor
from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from viewflow.workflow import chart, nodes
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from documents.typesetting.breaking import pieces
from documents.typesetting.words import clusters
from proposals.models import Plan
from workflow.flows import FLOWS
from workflow.models import PlanProcess
from workflow.nodes import Question
from workflow.terms import names_of

ACROSS: Final = 1.75  # how much wider than Viewflow's height, and
DOWN: Final = 0.8  # how much lower than its width, a drawing stands
MARGIN: Final = 12
LETTER: Final = 9.2  # at most the width of one cluster in the small type of the drawing
LINE: Final = 18
BESIDE: Final = 110  # the room beside a gateway
WAITS: Final = (STATUS.NEW, STATUS.ASSIGNED, STATUS.STARTED)


@dataclass(frozen=True, slots=True)
class Shape:
    """One node of the picture, with its label's lines as ``(text, x, y)``."""

    kind: str
    state: str
    x: float
    y: float
    width: float
    height: float
    lines: list[tuple[str, float, float]]
    points: str = ""

    @property
    def middle(self) -> float:
        """The middle from left to right."""
        return self.x + self.width / 2

    @property
    def centre(self) -> float:
        """The middle from top to bottom."""
        return self.y + self.height / 2

    @property
    def half(self) -> float:
        """The radius of an event's circle, which keeps the lower of its two sizes."""
        return min(self.width, self.height) / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """One way between two nodes; ``label`` says at which answer it is taken."""

    points: str
    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws; words above the first row begin at a negative ``top``."""

    top: int
    width: int
    height: int
    shapes: list[Shape]
    arrows: list[Arrow]


@dataclass(frozen=True, slots=True)
class Told:
    """One step in words: its state, since when, and where it leads."""

    title: str
    kind: str
    state: str
    since: datetime | None
    leads_to: str


@dataclass(frozen=True, slots=True)
class Process:
    """A plan's process on its own definition."""

    edition: str  # which edition of its flow: the number at the end of its name, such as 1 of "district-1"
    title: str
    picture: Picture
    told: list[Told]


def process_of(plan: Plan) -> Process:
    """The definition under which a plan runs, with the state of each step. Three queries."""
    flow = FLOWS[plan.flow]
    states, since = _states_of(plan)
    called = names_of(plan)
    grid = chart.calc_layout_data(flow)
    cells = sorted(grid.cells, key=lambda cell: (cell.col, cell.row))
    names = {cell.node: called.step(plan.flow, cell.node) for cell in cells}
    shapes = [_shape(cell, names[cell.node], states.get(cell.node.name, "to-come")) for cell in cells]
    arrows = [_arrow(edge) for edge in grid.edges]
    told = [
        Told(
            names[cell.node],
            _kind(cell.node),
            states.get(cell.node.name, "to-come"),
            since.get(cell.node.name),
            _leads_to(cell.node, names),
        )
        for cell in _in_order(cells)
        if _kind(cell.node) in {"task", "wait", "question"}
    ]
    picture = _picture(int(grid.height * ACROSS), int(grid.width * DOWN), shapes, arrows)
    return Process(plan.flow.rpartition("-")[2], str(flow.process_title), picture, told)


def _picture(width: int, height: int, shapes: list[Shape], arrows: list[Arrow]) -> Picture:
    """The drawing with room for all of its words: those beside the last column, and those above the first row."""
    beside = [line for each in shapes if each.kind != "task" for line in each.lines]
    words = [(x + len(clusters(text)) * LETTER, y) for text, x, y in beside]
    right = max([width + MARGIN, *(x for x, _y in words)]) + MARGIN
    top = min([0, *(y - LINE for _x, y in words)])
    return Picture(floor(top), ceil(right), ceil(height + 2 * MARGIN - top), shapes, arrows)


def _in_order(cells: list[Any]) -> list[Any]:
    """The nodes as the flow walks them: each after those that lead to it, where the way does not lead back."""
    places = {cell.node: cell for cell in cells}
    seen: set[Any] = set()
    walked: list[Any] = []

    def walk(node: Any) -> None:
        if node in seen:
            return
        seen.add(node)
        for edge in reversed(list(node._outgoing())):  # noqa: SLF001  # Viewflow names it nowhere else
            walk(edge.dst)
        walked.append(places[node])

    for cell in cells:  # the usual start first: another one enters half-way, and must not lead the order
        if _kind(cell.node) == "start":
            walk(cell.node)
    return [*reversed(walked), *(cell for cell in cells if cell.node not in seen)]


def _states_of(plan: Plan) -> tuple[dict[str, str], dict[str, datetime]]:
    """What was done and what waits in the plan's latest process, by the names of the steps."""
    process = (
        PlanProcess.objects.filter(
            artifact_content_type=ContentType.objects.get_for_model(Plan), artifact_object_id=plan.pk
        )
        .order_by("-pk")
        .first()
    )
    states: dict[str, str] = {}
    since: dict[str, datetime] = {}
    for task in Task.objects.filter(process=process).order_by("pk") if process else ():
        if task.status == STATUS.CANCELED:
            continue
        name = task.flow_task.name
        states[name] = "waits" if task.status in WAITS else "done"
        since[name] = task.created if task.status in WAITS else task.finished or task.created
    return states, since


def _kind(node: Any) -> str:
    if isinstance(node, Question):
        return "question"
    if isinstance(node, nodes.Split | nodes.Join):
        return "parallel"
    if isinstance(node, nodes.MessageCatch):
        return "wait"
    return "task" if isinstance(node, nodes.View) else "end" if isinstance(node, nodes.End) else "start"


def _leads_to(node: Any, names: dict[Any, str]) -> str:
    if isinstance(node, Question):
        yes, no = names[node._on_true], names[node._on_false]  # noqa: SLF001  # Viewflow names them nowhere else
        return _("ใช่: %(yes)s ไม่ใช่: %(no)s") % {"yes": yes, "no": no}
    return ", ".join(names[edge.dst] for edge in node._outgoing())  # noqa: SLF001


def _shape(cell: Any, title: str, state: str) -> Shape:
    kind, old = _kind(cell.node), cell.shape
    x, width = old.y * ACROSS + MARGIN, old.height * ACROSS
    y, height = old.x * DOWN + MARGIN, old.width * DOWN
    middle, centre = x + width / 2, y + height / 2
    if kind == "task":
        return Shape(kind, state, x, y, width, height, _inside(title, middle, centre, width))
    corners = [(middle, y), (x + width, centre), (middle, y + height), (x, centre)]
    points = " ".join(f"{a:.0f},{b:.0f}" for a, b in corners)
    beside = _lines(title, BESIDE)
    first = centre - 7 - (len(beside) - 1) * LINE  # above the way that leaves there
    right = middle + width * (0.36 if kind in {"question", "parallel"} else 0.25) + 4
    lines = [(text, right, first + n * LINE) for n, text in enumerate(beside)]
    return Shape(kind, state, x, y, width, height, lines, points)


def _inside(title: str, middle: float, centre: float, width: float) -> list[tuple[str, float, float]]:
    lines = _lines(title, width - 12)
    top = centre - (len(lines) - 1) * LINE / 2 + 5
    return [(text, middle, top + n * LINE) for n, text in enumerate(lines)]


def _lines(text: str, width: float) -> list[str]:
    """The text in lines that fit, broken between Thai words."""
    lines, current = [], ""
    for piece in pieces(text):
        longer = current + piece.text
        if current and len(clusters(longer)) * LETTER > width:
            lines.append(current.rstrip())
            longer = piece.text
        current = longer + piece.gap
    return [*lines, current.rstrip()]


def _arrow(edge: Any) -> Arrow:
    points = [(y * ACROSS + MARGIN, x * DOWN + MARGIN) for x, y in edge.segments]
    label = {"cond_true": _("ใช่"), "cond_false": _("ไม่ใช่")}.get(edge.edge_class or "", "")
    (x1, y1), (x2, y2) = points[0], points[1]
    sideways = abs(x2 - x1) > abs(y2 - y1)
    x = x1 + (8 if x2 > x1 else -34) if sideways else x1 + 5
    return Arrow(" ".join(f"{x:.0f},{y:.0f}" for x, y in points), label, x, y1 + (15 if sideways else 14))
