"""Nödöppning ("break the glass"): to read one case that is not one's own, once, with a reason,
and to answer for it afterwards. Source: the security design, "Break-glass".
"""

from datetime import date, datetime, timedelta

from cases.domain.rules import CaseRefusal
from jourcase.agreement.domain.terms import working_day_after
from jourcase.kernel.local_time import local_date

OPEN_FOR = timedelta(minutes=30)
SHORTEST_REASON = 10
JUDGED_WITHIN_WORKING_DAYS = 3


def breaking_refusals(*, may_break: bool, reason: str) -> set[CaseRefusal]:
    """`may_break`: approved today as a support person, or responsible for the system. Whether the
    case can be opened at all is no refusal: what cannot looks like a case that does not exist.
    """
    found: set[CaseRefusal] = set()
    if not may_break:
        found.add(CaseRefusal.BREAKER_NOT_APPROVED)
    if len(" ".join(reason.split())) < SHORTEST_REASON:
        found.add(CaseRefusal.REASON_TOO_SHORT)
    return found


def judging_refusals(*, is_judged: bool, is_own: bool) -> set[CaseRefusal]:
    """Once, and by somebody else than who opened."""
    found: set[CaseRefusal] = set()
    if is_judged:
        found.add(CaseRefusal.ALREADY_JUDGED)
    if is_own:
        found.add(CaseRefusal.OWN_GLASS)
    return found


def judgement_due(opened_at: datetime) -> date:
    """The local date on which the opening is to be judged at the latest: the third working day
    after the day on which it was made.
    """
    return working_day_after(local_date(opened_at), JUDGED_WITHIN_WORKING_DAYS)


def is_judged_late(opened_at: datetime, *, now: datetime) -> bool:
    """Whether an opening that nobody has judged has waited too long."""
    return local_date(now) > judgement_due(opened_at)
