"""Count the sums over lines anew, after rows were restored or changed past the database's triggers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from proposals.summary import rebuild


class Command(BaseCommand):
    """Count everything anew in one transaction; `check_invariants` says whether that was needed."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild, and say how many sums there are."""
        self.stdout.write(_("นับตัวเลขสรุปใหม่แล้ว %s รายการ") % rebuild())
