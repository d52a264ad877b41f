"""Measurements compare like with like."""

import json

import pytest

import bench.__main__ as command
from bench import harness
from bench.harness import figure, interleaved, peak_mb


def test_both_callables_are_called_equally_often_and_take_turns():
    calls = []
    interleaved(lambda: calls.append("floor"), lambda: calls.append("ours"), blocks=4, calls=2)
    warm_up, measured = calls[:2], calls[2:]
    assert warm_up == ["floor", "ours"]
    assert measured == ["floor"] * 2 + ["ours"] * 4 + ["floor"] * 4 + ["ours"] * 4 + ["floor"] * 2


def test_a_ratio_is_ours_over_the_floor():
    assert figure(6.0, floor_ms=1.5)["ratio"] == 4.0


def test_without_a_floor_there_is_no_ratio():
    assert figure(6.0) == {"ratio": None, "floor_ms": None, "ms": 6.0, "peak_mb": None, "database": "sqlite"}


def test_the_peak_of_memory_sees_what_was_used_and_given_back():
    with peak_mb() as peak:
        before = peak()
        used = bytearray(64 * 1024 * 1024)
        used[::4096] = b"x" * len(used[::4096])
        del used
        assert peak() - before > 50


@pytest.fixture
def measurements(tmp_path, monkeypatch):
    for module in [harness, command]:
        monkeypatch.setattr(module, "__file__", str(tmp_path / "bench" / "harness.py"))
    monkeypatch.setattr(command, "KEPT", tmp_path / "bench.json")
    (tmp_path / "bench").mkdir()
    return tmp_path / "bench"


def test_every_module_beside_the_harness_is_a_measurement(measurements):
    for name in ["__init__", "__main__", "harness", "door", "table"]:
        (measurements / f"{name}.py").touch()
    assert harness.modules() == ["door", "table"]


def test_a_measurement_says_on_which_databases_it_runs_without_being_imported(measurements):
    (measurements / "door.py").write_text('import nowhere\n\nDATABASES = ("sqlite", "postgresql")\n')
    (measurements / "table.py").write_text("import nowhere\n")
    (measurements / "wrong.py").write_text('DATABASES = ("oracle",)\n')
    assert harness.databases_of("door") == ("sqlite", "postgresql")
    assert harness.databases_of("table") == ()
    with pytest.raises(ValueError, match="oracle"):
        harness.databases_of("wrong")


def test_figures_of_other_measurements_are_kept(measurements):
    command.keep({"table": figure(2.0)})
    command.keep({"door.sqlite": figure(4.0, floor_ms=1.0, peak_mb=80.0)})
    kept = json.loads(command.KEPT.read_text())
    assert kept["table"] == {"ratio": None, "floor_ms": None, "ms": 2.0, "peak_mb": None, "database": "sqlite"}
    assert kept["door.sqlite"]["ratio"] == 4.0


def test_a_figure_is_one_line():
    text = command.line("door.sqlite", figure(4.0, floor_ms=1.0, peak_mb=80.0), "≤ 3×")
    assert text.split() == [
        *("door.sqlite", "4.000", "ms", "floor", "1.000", "ms", "4.00×", "peak", "80", "MB", "goal", "≤", "3×"),
    ]


def test_the_goal_of_a_figure_is_read_without_importing_its_module(measurements):
    (measurements / "door.py").write_text('import nowhere\n\nGOALS: Final = {"door": "≤ 3×"}\n')
    assert harness.declared("door", "GOALS") == {"door": "≤ 3×"}
    assert harness.declared("door", "FLOORS") is None
