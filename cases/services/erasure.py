"""Erasing a case: ledger first, then key, then rows, and last the free space.

What is left is a row of statistics under new numbers, so that every figure stays what it was and
nothing leads back. Each step is noted in the ledger (in the key store's database); whoever is
stopped between two of them leaves a case that the next run finishes.
"""

import logging
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from cases.concern import ChildConcern
from cases.domain.coarse import Moments, coarse, coarse_month, kept_wait
from cases.domain.enums import CloseReason
from cases.domain.retention import ErasureReason
from cases.drafts import IntakeDraft
from cases.erasing import ErasureRequest
from cases.erasure_port import detach_all
from cases.importing.models import ListedRow
from cases.marks import GlassBreak, Recusal
from cases.merging import CasePair, Merge
from cases.models import AnonymousCode, Case, CaseEvent, Identity, Note, Phone
from cases.register import CASE
from cases.services.list_forgetting import forget_in_lists
from cases.services.referral_erasure import leave_counted
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.register import Fate
from jourcase.kernel.sealed import forget_keys
from jourcase.kernel.vacuum import Swept, sweep_free_space
from jourcase.keystore import ledger, store
from jourcase.keystore.models import Erasure
from jourcase.outbox.services import type_and_place

logger = logging.getLogger(__name__)
_LETTERS = "bcdfghjkmnpqrstvwxz"  # no digits: a search for a case number never meets it
_LARGEST = 2**62
# Whatever hangs on the case and goes with it, in this order; contacts and drafts went before.
_GOES = (
    *(Phone, Identity, AnonymousCode, Note, CaseEvent, Recusal, GlassBreak, ErasureRequest),
    *(ListedRow, ChildConcern),
)


class Step(Enum):
    """What has just been done: tests stop a run here."""

    LEDGER = auto()
    KEY = auto()
    ROWS = auto()
    NOTED = auto()


Watch = Callable[[Step], None]


def unwatched(step: Step) -> None:
    """Nobody looks on."""


def erase_case(
    case: Case,
    *,
    reason: ErasureReason,
    by_id: int | None,
    now: datetime,
    watch: Watch = unwatched,
) -> list[str]:
    """Erase a closed case and its duplicates, which are about the same person. The caller holds the
    row in a transaction, and tells the ledger (`note_rows_gone`) when that has been committed.

    Ledger and key are committed at once, in a database of their own. If the caller's transaction
    fails, `finish_begun` does the rest. Gives the scopes that were erased.
    """
    scopes = [case.key_scope]
    for double in _held(Case.objects.filter(duplicate_of=case)):
        scopes += erase_case(double, reason=reason, by_id=by_id, now=now, watch=watch)
    ledger.begin(case.key_scope, subject=case.public_id, reason=reason.value, now=now)
    watch(Step.LEDGER)
    ledger.destroy_key(case.key_scope, now=now)
    # What was typed before the case was saved, should its key have been left by a stop just then.
    store.destroy([f"draft:{case.public_id}"])
    forget_keys([case.key_scope])
    watch(Step.KEY)
    _erase_rows(case, reason=reason, by_id=by_id, now=now)
    return scopes


def note_rows_gone(scopes: list[str], *, now: datetime, watch: Watch = unwatched) -> None:
    """For after the commit. The key goes once more: an older backup may have brought it back."""
    watch(Step.ROWS)
    for scope in scopes:
        ledger.destroy_key(scope, now=now)
        ledger.note_rows_gone(scope, now=now)
    watch(Step.NOTED)


def _erase_rows(case: Case, *, reason: ErasureReason, by_id: int | None, now: datetime) -> None:
    facts = statistics_of(case, now=now)
    facts.save(force_insert=True)
    if reason is not ErasureReason.RETENTION:
        forget_in_lists(case)
    detach_all(case=case, facts=facts)
    leave_counted(case=case, facts=facts)
    for model in _GOES:
        model._default_manager.filter(case=case).delete()
    for two in (Merge, CasePair):
        two._default_manager.filter(Q(case=case) | Q(other=case)).delete()
    IntakeDraft.objects.filter(pk=case.public_id).update(content="")
    case.protected_readers.clear()
    Case.objects.filter(duplicate_of=case).update(duplicate_of=None)
    old_id = case.pk
    Case.objects.filter(pk=old_id).delete()
    audit.record(
        by_id=by_id, action=Action.CASE_ERASED, now=now, case_ids=[old_id], reason=reason.value
    )


