"""The nightly backup, as `manage.py backup` makes it. In the schedule when there are recipients."""

from celery import shared_task

from jourcase.backup.making import make_all
from jourcase.kernel import clock


@shared_task(name="backup.make_all")
def make_all_backups() -> None:
    make_all(now=clock.now())
