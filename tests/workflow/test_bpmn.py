"""Every flow is written as BPMN 2.0 that another engine reads: the same human tasks, gateways and ways between them."""

import pytest
from django.core.management import CommandError, call_command
from SpiffWorkflow.bpmn.parser import BpmnParser
from viewflow.workflow import nodes

from workflow.bpmn import definition_of
from workflow.flows import FLOWS
from workflow.nodes import DeskTask, Question

HUMAN, EITHER, BOTH = "UserTask", "ExclusiveGateway", "ParallelGateway"
PREFIX = "id_node_"


def read(content: bytes):
    """The steps of a definition, as SpiffWorkflow understands it."""
    parser = BpmnParser()
    parser.add_bpmn_str(content)
    (process,) = parser.get_process_ids()
    specs = parser.get_spec(process).task_specs
    return {name.removeprefix(PREFIX): spec for name, spec in specs.items() if name.startswith(PREFIX)}


def of_kind(specs, kind):
    return {name for name, spec in specs.items() if type(spec).__name__ == kind}


def of_class(flow, *kinds):
    return {node.name for node in flow.instance.nodes() if isinstance(node, kinds)}


@pytest.mark.parametrize("code", FLOWS)
def test_another_engine_finds_the_same_human_tasks_and_gateways(code):
    flow, specs = FLOWS[code], read(definition_of(FLOWS[code]))
    assert of_kind(specs, HUMAN) == of_class(flow, DeskTask)
    assert of_kind(specs, EITHER) == of_class(flow, Question)
    assert of_kind(specs, BOTH) == of_class(flow, nodes.Split, nodes.Join)
    assert set(specs) == {node.name for node in flow.instance.nodes()}


@pytest.mark.parametrize("code", FLOWS)
def test_another_engine_finds_the_same_ways_between_the_steps(code):
    flow, specs = FLOWS[code], read(definition_of(FLOWS[code]))
    ways = {(name, way.name.removeprefix(PREFIX)) for name, spec in specs.items() for way in spec.outputs}
    theirs = {(a, b) for a, b in ways if b in specs}
    assert theirs == {(edge.src.name, edge.dst.name) for node in flow.instance.nodes() for edge in node._outgoing()}


def test_steps_carry_their_whole_names_and_gateways_their_questions():
    specs = read(definition_of(FLOWS["council-1"]))
    assert specs["decide"].bpmn_name == "รับแผนหรือขอให้ปรับปรุง"
    ((question, taken),) = [way for way in specs["asked"].cond_task_specs if way[0] is not None]
    assert (question.args[0], taken) == ("awaits_opinions", "id_node_opinion")
    assert specs["asked"].default_task_spec == "id_node_joined"


def test_the_command_writes_the_same_file_each_time(tmp_path, capsys):
    first, again = tmp_path / "a.bpmn", tmp_path / "b.bpmn"
    call_command("export_bpmn", "self-managed-1", str(first))
    call_command("export_bpmn", "self-managed-1", str(again))
    assert capsys.readouterr().out.splitlines() == [str(first), str(again)]
    assert first.read_bytes() == again.read_bytes()
    assert of_kind(read(first.read_bytes()), HUMAN) == {"hear", "assemble", "adopt", "endorse", "answer"}


def test_an_unknown_flow_is_refused_with_those_that_there_are(tmp_path):
    with pytest.raises(CommandError, match=r"no flow council-9\. There are: council-1, council-2, district-1"):
        call_command("export_bpmn", "council-9", str(tmp_path / "x.bpmn"))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere/x\.bpmn cannot be written"):
        call_command("export_bpmn", "council-1", str(tmp_path / "nowhere" / "x.bpmn"))
