"""What is done by the clock. `gallra` is also `manage.py gallra`."""

from celery import shared_task

from cases.services.intake_drafts import throw_stale
from cases.services.retention import gallra as gallra_now
from jourcase.kernel import clock


@shared_task(name="cases.gallra")
def gallra() -> None:
    """Erase what is due and finish what was begun. Asked every hour, so that no restart misses a
    day and nothing that was cut off lies long.
    """
    gallra_now(now=clock.now())


@shared_task(name="cases.throw_stale_drafts")
def throw_stale_drafts() -> None:
    """Delete what was begun under "Nytt ärende" and not touched for two weeks, with its key."""
    throw_stale(now=clock.now())
