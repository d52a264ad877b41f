"""`manage.py load_areas`: the provinces, districts and subdistricts of Thailand, and those abolished."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from directory.verbs.areas import WrongCountError, load_areas


class Command(BaseCommand):
    """Loads or refreshes the areas; repeating it changes nothing."""

    help = "Load the areas of Thailand from the package geothai; repeatable."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say how many there are."""
        try:
            loaded = load_areas()
        except WrongCountError as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["verbosity"]:
            self.stdout.write(
                f"Areas in force: {loaded.provinces} provinces, {loaded.districts} districts, "
                f"{loaded.subdistricts:,} subdistricts. Abolished: {loaded.abolished:,}, "
                f"with {loaded.successions:,} successors."
            )
