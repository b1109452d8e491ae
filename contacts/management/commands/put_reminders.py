"""manage.py put_reminders: write down the reminders that are due, for the outbox to send."""

from typing import Any

from django.core.management.base import BaseCommand

from contacts.services.reminders import put_reminders
from jourcase.kernel import clock


class Command(BaseCommand):
    help = (
        "Skriver de påminnelser om kommande möten och samtal som ska skickas. Var och en en gång."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{put_reminders(now=clock.now())} påminnelser.")
