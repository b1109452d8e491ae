"""manage.py anchor_audit_log: write down, outside the database, where the audit log ends."""

from typing import Any

from django.core.management.base import BaseCommand

from jourcase.kernel import clock
from jourcase.kernel.audit_keeping import anchor_log


class Command(BaseCommand):
    help = (
        "Skriver loggens sista rad i ankarfilen (JOURCASE_AUDIT_ANCHOR), en gång om dagen. "
        "Kopiera filen till en plats som servern inte kan ändra."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = anchor_log(now=clock.now())
        if anchor is None:
            self.stdout.write("Inget nytt ankare: dagen har redan ett, eller så är loggen tom.")
            return
        self.stdout.write(f"Ankrat: rad {anchor.seq} den {anchor.on}.")
