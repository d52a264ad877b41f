"""What browsers are served: the recorded files, nothing of the British government's, nothing that is missing."""

import gzip
import hashlib
import json
import re

import brotli
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"
OFFLINE = STATIC / "prasan" / "offline"
RECORD = json.loads((VENDOR / "VENDORED.json").read_text(encoding="utf-8"))
STYLE_SHEETS = sorted(STATIC.rglob("*.css"))
ON_DEMAND = {"leaflet.css"}  # fetched when somebody opens a map, by no page on its own
URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@pytest.mark.parametrize("entry", RECORD["files"], ids=lambda entry: entry["name"])
def test_a_vendored_file_is_the_one_that_was_recorded(entry):
    assert hashlib.sha256((VENDOR / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]


def test_nothing_else_lies_among_the_vendored_files():
    found = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found == {entry["name"] for entry in RECORD["files"]} | {"VENDORED.json"}


def test_every_package_is_recorded_with_version_and_licence_and_named_in_the_notice():
    packages = {package["name"]: package for package in RECORD["packages"]}
    assert {name for entry in RECORD["files"] for name in entry["packages"]} == set(packages)
    assert {package["licence"] for package in packages.values()} == {"0BSD", "BSD-2-Clause", "MIT", "OFL-1.1"}
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", package["version"]) for package in packages.values())
    notice = (settings.BASE_DIR / "NOTICE").read_text(encoding="utf-8")
    assert all(f"{package['name']} {package['version']}" in notice for package in packages.values())


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_names_only_files_that_are_there(path):
    names = [name for name in URL.findall(path.read_text(encoding="utf-8")) if not name.startswith("data:")]
    assert bool(names) == (path.name not in ON_DEMAND)
    assert [name for name in names if not (path.parent / name).is_file()] == []


def test_no_typeface_crest_or_map_of_others_is_named():
    text = "".join(path.read_text(encoding="utf-8") for path in [*STYLE_SHEETS, *STATIC.rglob("*.js")])
    assert [word for word in ("GDS Transport", "crest", "crown", "sourceMappingURL", "@import") if word in text] == []


def test_screen_and_paper_are_set_in_a_typeface_with_thai_letters():
    families = re.findall(
        r"font-family:\s*([^;}]+)", "".join(path.read_text(encoding="utf-8") for path in STYLE_SHEETS)
    )
    assert {family.split(",")[0] for family in families} == {"Sarabun", "inherit"}


def test_the_style_sheets_together_are_light():
    assert sum(len(brotli.compress(path.read_bytes())) for path in STYLE_SHEETS if path.name not in ON_DEMAND) <= 17_000


def test_the_typeface_and_its_letters_are_light():
    assert sum(path.stat().st_size for path in VENDOR.rglob("*.woff2")) <= 45_000


def test_scripts_write_no_code_and_send_nothing():
    own = {path: path.read_text(encoding="utf-8") for path in (STATIC / "prasan").rglob("*.js")}
    code = r"\beval\b|new Function|(inner|outer|Adjacent)HTML|document\.write|importScripts|XMLHttpRequest|sendBeacon"
    assert [path.name for path, text in own.items() if re.search(code, text)] == []
    sending = [path for path, text in own.items() if re.search(r"fetch\(|\.submit\b", text)]
    assert {path.parent.name for path in sending} == {"offline"}  # what was typed, to this site alone (connect-src)


def test_working_without_a_network_costs_few_kilobytes():
    scripts = {path.name: path.read_bytes() for path in OFFLINE.glob("*.js")}
    assert sum(len(brotli.compress(script)) for script in scripts.values()) <= 8 * 1024
    on_every_page = {"main.js", "form.js", "outbox.js", "worker.js"}  # list.js comes with the page of what is unsent
    assert sum(len(gzip.compress(scripts[name])) for name in on_every_page) <= 8 * 1024


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """All static files, collected as in production."""
    root = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "pages.storage.HashedStorage"}}
    with override_settings(STATIC_ROOT=root, STORAGES=storages, DEBUG=False):
        call_command("collectstatic", interactive=False, verbosity=0)
    manifest = json.loads((root / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    return root, manifest


def test_collected_style_sheets_lead_to_collected_files(collected):
    root, manifest = collected
    for name in ("prasan/prasan.css", "vendor/look.css"):
        path = root / manifest[name]
        names = [n for n in URL.findall(path.read_text(encoding="utf-8")) if not n.startswith("data:")]
        assert names
        assert all((path.parent / n).is_file() for n in names)
        assert all(re.search(r"\.[0-9a-f]{12}\.", n) for n in names)


def test_collected_scripts_import_collected_scripts(collected):
    root, manifest = collected
    for name in ("prasan.js", *(f"offline/{path.name}" for path in OFFLINE.glob("*.js"))):
        path = root / manifest[f"prasan/{name}"]
        for imported in re.findall(r'from "([^"]+)"', path.read_text(encoding="utf-8")):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported)
            assert (path.parent / imported).is_file()


def test_no_brace_of_a_style_sheet_swallows_the_rule_behind_it():
    for path in STYLE_SHEETS:
        depth = 0
        for brace in re.findall(
            r"[{}]", re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        ):
            depth += 1 if brace == "{" else -1
            assert depth >= 0, path
        assert depth == 0, path
