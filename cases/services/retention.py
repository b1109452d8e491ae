"""The daily erasure of cases whose retention time has passed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from cases.concern import ChildConcern
from cases.domain.retention import (
    TOLD_DAYS_BEFORE,
    ErasureReason,
    Hold,
    closed_before,
    erased_from,
    hold_refusals,
)
from cases.domain.rules import CaseRefusal
from cases.marks import GlassBreak
from cases.models import Case, CaseQuerySet
from cases.services.erasure import (
    Watch,
    erase_case,
    finish_begun,
    log_failure,
    note_rows_gone,
    sweep,
    unwatched,
)
from cases.services.intake_drafts import throw_stale
from cases.services.life import hold
from jourcase.agreement.models import TermsVersion
from jourcase.kernel import audit
from jourcase.kernel.local_time import local_date, start_of_local_day
from jourcase.kernel.refusals import RefusedError, refuse_if_any
from jourcase.kernel.vacuum import Swept
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Gallring:
    """What came of a run, in cases: `finished` had been begun before, `held` wait for a call or a
    judgement, `failed` are logged and tried again; `swept` is how it went with the free space.
    """

    erased: int = 0
    finished: int = 0
    held: int = 0
    failed: int = 0
    swept: Swept = Swept.DONE


def due(on: date) -> CaseQuerySet:
    """The cases whose retention time has passed on the local date `on`, the oldest first."""
    passed = Q(pk__in=[])
    for terms_id, days in TermsVersion.objects.values_list("pk", "retention_days"):
        before = start_of_local_day(closed_before(retention_days=days, on=on))
        passed |= Q(terms=terms_id, closed_at__lt=before)
    found: CaseQuerySet = Case.objects.closed().filter(passed, erased_at__isnull=True)
    return found.order_by("closed_at", "pk")


def gallra(*, now: datetime, dry_run: bool = False, watch: Watch = unwatched) -> Gallring:
    """Finish what was begun, erase what is due and old drafts of new cases, sweep. Each case in a
    transaction of its own: one that fails is logged and skipped. With `dry_run` nothing is changed.
    """
    ids = list(due(local_date(now)).values_list("pk", flat=True))
    if dry_run:
        return Gallring(erased=len(ids))
    throw_stale(now=now)
    finished, erased, held, failed = finish_begun(now=now, watch=watch), 0, 0, 0
    for case_id in ids:
        try:
            erased += _gallra_one(case_id, now, watch)
        except RefusedError:
            held += 1
        except Exception as error:
            log_failure(error)
            failed += 1
    return Gallring(erased, finished, held, failed, swept=sweep(now=now))


def _gallra_one(case_id: int, now: datetime, watch: Watch) -> bool:
    """False when the case has been opened again, or erased, since it was found."""
    with transaction.atomic(), audit.written_last():
        found = due(local_date(now)).filter(pk=case_id).select_for_update(of=("self",))
        case = found.select_related("terms").first()
        if case is None:
            return False
        refuse_if_any(hold_refusals(hold_of(case, now)))
        reason = ErasureReason.RETENTION
        scopes = erase_case(case, reason=reason, by_id=None, now=now, watch=watch)
    note_rows_gone(scopes, now=now, watch=watch)
    return True


def erase_closed(case: Case, *, now: datetime) -> None:
    """Erase one closed case before its time, for whoever runs the system. Raises `RefusedError`."""
    with transaction.atomic(), audit.written_last():
        held = hold(case.pk)
        found = hold_refusals(hold_of(held, now))
        refuse_if_any(found | ({CaseRefusal.NOT_CLOSED} if held.closed_at is None else set()))
        scopes = erase_case(held, reason=ErasureReason.PERSON_ASKS, by_id=None, now=now)
    note_rows_gone(scopes, now=now)
    sweep(now=now)


def hold_of(case: Case, now: datetime) -> Hold:
    """What makes the erasure of this case or of a duplicate of it wait (three queries)."""
    both = Q(case=case) | Q(case__duplicate_of=case)
    same = Case.objects.filter(Q(pk=case.pk) | Q(duplicate_of=case))
    rung = same.filter(drafts__released_at__isnull=True, drafts__claimed_until__gt=now)
    return Hold(
        is_rung_now=rung.exists(),
        has_unjudged_opening=GlassBreak.objects.unjudged().filter(both).exists(),
        has_open_concern=ChildConcern.objects.unsettled().filter(both).exists(),
    )


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One line of the list of what is erased soon."""

    case: Case
    on: date
    is_held: bool  # an opening has to be judged
    is_worried: bool  # a worry about a child has no answer
    can_reopen: bool


def upcoming(user: User, *, now: datetime) -> list[Upcoming]:
    """What is erased within seven days, and what should have been, among the cases that this
    person may see; the nearest first (three queries).
    """
    last = local_date(now) + timedelta(days=TOLD_DAYS_BEFORE)
    found = due(last).filter(pk__in=Case.objects.visible_to(user).values("pk"))
    unjudged = set(GlassBreak.objects.unjudged().values_list("case_id", flat=True))
    worries = set(ChildConcern.objects.unsettled().values_list("case_id", flat=True))
    lines = [
        _line(case, case.pk in unjudged, case.pk in worries, now)
        for case in found.select_related("terms")
    ]
    return sorted(lines, key=lambda line: (line.on, line.case.pk))


def _line(case: Case, is_held: bool, is_worried: bool, now: datetime) -> Upcoming:
    assert case.closed_at is not None  # noqa: S101 - only closed cases are due
    since = (local_date(now) - local_date(case.closed_at)).days
    return Upcoming(
        case=case,
        on=erased_from(case.closed_at, retention_days=case.terms.retention_days),
        is_held=is_held,
        is_worried=is_worried,
        can_reopen=since <= case.terms.reopen_within_days,
    )
