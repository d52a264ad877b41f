"""Every command, path and link in the guides is real."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
GUIDES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))


def code_in(guide):
    """What a guide shows as code: fenced blocks and `spans`."""
    text = guide.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh|console)\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))
    return "\n".join(blocks + spans)


@each_guide
def test_every_make_target_named_in_a_guide_exists(guide):
    assert set(re.findall(r"\bmake ([a-z]+)", code_in(guide))) <= TARGETS


@each_guide
def test_every_management_command_named_in_a_guide_exists(guide):
    assert set(re.findall(r"manage\.py ([a-z_]+)", code_in(guide))) <= set(get_commands())


@each_guide
def test_every_link_to_a_file_leads_somewhere(guide):
    links = re.findall(r"\]\(([^)#:]+)\)", guide.read_text(encoding="utf-8"))
    assert [link for link in links if not (guide.parent / link).exists()] == []


@each_guide
def test_every_folder_named_in_a_guide_exists(guide):
    folders = {part for part in code_in(guide).split() if re.fullmatch(r"[a-z]+/", part)}
    missing = {folder for folder in folders - {"var/"} if not (ROOT / folder).is_dir()}
    assert missing == set()


@each_guide
def test_no_guide_names_a_machine_or_a_registry(guide):
    assert re.findall(r"(?<![\w.])/(?:work|root|home)/|pypi\.org|npmjs", guide.read_text(encoding="utf-8")) == []


def test_the_two_commands_stand_in_the_readme():
    assert "```sh\nmake demo\nmake test\n```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_decision_is_listed():
    records = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((0[^)]+)\)", index) == records


def test_every_setting_read_from_the_environment_stands_in_the_readme():
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text(encoding="utf-8")))
    assert {name for name in read if f"`{name}`" not in (ROOT / "README.md").read_text(encoding="utf-8")} == set()


def test_the_lock_holds_exactly_the_versions_that_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        name.replace("_", "-").lower(): version
        for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE)
    }
    for requirement in asked:
        name, version = re.fullmatch(r"([\w.-]+)(?:\[[^]]*\])?==(\S+)", requirement).groups()
        assert locked[name.replace("_", "-").lower()] == version
    assert len(re.findall(r"^\w", lock, re.MULTILINE)) == len(locked)
    assert "://" not in lock
