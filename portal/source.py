"""The running program's own source, for whoever uses it over a network (AGPL-3.0, section 13)."""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# What belongs to the program. Everything else in its folder (data, keys, environments, histories) stays at home.
ROOMS = (
    *("directory", "workflow", "documents", "proposals", "approvals", "tracking", "portal", "pages", "config"),
    *("templates", "static", "fixtures", "locale", "tests", "docs", "tools", "bench"),
)
PAPERS = (
    *("manage.py", "pyproject.toml", "requirements.lock", "Makefile", "LICENSE", "NOTICE"),
    *("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"),
)
_NOT_SOURCE = (".pyc", ".pyo", ".mo~", ".log", ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".db", ".pem", ".key")
_NAME = "prasan"


@dataclass(frozen=True, slots=True)
class Component:
    """Something of others that is part of the program, with its licence."""

    name: str
    version: str
    licence: str


def components() -> list[Component]:
    """The works of others that are kept in the program's folder, as recorded when they were fetched."""
    found = set()
    for record in ("documents/assets/VENDORED.json", "static/vendor/VENDORED.json"):
        path = Path(settings.BASE_DIR, record)
        vendored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        for entry in vendored.get("packages", vendored.get("files", [])):
            name = entry.get("package", entry["name"]).partition(":")[2] or entry["name"]
            found.add(Component(name, entry["version"], entry["licence"]))
    return sorted(found, key=lambda component: component.name)


def notice() -> str:
    """The notices of all who wrote a part of it."""
    return Path(settings.BASE_DIR, "NOTICE").read_text(encoding="utf-8")


def files() -> Iterator[Path]:
    """The files of the program, in a fixed order: no links, nothing hidden, nothing that a run wrote."""
    base = Path(settings.BASE_DIR)
    yield from (base / name for name in sorted(PAPERS) if (base / name).is_file() and not (base / name).is_symlink())
    for room in sorted(ROOMS):
        for folder, folders, names in os.walk(base / room):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
            for name in sorted(names):
                path = Path(folder, name)
                if not (name.startswith(".") or name.endswith(_NOT_SOURCE) or path.is_symlink()):
                    yield path


def archive() -> Path:
    """The packed source, made once for each state of the program and kept beside what a run writes."""
    return _packed(Path(settings.BASE_DIR), Path(settings.VAR_DIR))


@functools.lru_cache(maxsize=4)
def _packed(base: Path, var: Path) -> Path:
    found = list(files())
    state = hashlib.sha256()
    for path in found:
        facts = path.stat()
        state.update(f"{path.relative_to(base)} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    folder = var / "source"
    target = folder / f"{_NAME}-{state.hexdigest()[:16]}.tar.gz"
    if not target.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _pack(base, found, target)
    return target


def _pack(base: Path, found: list[Path], target: Path) -> None:
    """Write beside the target and move into place, so that nobody is handed a half; the same files, the same bytes."""
    handle, half = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with (
            os.fdopen(handle, "wb") as plain,
            gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            for path in found:
                tar.add(path, f"{_NAME}/{path.relative_to(base)}", recursive=False, filter=_anonymous)
        Path(half).replace(target)
    except BaseException:
        Path(half).unlink(missing_ok=True)
        raise


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Neither who nor when: the machine that serves it is nobody's business."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    entry.mode = 0o755 if entry.mode & 0o100 else 0o644
    return entry
