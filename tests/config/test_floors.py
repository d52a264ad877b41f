"""The import contracts refuse what they are there to refuse."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = [
    *("config", "portal", "tracking", "approvals", "proposals", "documents", "workflow", "directory", "pages"),
]


@pytest.fixture
def contracts_on(tmp_path):
    """Lint a house of empty rooms in which one file imports something."""
    without_django = ("documents/typesetting", "documents/layouts", "documents/editable", "documents/signing")
    for room in [*ROOMS, *without_django, "proposals/voting"]:
        (tmp_path / room).mkdir(parents=True)
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())

    def lint(file, statement):
        (tmp_path / file).write_text(f"{statement}\n")
        program = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
        return subprocess.run(
            [sys.executable, "-c", program, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return lint


def test_a_room_may_import_from_a_floor_below(contracts_on):
    done = contracts_on("proposals/verbs.py", "import workflow")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "statement"),
    [
        ("pages/forms.py", "import directory"),
        ("directory/verbs.py", "import workflow"),
        ("tracking/views.py", "import portal"),
        ("workflow/door.py", "import proposals"),
        ("documents/register.py", "from proposals import models"),
        ("documents/layouts/letter.py", "import django.utils"),
        ("documents/editable/letter.py", "from directory import clock"),
        ("documents/signing/keys.py", "import django.conf"),
        ("documents/typesetting/words.py", "import directory"),
        ("proposals/voting/rules.py", "import django.conf"),
        ("approvals/verbs.py", "from guardian.shortcuts import assign_perm"),
    ],
)
def test_an_import_against_the_house_rules_is_refused(contracts_on, file, statement):
    done = contracts_on(file, statement)
    assert done.returncode == 1
    assert "1 broken" in done.stdout, done.stdout + done.stderr
