"""Celery only wakes the drainer; what is to be done, and when, stands in the database."""

from celery import shared_task

from jourcase.kernel import clock
from jourcase.outbox import periodic, services


@shared_task(name="outbox.round")
def do_round() -> None:
    """Do what is due. Sent by beat's schedule, never from a request."""
    periodic.do_round(now=clock.now())


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Forget rows that were done long ago."""
    services.sweep(now=clock.now())
