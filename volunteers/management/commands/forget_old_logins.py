"""Delete what is left of log-ins that are over. Done daily by the background worker too."""

from typing import Any

from django.core.management.base import BaseCommand

from volunteers.tasks import forget_old_logins


class Command(BaseCommand):
    help = "Tar bort det som är kvar av avslutade inloggningar."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Borttagna: {forget_old_logins()}")
