"""Bring the English messages up to date with the code: `python -m tools.messages`, then commit locale/.

The product speaks Thai in its source; locale/en/LC_MESSAGES/django.po says the same in English, and django.mo is what
Django reads. Every message that a room hands to gettext is found by parsing the code, those of templates by Django's
own reader, so GNU gettext is not needed. Translations are kept, new messages are added without one, and those no longer
in the code are dropped and shown. `--add FILE` takes translations from a JSON object {Thai: English}. Repeating it
changes nothing. Exits with 1 while a message lacks its English.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
ROOMS = ("pages", "directory", "workflow", "documents", "proposals", "approvals", "tracking", "portal", "config")
WITHOUT_MESSAGES = ("documents/typesetting", "documents/layouts")  # what they print is Thai, whoever reads
GETTEXT = "django.utils.translation"
READ = frozenset({"gettext", "gettext_lazy", "gettext_noop"})
NOT_READ = frozenset({"ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"})
HEADER = (
    "Project-Id-Version: Prasan\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
MAGIC = 0x950412DE
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0 +]*(?:\d+|\*)?(?:\.\d+)?[a-zA-Z%]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_UNESCAPES = {escaped: plain for plain, escaped in _ESCAPES.items()}


class MessagesError(ValueError):
    """Something that this program does not read; the message names the place."""


@dataclass(frozen=True, slots=True)
class Found:
    """A message in the code: the file, the place in it and the Thai text."""

    path: str
    line: int
    msgid: str


# --- Messages in the code ---


def messages_in(root: Path) -> dict[str, list[str]]:
    """Each message of the rooms with the files that use it, in the order of files and lines."""
    found: dict[str, list[str]] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        read = messages_of_template if path.suffix == ".html" else messages_of
        for message in read(path.read_text(encoding="utf-8"), name):
            places = found.setdefault(message.msgid, [])
            if name not in places:
                places.append(name)
    return found


def _sources(root: Path) -> Iterator[Path]:
    yield from sorted((root / "templates").rglob("*.html"))
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            place = path.relative_to(root)
            silent = any(place.is_relative_to(folder) for folder in WITHOUT_MESSAGES)
            if not silent and "migrations" not in place.parts:
                yield path


def messages_of(source: str, name: str) -> list[Found]:
    """The messages of one file, whatever gettext is called there.

    Raises:
        MessagesError: gettext is called with anything but one plain text, or is a plural or contextual one.
    """
    tree = ast.parse(source, name)
    functions = dict(_imported(tree))
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (function := _called(node.func, functions)) is None:
            continue
        match node.args:
            case [ast.Constant(value=str(msgid))] if function in READ and not node.keywords and msgid:
                found.append(Found(name, node.lineno, msgid))
            case _:
                raise MessagesError(f"{name}:{node.lineno}: {function} takes one plain text: {ast.unparse(node)}")
    return sorted(found, key=lambda message: message.line)


_IN_TEMPLATE = re.compile(r"(?<![\w.])(_|[a-z]*gettext)\(u?((['\"])(?:\\.|(?!\3).)*\3)([,)])", re.DOTALL)


def messages_of_template(source: str, name: str) -> list[Found]:
    """The messages of one template, as Django's own reader for translators finds them.

    Raises:
        MessagesError: a plural or contextual message.
    """
    if not settings.configured:
        settings.configure(USE_I18N=True)
    code = templatize(source, origin=name)
    found = []
    for call in _IN_TEMPLATE.finditer(code):
        if call[1] not in {"_", "gettext"} or call[4] != ")":
            raise MessagesError(f"{name}: {call[1]} takes one plain text: {call[0]}")
        found.append(Found(name, code.count("\n", 0, call.start()) + 1, str(ast.literal_eval(call[2]))))
    return found


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The names under which a file knows the functions of gettext."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == GETTEXT:
            for alias in node.names:
                yield alias.asname or alias.name, alias.name


def _called(function: ast.expr, known: Mapping[str, str]) -> str | None:
    match function:
        case ast.Name(id=name):
            called = known.get(name, "")
        case ast.Attribute(attr=name):
            called = name  # translation.gettext(…)
        case _:
            return None
    return called if called in READ | NOT_READ else None


def placeholders(text: str) -> list[str]:
    """What `%` will fill in, sorted, each as often as it stands there."""
    return sorted(_PLACEHOLDER.findall(text))


# --- The catalogue, for people ---


@dataclass(frozen=True, slots=True)
class Entry:
    """A translation with what translators noted beside it."""

    msgstr: str = ""
    notes: tuple[str, ...] = ()


def read_po(text: str) -> dict[str, Entry]:
    """The translations of a .po file. What is generated (places, flags, the header, obsolete entries) is left out.

    Raises:
        MessagesError: a line is not understood: a plural, a context, a translation that a tool only guessed.
    """
    entries: dict[str, Entry] = {}
    for block in re.split(r"\n[ \t]*(?:\n|$)", text.replace("\r\n", "\n")):
        notes: list[str] = []
        parts: dict[str, str] = {}
        for line in block.split("\n"):
            _read_line(line.strip(), notes, parts)
        if parts and parts.keys() != {"msgid", "msgstr"}:
            raise MessagesError(f"An entry is a msgid and a msgstr, with an empty line between entries: {block}")
        if parts.get("msgid"):
            if parts["msgid"] in entries:
                raise MessagesError(f"This entry stands there twice: {block}")
            entries[parts["msgid"]] = Entry(parts["msgstr"], tuple(notes))
    return entries


def _read_line(line: str, notes: list[str], parts: dict[str, str]) -> None:
    if line.startswith("#, ") and "fuzzy" in line:
        raise MessagesError("A translation is marked as a guess (fuzzy): correct it and take the mark away.")
    if line == "#" or line.startswith("# "):
        notes.append(line[2:])
    if not line or line.startswith("#"):
        return
    quoted = re.fullmatch(r'(?:(msgid|msgstr)\s+)?"((?:[^"\\]|\\.)*)"', line)
    if quoted is None or (quoted[1] in parts) or not (quoted[1] or parts):
        raise MessagesError(f"Not understood: {line}")
    key = quoted[1] or list(parts)[-1]
    parts[key] = parts.get(key, "") + _unquoted(quoted[2])


def _unquoted(text: str) -> str:
    return re.sub(r"\\.", lambda escape: _UNESCAPES.get(escape[0], escape[0][1]), text)


def _quoted(text: str) -> str:
    """The text in quotes; one of several lines begins with an empty one, as gettext's own tools write it."""
    escaped = ['"' + "".join(_ESCAPES.get(c, c) for c in part) + '"' for part in re.findall(r"[^\n]*\n|[^\n]+", text)]
    return "\n".join(['""', *escaped] if len(escaped) > 1 else escaped or ['""'])


