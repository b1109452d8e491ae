"""Putting rows, doing them, and telling how they fare.

What must happen after a commit is a row written in the same transaction: it is there exactly when
the rest is, whatever is killed afterwards. Measured before this was chosen: with the broker wiped,
`on_commit(task.delay)` did 0 of 200, and with the broker away it held the request for seconds. So
no request speaks to a broker; a timer in the web server, a command and Celery's beat all drain,
and any one of them is enough.
"""

import logging
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Min

from jourcase.outbox.domain.patience import is_stuck, wait_after
from jourcase.outbox.models import OutboxRow, OutboxRowQuerySet
from jourcase.outbox.registry import Again, handler_of, lease_of

logger = logging.getLogger(__name__)
KEPT_FOR = timedelta(days=30)
ROUND_SECONDS = 30
_together: ContextVar[dict[str, OutboxRow] | None] = ContextVar("put_together", default=None)


def put(
    *,
    kind: str,
    payload: dict[str, Any],
    now: datetime,
    not_before: datetime | None = None,
    key: str | None = None,
) -> None:
    """Write down what is to be done once the caller's transaction is committed.

    `payload` holds ids and codes only. With a `key` the same thing is written once, however many
    ask for it; an earlier row with that key stands, done or not. Whoever writes a key waits for
    another who is writing the same one: see `put_together`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "a row is put in the transaction that it follows from"
        )
    due_at = not_before or now
    row = OutboxRow(
        id=uuid.uuid4(),
        kind=kind,
        payload=payload,
        key=key,
        put_at=now,
        due_at=due_at,
        next_try_at=due_at,
    )
    together = _together.get()
    if key is None:
        row.save(force_insert=True)
    elif together is None:
        _write([row])
    else:
        together.setdefault(key, row)


@contextmanager
def put_together() -> Iterator[None]:
    """Rows with a key that are put inside are written when it ends, in the order of their keys, so
    that two transactions which take other rows and put several keys never wait in a circle. Inside
    another one it is that one that writes. Nothing is written when it ends by an error.
    """
    if _together.get() is not None:
        yield
        return
    rows: dict[str, OutboxRow] = {}
    token = _together.set(rows)
    try:
        yield
    finally:
        _together.reset(token)
    _write([rows[key] for key in sorted(rows)])


def _write(rows: list[OutboxRow]) -> None:
    OutboxRow.objects.bulk_create(rows, ignore_conflicts=True)


def drain(*, now: datetime, limit: int = 50) -> int:
    """Do at most `limit` of the rows that are due at `now`; gives how many were done.

    Several may drain at once. A row that fails is logged, by the type and place of its error
    alone, and tried again later; the rest go on. What is left after half a minute waits for the
    next round, so that no lease is reckoned from a moment long past.
    """
    began, done = time.monotonic(), 0
    for row in OutboxRow.objects.ready(now)[:limit]:
        passed = int(time.monotonic() - began)
        if passed >= ROUND_SECONDS:
            break
        done += _take_and_do(row, now + timedelta(seconds=passed))
    return done


def _take_and_do(row: OutboxRow, now: datetime) -> bool:
    """False when somebody else was faster, when it failed, and when there is more of it to do."""
    ends = now + lease_of(row.kind)
    if not _as_seen(row).update(tries=F("tries") + 1, next_try_at=ends):
        return False
    row.tries, row.next_try_at = row.tries + 1, ends
    try:
        handler_of(row.kind)(row, now)
    except Again as again:
        # The attempts are counted anew: a long piece of work is not a failing one.
        _as_seen(row).update(tries=0, next_try_at=now + again.wait, last_error="")
        return False
    except Exception as error:
        told = type_and_place(error)
        _as_seen(row).update(next_try_at=now + wait_after(row.tries), last_error=told)
        level = logging.ERROR if is_stuck(row.tries) else logging.WARNING
        about = {"kind": row.kind, "tries": row.tries, "failure": told}
        logger.log(level, "outbox.failed", extra=about)
        return False
    return bool(_as_seen(row).update(done_at=now, last_error=""))


def _as_seen(row: OutboxRow) -> OutboxRowQuerySet:
    """The row, if nobody has taken it since it was read: what makes every change conditional."""
    return OutboxRow.objects.waiting().filter(
        pk=row.pk, tries=row.tries, next_try_at=row.next_try_at
    )


def type_and_place(error: BaseException) -> str:
    """What may be written of an error: its type, and the last place of ours. Never its words,
    which may hold what a person has typed.
    """
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} {place}"[:200]


def sweep(*, now: datetime) -> int:
    """Forget rows that were done more than a month ago. Gives how many."""
    deleted, _ = OutboxRow.objects.filter(done_at__lt=now - KEPT_FOR).delete()
    return deleted


def oldest_waiting_age(now: datetime) -> timedelta:
    """How long the oldest row that is due has waited; zero when none waits."""
    found = OutboxRow.objects.waiting().filter(due_at__lte=now).aggregate(oldest=Min("due_at"))
    oldest: datetime | None = found["oldest"]
    return now - oldest if oldest else timedelta(0)


def stuck(now: datetime) -> dict[str, int]:
    """How many rows of each kind have been tried many times in vain."""
    counted: dict[str, int] = {}
    for kind in OutboxRow.objects.stuck().filter(due_at__lte=now).values_list("kind", flat=True):
        counted[kind] = counted.get(kind, 0) + 1
    return counted
