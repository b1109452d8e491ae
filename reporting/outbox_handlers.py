"""What the reporting has to do after a commit."""

from jourcase.outbox.registry import handler
from reporting.board import reminders

handler(reminders.KIND)(reminders.send)
