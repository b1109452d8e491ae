"""What the contacts have to do after a commit."""

from datetime import datetime

from contacts.evening import reminding
from contacts.services import reminders
from jourcase.outbox.models import OutboxRow
from jourcase.outbox.registry import handler


@handler(reminders.KIND)
def send_reminder(row: OutboxRow, now: datetime) -> None:
    """One mail, if the reminder is still true."""
    reminders.send(row, now)


@handler(reminding.KIND)
def send_silence_reminder(row: OutboxRow, now: datetime) -> None:
    """One mail, if nobody has looked meanwhile."""
    reminding.send(row, now)
