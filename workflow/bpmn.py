"""A flow's definition as BPMN 2.0, for another engine or a drawing program.

Viewflow writes the file. What it leaves out is added here: each step's whole name, the question that a gateway asks and
which way is taken when the answer is no, so that another engine can walk the definition with the same answers.
"""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from defusedxml.ElementTree import fromstring
from viewflow.workflow import chart

from workflow.flows import PlanFlow
from workflow.nodes import Question

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_PREFIXES = {
    "bpmn": BPMN,
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_NODE = "id_node_"


def definition_of(flow: type[PlanFlow]) -> bytes:
    """The definition of a flow with its drawing, in UTF-8. The names are in the language that is active."""
    for prefix, address in _PREFIXES.items():
        register_namespace(prefix, address)
    root: Element = fromstring(chart.grid_to_bpmn(chart.calc_layout_data(flow, 0, 0)).encode())
    process = root.find(f"{{{BPMN}}}process")
    if process is None:
        raise LookupError(f"Viewflow wrote no process for {flow.__name__}")
    process.set("name", str(flow.process_title or flow.__name__))
    for element in list(process):
        _name(flow, element)
    for gateway in process.findall(f"{{{BPMN}}}exclusiveGateway"):
        _say_the_question(flow, process, gateway)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _node_of(flow: type[PlanFlow], key: str) -> object:
    return getattr(flow, key.removeprefix(_NODE), None)


def _name(flow: type[PlanFlow], element: Element) -> None:
    """The whole title instead of the lines of the drawing's label."""
    title = getattr(_node_of(flow, element.get("id", "")), "task_title", None)
    if title is not None:
        element.set("name", str(title))


def _say_the_question(flow: type[PlanFlow], process: Element, gateway: Element) -> None:
    node = _node_of(flow, gateway.get("id", ""))
    if not isinstance(node, Question):
        return
    for edge in process.findall(f"{{{BPMN}}}sequenceFlow[@sourceRef='{gateway.get('id')}']"):
        if edge.get("targetRef") == f"{_NODE}{node._on_true.name}":  # noqa: SLF001  # Viewflow names it nowhere else
            condition = SubElement(edge, f"{{{BPMN}}}conditionExpression")
            condition.set(f"{{{_PREFIXES['xsi']}}}type", "bpmn:tFormalExpression")
            condition.text = node.question
        else:
            gateway.set("default", edge.get("id", ""))
