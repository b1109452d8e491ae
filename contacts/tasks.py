"""What the worker does by the clock. Each task is also a management command."""

from celery import shared_task

from contacts.evening.reminding import put_silence_reminders
from contacts.services import calls, checking, reminders
from jourcase.kernel import clock


@shared_task(name="contacts.check_promises")
def check_promises() -> None:
    """Log every case whose stored outcome is not what the rule says. Changes nothing."""
    checking.check_promises()


@shared_task(name="contacts.end_forgotten_claims")
def end_forgotten_claims() -> None:
    """Free the cases whose claim has run out."""
    calls.end_forgotten_claims(now=clock.now())


@shared_task(name="contacts.put_reminders")
def put_reminders() -> None:
    """Write down the reminders that are due."""
    now = clock.now()
    reminders.put_reminders(now=now)
    put_silence_reminders(now=now)
