"""What is done by the clock. `gallra` is also `manage.py gallra`."""

from celery import shared_task

from cases.services import lists
from cases.services.duplicates import fill_name_lookups
from cases.services.intake_drafts import throw_stale
from cases.services.linking import forget_what_undoes
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
    """Delete what was begun under "Nytt ärende" and not touched for two weeks, and the lists that
    nobody has gone on with for a week, with their keys.
    """
    throw_stale(now=clock.now())
    lists.throw_stale(now=clock.now())


@shared_task(name="cases.fill_name_lookups")
def fill_names() -> None:
    """Give the names from before there was a digest of them theirs, some at a time."""
    fill_name_lookups()


@shared_task(name="cases.forget_old_merges")
def forget_old_merges() -> None:
    """Throw away what a merge kept in order to be undone, once its day has passed."""
    forget_what_undoes(now=clock.now())
