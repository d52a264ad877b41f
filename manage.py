#!/usr/bin/env python
"""Prasan's command line: `python manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415  # explains itself when missing
    except ImportError as missing:
        raise SystemExit(f"{missing}. Run `make setup` first, then .venv/bin/python manage.py …") from missing
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
