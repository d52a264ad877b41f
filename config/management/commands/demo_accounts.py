"""`manage.py demo_accounts`: who can sign in to the demonstration, in which office, and what waits there."""

from __future__ import annotations

import json
from typing import IO, Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from config.demo_accounts import FILE_NAME, OF_MAKE_DEMO, Account, accounts_of_this_demo, kept_list

IMPOSSIBLE = 2


class Command(BaseCommand):
    """Exit status: 0 with the list, 2 where there is none.

    In demo mode the accounts are made at the first call, and the same list is printed as long as its passwords fit.
    Otherwise the list of `make demo` is printed, and nothing is touched.
    """

    help = "Print an account for each kind of office of the demonstration, with its password; made in demo mode only."

    def add_arguments(self, parser: CommandParser) -> None:
        """How to print."""
        parser.add_argument(
            "--json", action="store_true", help='print a list of {"office","username","password","area"}'
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make or read the list, and print it."""
        accounts = _accounts()
        if options["json"]:
            self.stdout.write(json.dumps([account.as_json() for account in accounts], ensure_ascii=False))
        else:
            _tell(Console(file=cast("IO[str]", self.stdout)), accounts)


def _accounts() -> list[Account]:
    if settings.PRASAN_DEMO:
        accounts = accounts_of_this_demo()
        if not accounts:
            raise CommandError(
                _("ยังไม่มีจังหวัดสาธิตที่มีงานรออยู่ ให้เรียก manage.py journey_half_way ก่อน"), returncode=IMPOSSIBLE
            )
        return accounts
    folder = settings.BASE_DIR / OF_MAKE_DEMO
    accounts = kept_list(folder)
    if not accounts:
        raise CommandError(
            _("บัญชีสาธิตมีได้เฉพาะในโหมดสาธิต และไม่พบ %s ของ make demo") % (folder / FILE_NAME), returncode=IMPOSSIBLE
        )
    return accounts


def _tell(console: Console, accounts: list[Account]) -> None:
    table = Table(title=_("บัญชีสำหรับทดลองใช้ ทุกชื่อเป็นชื่อสมมติ"))
    whole = {_("ชื่อผู้ใช้"), _("รหัสผ่าน")}  # never broken into lines: they are copied from here
    for heading in (_("ตำแหน่ง"), _("ชื่อผู้ใช้"), _("รหัสผ่าน"), _("พื้นที่"), _("งานที่รออยู่")):
        table.add_column(heading, no_wrap=heading in whole, overflow="fold")  # Thai has no spaces to break at
    for account in accounts:
        table.add_row(account.title, account.username, account.password, account.area, account.waits)
    console.print(table)
    if len({account.username for account in accounts}) < len(accounts):
        console.print(_("ชื่อผู้ใช้ที่ซ้ำกันคือคนเดียวกันซึ่งดำรงสองตำแหน่ง เลือกตำแหน่งได้หลังเข้าสู่ระบบ"))
