"""`manage.py routes`: every address of the site, and how it answers nine people of the field and a passer-by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import URLPattern, URLResolver, get_resolver
from rich.console import Console
from rich.table import Table

from config.routes import PERSONAS, ROUTES, VISITOR


class Command(BaseCommand):
    """Reads the addresses from the resolver and the answers from `config.routes`; one without a row is an error."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """How to print."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print each address; exit 1 where one is not declared."""
        rows = list(addresses())
        if missing := [row["name"] for row in rows if row["name"] not in ROUTES]:
            raise CommandError(f"no row in config/routes.py for: {', '.join(missing)}", returncode=1)
        if options["json"]:
            self.stdout.write(json.dumps([_declared(row) for row in rows], ensure_ascii=False))
            return
        table = Table("address", *PERSONAS, VISITOR)
        for row in rows:
            answers = ROUTES[row["name"]].answers
            table.add_row(row["url"], *(str(answers[persona]) for persona in (*PERSONAS, VISITOR)))
        Console().print(table)


def addresses() -> Iterator[dict[str, str]]:
    """Every address with its name, in the order of the resolver."""
    yield from _below(get_resolver().url_patterns, "/")


def _below(patterns: list[Any], before: str) -> Iterator[dict[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield {"url": route, "name": pattern.name or ""}


def _declared(row: dict[str, str]) -> dict[str, Any]:
    declared = ROUTES[row["name"]]
    return {**row, "about": declared.about, "methods": list(declared.methods), "answers": dict(declared.answers)}
