"""Tell of any file whether it is one of our documents, and what became of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from documents.models import PaperState
from documents.signing import SigningError
from documents.signing_words import words_of
from documents.verification import paper_behind, sha256_of, signatures_in


class Command(BaseCommand):
    """Exit status: 0 it is ours, 1 it is not, 2 it cannot be read."""

    help = (
        "Tell by its SHA-256 whether a file is a rendition of one of our documents: unsigned, signed, scan or issued; "
        "and what the electronic signatures in it are worth, whosever file it is."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print what is known on one line")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        try:
            known = {**paper_behind(sha256_of(path)), "signatures": signatures_in(path)}
        except OSError as error:
            message = _("อ่านไฟล์ %(path)s ไม่ได้: %(reason)s") % {"path": options["file"], "reason": error.strerror}
            raise CommandError(message, returncode=2) from error
        except SigningError as error:
            raise CommandError(words_of(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(known, ensure_ascii=False))
        else:
            self._tell(known)
            self._tell_signatures(known["signatures"])
        if not known["ours"]:
            sys.exit(1)

    def _tell(self, known: dict[str, Any]) -> None:
        if not known["ours"]:
            self.stdout.write(_("ไฟล์นี้ไม่ใช่หนังสือจากระบบนี้ หรือถูกแก้ไขแล้ว"))
            return
        self.stdout.write(f"{known['kind']} {known['title']}")
        self.stdout.write(f"{known['issuer']} · {known['number'] or '–'} · {known['dated'] or '–'}")
        self.stdout.write(f"{known['code']} · {known['rendition']} · {PaperState(known['state']).label}")
        if known["void"]:
            self.stdout.write(_("ยกเลิกแล้ว: %(reason)s") % {"reason": known["void_reason"]})
        if known["superseded_by"]:
            self.stdout.write(_("มีฉบับใหม่แทนแล้ว") + f": {known['superseded_by']}")

    def _tell_signatures(self, signatures: list[dict[str, Any]]) -> None:
        for each in signatures:
            worth = _("ลายมือชื่อสมบูรณ์") if each["good"] else _("ลายมือชื่อไม่สมบูรณ์ หรือไฟล์ถูกแก้ไขหลังลงนาม")
            trust = _("ใบรับรองเชื่อถือได้") if each["trusted"] else _("ไม่รู้จักผู้ออกใบรับรอง")
            issuer = each["certificate"]["issuer"] if each["certificate"] else "–"
            who = " · ".join(filter(None, [each["name"], each["office"], each["body"], each["signed_at"]]))
            self.stdout.write(f"{who}\n  {worth} · {trust} ({issuer})")
