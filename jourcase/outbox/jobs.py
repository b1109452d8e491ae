"""Long work in steps: each step is stored with how far it has come, so that whoever is killed in
the middle loses one step at most, and whoever goes on repeats none that was stored.
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F

from jourcase.outbox import registry
from jourcase.outbox.models import Job, OutboxRow
from jourcase.outbox.services import logger, put, type_and_place

RUN = "outbox.job"
# A job that has stopped so many times at the same step, by an error or by being killed, is over.
TRIES = 4
# So long a job is at it before other rows get their turn. Well below the lease.
TURN_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Step:
    """What one step came to. `write` is called in the transaction that stores the rest, so that
    what it writes is there exactly once; keep what takes time out of it.
    """

    cursor: dict[str, Any]
    percent: int
    is_last: bool = False
    result: dict[str, Any] = field(default_factory=dict)
    write: Callable[[], None] | None = None


StepFunction = Callable[[Job, datetime], Step]
Function = TypeVar("Function", bound=StepFunction)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: its Swedish title, its step, and the address of what came of it."""

    title: str
    step: StepFunction
    result_url: Callable[[Job], str] | None = None


_kinds: dict[str, Kind] = {}


def job_kind(
    name: str, *, title: str, result_url: Callable[[Job], str] | None = None
) -> Callable[[Function], Function]:
    """Declare how a kind of job takes its next step from `job.params` and `job.cursor`."""

    def register(function: Function) -> Function:
        _kinds[name] = Kind(title, function, result_url)
        return function

    return register


def kind_of(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise registry.UnknownKindError(name) from None


def start_job(
    *,
    kind: str,
    params: dict[str, Any],
    by_id: int | None,
    now: datetime,
    id: uuid.UUID | None = None,
) -> Job:
    """Write down a job for whoever drains the outbox. The same `id` twice is one job."""
    kind_of(kind)
    with transaction.atomic():
        job, is_new = Job.objects.get_or_create(
            id=id or uuid.uuid4(),
            defaults={"kind": kind, "params": params, "asked_by_id": by_id, "asked_at": now},
        )
        if is_new:
            put(kind=RUN, payload={"job": str(job.pk)}, now=now, key=f"job:{job.pk}")
    return job


@registry.handler(RUN)
def run(row: OutboxRow, now: datetime) -> None:
    """Take steps until the job is over or its turn is."""
    job = Job.objects.get(pk=row.payload["job"])
    if job.is_over:
        return
    if row.tries > TRIES:
        _fail(job, now)
        return
    try:
        ends = time.monotonic() + TURN_SECONDS
        while not _take_step(job, now):
            if time.monotonic() > ends:
                raise registry.Again
    except registry.Again:
        raise
    except Exception as error:
        if row.tries < TRIES:
            raise
        about = {"kind": job.kind, "tries": row.tries, "failure": type_and_place(error)}
        logger.error("job.failed", extra=about)
        _fail(job, now)


def _take_step(job: Job, now: datetime) -> bool:
    """One step, stored upon the one it was made from. True when the job is over."""
    step = kind_of(job.kind).step(job, now)
    job.cursor, job.percent, job.result = step.cursor, min(step.percent, 100), step.result
    if step.is_last:
        job.percent, job.done_at = 100, now
    with transaction.atomic():
        stored = Job.objects.filter(
            pk=job.pk, steps_done=job.steps_done, done_at__isnull=True, failed_at__isnull=True
        ).update(
            cursor=job.cursor,
            percent=job.percent,
            result=job.result,
            done_at=job.done_at,
            steps_done=F("steps_done") + 1,
        )
        if stored and step.write is not None:
            step.write()
    if not stored:
        # Somebody else has gone on with it, since our lease ran out: theirs counts.
        raise registry.Again
    job.steps_done += 1
    return step.is_last


def _fail(job: Job, now: datetime) -> None:
    Job.objects.filter(pk=job.pk, done_at__isnull=True).update(failed_at=now)
