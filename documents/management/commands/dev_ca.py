"""`manage.py dev_ca`: keys with which the offices of a demonstration sign electronically."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from directory import clock
from directory.models import Office, Tenure
from directory.powers import Power, powers_of
from documents.signing import SigningError
from documents.signing.demonstration_keys import PASSWORDS, Seat, make_keys
from documents.signing_words import words_of
from documents.verbs.electronic import key_name

IMPOSSIBLE = 2


class Command(BaseCommand):
    """Exit status: 0 with the keys made, 2 where they must not or cannot be made. A repetition adds what is missing."""

    help = "Make a demonstration's root and a P-256 key per office under SIGNING_DIR; refused in production."

    def add_arguments(self, parser: CommandParser) -> None:
        """For whom."""
        parser.add_argument(
            "--office", action="append", metavar="BODY/ROLE", help="only this office; may be given several times"
        )
        parser.add_argument("--json", action="store_true", help='print {"folder","passwords","made"}')

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the keys and say where their passwords lie; the passwords themselves are never printed."""
        if not (settings.DEBUG or settings.PRASAN_DEMO):
            raise CommandError(_("กุญแจสาธิตมีได้เฉพาะเครื่องพัฒนาหรือโหมดสาธิต ระบบจริงต้องใช้ใบรับรองจริง"), returncode=IMPOSSIBLE)
        seats = _seats(options["office"])
        try:
            made = make_keys(settings.SIGNING_DIR, seats, clock.now())
        except SigningError as error:
            raise CommandError(words_of(error), returncode=IMPOSSIBLE) from error
        passwords = settings.SIGNING_DIR / PASSWORDS
        if options["json"]:
            told = {"folder": str(settings.SIGNING_DIR), "passwords": str(passwords), "made": made}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            _("ทำกุญแจสาธิต %(count)s ดอกใน %(folder)s รหัสผ่านอยู่ใน %(passwords)s")
            % {"count": len(made), "folder": settings.SIGNING_DIR, "passwords": passwords}
        )


def _seats(asked: list[str] | None) -> list[Seat]:
    """The offices that keep their bodies' papers and are held today; of several alike in a body, the first."""
    held = Tenure.objects.current(clock.today()).values("office")
    offices = Office.objects.filter(pk__in=held).select_related("body").order_by("body__code", "role", "pk")
    seats: dict[str, Seat] = {}
    for office in offices:
        if Power.KEEP_PAPERS in powers_of(office.body.kind, office.role).own:
            seats.setdefault(key_name(office), Seat(key_name(office), office.title, office.body.name))
    if asked is None:
        return list(seats.values())
    if unknown := sorted(set(asked) - set(seats)):
        raise CommandError(_("ไม่มีตำแหน่งที่ลงนามหนังสือและมีผู้ดำรงอยู่ชื่อ %s") % ", ".join(unknown), returncode=IMPOSSIBLE)
    return [seats[name] for name in dict.fromkeys(asked)]