def statistics_of(case: Case, *, now: datetime) -> Case:
    """The row that is left, unsaved: what `cases.register` keeps as it is, what it makes coarse
    here, and of the rest nothing.
    """
    assert case.closed_at is not None  # noqa: S101 - only a closed case is erased
    kept: dict[str, Any] = {name: getattr(case, name) for name in CASE.with_fate(Fate.KEEP)}
    exact = Moments(**{field.name: getattr(case, field.name) for field in fields(Moments)})
    moments = coarse(exact)
    return Case(
        id=-1 - secrets.randbelow(_LARGEST),
        public_id=uuid.uuid4(),
        reference="gallrat-" + "".join(secrets.choice(_LETTERS) for _ in range(10)),
        opened_at=moments.received_at,
        erased_at=coarse_month(now),
        first_contact_wait=kept_wait(exact.received_at, exact.first_contact_at),
        reached_wait=kept_wait(exact.received_at, exact.reached_at),
        **{field.name: getattr(moments, field.name) for field in fields(Moments)},
        **kept,
    )


# --- Going on after a stop, and after a restored backup ------------------------------------------


def finish_begun(*, now: datetime, watch: Watch = unwatched) -> int:
    """Finish what was begun and not completed. Gives how many cases. One that fails is logged and
    left for the next time.
    """
    return sum(_finish_safely(entry, now, watch) for entry in ledger.unfinished())


def _finish_safely(entry: Erasure, now: datetime, watch: Watch) -> bool:
    try:
        finish(entry, now=now, watch=watch)
    except Exception as error:
        log_failure(error)
        return False
    return True


def log_failure(error: Exception) -> None:
    """Never the words of the error: they may hold what the rows held."""
    about = {"kind": "cases.erasure", "failure": type_and_place(error)}
    logger.error("erasure.failed", extra=about)


def finish(entry: Erasure, *, now: datetime, watch: Watch = unwatched) -> bool:
    """Erase what is left of one entry; False when no row of it was left."""
    scopes = [entry.scope]
    with transaction.atomic(), audit.written_last():
        case = _case_of(entry)
        if case is not None:
            _close_if_open(case, now)
            reason = ErasureReason(entry.reason)
            scopes = erase_case(case, reason=reason, by_id=None, now=now, watch=watch)
    note_rows_gone(scopes, now=now, watch=watch)
    return case is not None


def _case_of(entry: Erasure) -> Case | None:
    """The case that the entry is about. By both numbers: after a restored backup the lower one may
    belong to another person's case.
    """
    number = int(entry.scope.partition(":")[2])
    return next(iter(_held(Case.objects.filter(pk=number, public_id=entry.subject))), None)


def _held(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Not erased yet, with their rows locked."""
    found = cases.filter(erased_at__isnull=True).order_by("pk")
    return found.select_for_update(of=("self",)).select_related("terms")


def _close_if_open(case: Case, now: datetime) -> None:
    """A backup from when it was still open. It never comes to more than statistics of a case that
    was closed, so here it is closed in the row alone.
    """
    if case.closed_at is None:
        case.closed_at = max(now, case.received_at)
        case.close_reason = CloseReason.WITHDRAWN


@dataclass(frozen=True, slots=True)
class Replayed:
    """`entries` in the ledger, `erased` of them brought back by the backup and erased again."""

    entries: int
    erased: int


def replay(now: datetime) -> Replayed:
    """Erase again everything in the ledger that a restored backup has brought back, before anybody
    is let in. Raises what fails: a restore that cannot be cleaned must not be opened.
    """
    entries = ledger.all_erased()
    erased = sum(finish(entry, now=now) for entry in entries)
    step_over_used_numbers()
    sweep(now=now)
    return Replayed(entries=len(entries), erased=erased)


def step_over_used_numbers() -> None:
    """A restored database would give numbers once more that the key store knows from cases that
    came after the backup: a new case must never meet an old key or a blocked scope.
    """
    used = ledger.used_numbers("case")
    table = Case._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            numbers = "pg_get_serial_sequence(%s, 'id')"
            cursor.execute(
                f"SELECT setval({numbers}, GREATEST(nextval({numbers}), %s))", [table, table, used]
            )
            return
        raised = "UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s"
        cursor.execute(raised, [used, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, used])


def sweep(*, now: datetime) -> Swept:
    """Sweep the free space after what has been erased."""
    waiting = ledger.waiting_for_sweep()
    if not waiting:
        return Swept.DONE
    swept = sweep_free_space()
    if swept is Swept.DONE:
        ledger.note_done(waiting, now=now)
    return swept
