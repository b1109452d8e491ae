"""manage.py put_reminders: write down the reminders that are due, for the outbox to send."""

from typing import Any

from django.core.management.base import BaseCommand

from contacts.evening.reminding import put_silence_reminders
from contacts.services.reminders import put_reminders
from jourcase.kernel import clock


class Command(BaseCommand):
    help = (
        "Skriver de påminnelser om möten, samtal och veckans genomgång som ska skickas. Var och "
        "en en gång."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        count = put_reminders(now=now) + put_silence_reminders(now=now)
        self.stdout.write(f"{count} påminnelser.")
