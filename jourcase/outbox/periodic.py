"""What is done by the clock, without anything to keep the clock but the outbox itself.

Each task of `settings.PERIODIC_TASKS` is a row under a key made of its name and its turn: however
many processes look, one of them puts it, and a restart neither misses a turn nor takes one twice.
"""

from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from jourcase.outbox.models import OutboxRow
from jourcase.outbox.registry import handler
from jourcase.outbox.services import drain, put

RUN = "outbox.periodic"
# Counting through a whole table, or writing a backup, takes its time.
LONG_LEASE = timedelta(hours=1)


def do_round(*, now: datetime, limit: int = 50) -> int:
    """Put the tasks whose turn has come, and drain. Gives how many rows were done."""
    put_due(now=now)
    return drain(now=now, limit=limit)


def put_due(*, now: datetime) -> int:
    """Put a row for each task whose turn at `now` has none yet. Gives how many."""
    turns = {_key(name, now): name for name in settings.PERIODIC_TASKS}
    known = set(OutboxRow.objects.filter(key__in=turns).values_list("key", flat=True))
    missing = {key: name for key, name in turns.items() if key not in known}
    if missing:
        with transaction.atomic():
            for key, name in missing.items():
                put(kind=RUN, payload={"name": name}, now=now, key=key)
    return len(missing)


def _key(name: str, now: datetime) -> str:
    """Turns are counted from midnight, UTC: a daily task runs at night, or when we are up again."""
    seconds = settings.PERIODIC_TASKS[name]["schedule"]
    return f"periodic:{name}:{int(now.timestamp() // seconds)}"


@handler(RUN, lease=LONG_LEASE)
def run(row: OutboxRow, now: datetime) -> None:
    """Call the task, unless a later turn has come meanwhile or it is no more."""
    name = row.payload["name"]
    if name not in settings.PERIODIC_TASKS or row.key != _key(name, now):
        return
    autodiscover_modules("tasks")  # as a Celery worker does when it starts
    current_app.tasks[settings.PERIODIC_TASKS[name]["task"]]()
