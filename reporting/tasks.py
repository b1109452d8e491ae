"""What is done from time to time. The task is also a management command."""

from celery import shared_task

from jourcase.kernel import clock
from reporting.board import reminders


@shared_task(name="reporting.remind_board")
def remind_board() -> int:
    """Write down the board's reminders that are due."""
    return reminders.put_board_reminders(now=clock.now())
