"""manage.py fill_name_lookups"""

from typing import Any

from django.core.management.base import BaseCommand

from cases.services.duplicates import fill_name_lookups


class Command(BaseCommand):
    help = "Ger namn från tidigare versioner det avtryck som ”Kan vara samma person” söker med."

    def handle(self, *args: Any, **options: Any) -> None:
        """In batches, each name on its own: it may be stopped and begun again at any time."""
        filled = 0
        while done := fill_name_lookups():
            filled += done
        self.stdout.write(f"Namn som fick avtryck: {filled}.")