def po_text(places: Mapping[str, Iterable[str]], translations: Mapping[str, Entry]) -> str:
    """The .po file: the messages with their files (no lines, which would change all day) and translations."""
    blocks = [
        "# Prasan's messages in English. Edit the msgstr lines, then run: python -m tools.messages\n"
        f'msgid ""\nmsgstr {_quoted(HEADER)}'
    ]
    for msgid, paths in places.items():
        entry = translations.get(msgid, Entry())
        lines = [f"# {note}".rstrip() for note in entry.notes]
        lines += [f"#: {path}" for path in paths]
        if placeholders(msgid):
            lines.append("#, python-format")
        lines += [f"msgid {_quoted(msgid)}", f"msgstr {_quoted(entry.msgstr)}"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


# --- The catalogue, for Django ---


def mo_bytes(translations: Mapping[str, str]) -> bytes:
    """The .mo file: sorted originals and translations, each ended by a zero byte, behind tables of (length, offset).

    A message without a translation is left out, so that Django shows the Thai.
    """
    pairs = sorted((k.encode(), v.encode()) for k, v in {"": HEADER, **translations}.items() if v)
    tables = 7 * 4
    strings = tables + 2 * 8 * len(pairs)
    places: list[int] = []
    data = b""
    for column in range(2):
        for pair in pairs:
            places += [len(pair[column]), strings + len(data)]
            data += pair[column] + b"\0"
    head = (MAGIC, 0, len(pairs), tables, tables + 8 * len(pairs), 0, strings)  # no hash table: Python reads none
    return struct.pack(f"<{len(head) + len(places)}I", *head, *places) + data


# --- The command ---


def main(arguments: list[str]) -> int:
    """Write both files, and say what was dropped and what is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description="Update the English messages.")
    parser.add_argument("--add", metavar="FILE", type=Path, action="append", default=[], help="{Thai: English}")
    asked = parser.parse_args(arguments)
    places = messages_in(ROOT)
    known = read_po(ENGLISH.read_text(encoding="utf-8")) if ENGLISH.exists() else {}
    for path in asked.add:
        given: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        known |= {thai: Entry(english) for thai, english in given.items() if not known.get(thai, Entry()).msgstr}
    text = po_text(places, known)
    current = {msgid: entry.msgstr for msgid, entry in read_po(text).items()}
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(text, encoding="utf-8")
    ENGLISH.with_suffix(".mo").write_bytes(mo_bytes(current))
    missing = [msgid for msgid, msgstr in current.items() if not msgstr]
    for msgid, entry in known.items():
        if msgid not in places:
            print(f"dropped: {msgid} → {entry.msgstr}")
    for msgid in missing:
        print(f"no English yet: {msgid} ({', '.join(places[msgid])})")
    print(f"{len(places)} messages, {len(missing)} without English: {ENGLISH.relative_to(ROOT)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
