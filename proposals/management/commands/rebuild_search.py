"""Make the search of proposals anew, after rows were restored or changed by other means than the site's own."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from proposals.search import rebuild


class Command(BaseCommand):
    """Write what is searched from the latest words of every proposal, in one transaction."""

    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rebuild, and say of how many proposals."""
        with transaction.atomic():
            found = rebuild()
        self.stdout.write(_("ทำดัชนีค้นหาใหม่แล้ว %s โครงการ") % found)
