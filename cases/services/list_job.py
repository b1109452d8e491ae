"""The rows of a list become cases: long work, some rows at a time, each exactly once.

Every row goes through the same service as a case that somebody types, with all its rules and its
trace. A step holds one chunk: its cases, what they came with, and the verdicts are stored in one
transaction with how far the work has come. What has become a case leaves the list at once.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse

from cases.domain.import_rows import ReadRow
from cases.domain.import_states import RowState, may_be_taken
from cases.importing.models import ListChunk, ListedRow, ListImport
from cases.importing.plan import (
    KeptRow,
    Verdict,
    plan_of,
    rows_of,
    rows_text,
    verdicts_of,
    verdicts_text,
)
from cases.promise_port import promises_together
from cases.services.intake import open_case
from cases.services.lists import RowReader, digest_of, known_digests, running_job
from jourcase.kernel import audit
from jourcase.kernel.audit import Action, Actor
from jourcase.kernel.refusals import RefusedError
from jourcase.kernel.sealed import key_ring
from jourcase.keystore.router import ALIAS
from jourcase.outbox.jobs import Step, job_kind, start_job
from jourcase.outbox.models import Job
from volunteers.domain.roles import foremost
from volunteers.models import User

TAKE_IN = "cases.list"


def start(
    brought: ListImport, *, chosen: Iterable[int] | None, by: User, now: datetime
) -> Job | None:
    """Begin to take in all rows that nothing speaks against, or the chosen ones (their numbers in
    the file). None when the list is over or has not been looked through.
    """
    with transaction.atomic():
        held = ListImport.objects.select_for_update().unfinished_by(by).filter(pk=brought.pk)
        mine = held.first()
        if mine is None or mine.checked_at is None:
            return None
        running = running_job(mine)
        if running is not None:
            return running
        rows = None if chosen is None else sorted(set(chosen))
        job = start_job(
            kind=TAKE_IN,
            params={"list": str(mine.pk), "rows": rows},
            by_id=by.pk,
            now=now,
            id=uuid.uuid4(),
        )
        mine.job_id, mine.touched_at = job.pk, now
        mine.save(update_fields=["job_id", "touched_at"])
    return job


def _result_url(job: Job) -> str:
    return reverse("cases:list_import", args=[job.params["list"]])


@job_kind(TAKE_IN, title="Listan tas in", result_url=_result_url)
def take_in(job: Job, now: datetime) -> Step:
    """One chunk. Whoever asked must still be a coordinator, and the list still be there."""
    at = job.cursor.get("chunk", 0)
    brought = ListImport.objects.filter(pk=job.params["list"], over_at__isnull=True).first()
    by = User.objects.filter(pk=job.asked_by_id or 0, is_active=True).first()
    if brought is None or by is None or not by.is_coordinator:
        return Step(job.cursor, 100, is_last=True)
    numbers = list(brought.chunks.values_list("number", flat=True))
    left = [number for number in numbers if number >= at]
    if not left:
        return Step(job.cursor, 100, is_last=True, write=partial(_note_end, by, now))
    plan = plan_of(brought)
    if plan is None:
        raise ValueError("the key of the list is gone")
    reader = RowReader(plan, now=now)
    is_last = len(left) == 1
    return Step(
        cursor={"chunk": left[0] + 1},
        percent=100 * (len(numbers) - len(left) + 1) // len(numbers),
        is_last=is_last,
        write=partial(_take_chunk, brought, left[0], reader, job, by, now, is_last=is_last),
    )


def _note_end(by: User, now: datetime) -> None:
    audit.record(by_id=by.pk, action=Action.LIST_TAKEN_IN, now=now)


def _take_chunk(
    brought: ListImport,
    number: int,
    reader: RowReader,
    job: Job,
    by: User,
    now: datetime,
    *,
    is_last: bool,
) -> None:
    role = foremost(by.roles)
    acting = audit.acting(lambda: Actor(by.pk, role))
    # Left in this order: the outcome columns are written, then the trace.
    with key_ring(), acting, audit.written_last(), promises_together():
        chunk = ListChunk.objects.select_for_update().filter(list=brought, number=number).first()
        if chunk is not None:
            # The keys of these cases are committed together, and before what they seal.
            with transaction.atomic(using=ALIAS):
                _take_rows(chunk, reader, job, by, now)
        if is_last:
            _note_end(by, now)


def _take_rows(chunk: ListChunk, reader: RowReader, job: Job, by: User, now: datetime) -> None:
    rows, verdicts = rows_of(chunk), verdicts_of(chunk)
    chosen = None if job.params["rows"] is None else set(job.params["rows"])
    todo = {
        place: reader.read(row.cells)
        for place, (row, verdict) in enumerate(zip(rows, verdicts, strict=True))
        if (chosen is None or row.number in chosen)
        and may_be_taken(verdict.state, is_chosen=chosen is not None)
    }
    if not todo:
        return
    digests = {place: digest_of(read) for place, read in todo.items()}
    known = known_digests(list(digests.values()))
    for place, read in todo.items():
        verdict = verdicts[place]
        if digests[place] in known:
            verdict.state = RowState.KNOWN
        else:
            _take_row(read, verdict, digests[place], by, now)
        if verdict.state is RowState.DONE:
            known.add(digests[place])
            rows[place] = KeptRow(rows[place].number, ())
    chunk.rows, chunk.verdicts = rows_text(rows), verdicts_text(verdicts)
    chunk.save(update_fields=["rows", "verdicts"])


def _take_row(read: ReadRow, verdict: Verdict, digest: str, by: User, now: datetime) -> None:
    if read.intake is None:  # what was possible when it was looked through is so no more
        verdict.state, verdict.faults = RowState.FAULTY, list(read.faults)
        return
    try:
        case = open_case(intake=read.intake, by=by, now=now)
    except RefusedError as error:
        verdict.state = RowState.REFUSED
        verdict.refusals = sorted(refusal.name for refusal in error.refusals)
        return
    ListedRow.objects.create(case=case, row_lookup=digest)
    verdict.state, verdict.case_id = RowState.DONE, case.pk
