"""manage.py remind_board: write down the board's reminders that are due, for the outbox to send."""

from typing import Any

from django.core.management.base import BaseCommand

from jourcase.kernel import clock
from reporting.board.reminders import put_board_reminders


class Command(BaseCommand):
    help = (
        "Skriver styrelsens påminnelser om uppsägning och ny överenskommelse. Var och en en gång."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{put_board_reminders(now=clock.now())} påminnelser.")
