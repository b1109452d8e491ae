"""What the worker does by the clock. The task is also `manage.py gallra`."""

from celery import shared_task

from cases.services.retention import gallra as gallra_now
from jourcase.kernel import clock


@shared_task(name="cases.gallra")
def gallra() -> None:
    """Erase what is due and finish what was begun. Asked every hour, so that no restart misses a
    day and nothing that was cut off lies long.
    """
    gallra_now(now=clock.now())
