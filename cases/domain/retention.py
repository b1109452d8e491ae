"""How long a closed case keeps who the person is. Source: the terms' `retention_days`, 90 unless
the board says otherwise, counted on local calendar days like every other day of the agreement.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.domain.rules import CaseRefusal
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date

TOLD_DAYS_BEFORE = 7


class ErasureReason(Labelled):
    """Why a case is erased. What a person asked for is a code: their words are not kept."""

    RETENTION = "retention", "Gallringstiden har gått"
    PERSON_ASKS = "person_asks", "Personen begär det"
    WRONG_PERSON = "wrong_person", "Uppgifterna gäller fel person"
    NOT_NEEDED = "not_needed", "Uppgifterna behövs inte"


ASKED_REASONS = [reason for reason in ErasureReason if reason != ErasureReason.RETENTION]


def erased_from(closed_at: datetime, *, retention_days: int) -> date:
    """The first local date on which the case is erased: the day after `retention_days` whole days
    have passed since the day of the closing, so that it can be opened again on the last of them.
    """
    return local_date(closed_at) + timedelta(days=retention_days + 1)


def is_due(closed_at: datetime, *, retention_days: int, now: datetime) -> bool:
    return local_date(now) >= erased_from(closed_at, retention_days=retention_days)


def closed_before(*, retention_days: int, on: date) -> date:
    """The cases to be erased on the local date `on` were closed on an earlier date than this: the
    same rule turned round, for a query.
    """
    return on - timedelta(days=retention_days)


@dataclass(frozen=True, slots=True)
class Hold:
    """What makes an erasure wait."""

    is_rung_now: bool = False
    has_unjudged_opening: bool = False
    has_open_concern: bool = False


def hold_refusals(hold: Hold) -> set[CaseRefusal]:
    """Somebody is on the phone with the person, an opening of the case has not been answered for
    yet, or a worry about a child has no answer yet. A promised callback or an unfinished draft
    holds nothing: the case is closed.
    """
    found: set[CaseRefusal] = set()
    if hold.is_rung_now:
        found.add(CaseRefusal.RUNG_NOW)
    if hold.has_unjudged_opening:
        found.add(CaseRefusal.OPENING_UNJUDGED)
    if hold.has_open_concern:
        found.add(CaseRefusal.CONCERN_UNSETTLED)
    return found


def asking_refusals(*, is_erased: bool, is_asked: bool) -> set[CaseRefusal]:
    found: set[CaseRefusal] = set()
    if is_erased:
        found.add(CaseRefusal.IS_ERASED)
    if is_asked:
        found.add(CaseRefusal.ERASURE_ALREADY_ASKED)
    return found


def answer_refusals(
    *, is_pending: bool, is_own: bool, is_system: bool, others_can: bool
) -> set[CaseRefusal]:
    """Two persons: nobody answers their own request. Whoever is responsible for the system
    answers only when no other coordinator can (`others_can`).
    """
    found: set[CaseRefusal] = set()
    if not is_pending:
        found.add(CaseRefusal.ERASURE_NOT_ASKED)
    if is_own:
        found.add(CaseRefusal.OWN_ERASURE)
    if is_system and others_can:
        found.add(CaseRefusal.COORDINATOR_ANSWERS)
    return found
