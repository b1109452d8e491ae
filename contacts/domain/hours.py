"""When it is decent and safe to ring. Local clock of Stockholm.

Nobody is proposed before 08 or from 21: the jour's own rule of courtesy, not a term of the
agreement. A person's own safe hours (`cases.domain.safe_hours`) narrow it further. Spans of a day
are half-open.
"""

from datetime import datetime, time, timedelta
from functools import lru_cache

from cases.domain.safe_hours import ANY_TIME, SafeHours, Week
from jourcase.agreement.domain.terms import Terms

CALLING_FROM = time(8, 0)
CALLING_TO = time(21, 0)
CALLBACK_LEAD = timedelta(minutes=15)
# How long after the promised time a first call is still "at the time the person chose".
CALLBACK_GRACE = timedelta(hours=1)

DECENT = ANY_TIME.within(CALLING_FROM, CALLING_TO)


@lru_cache(maxsize=1024)
def calling_week(safe: SafeHours) -> Week:
    """The part of each day in which this person may be rung.

    Safe hours that do not meet the calling hours on any day win over them: somebody may have
    said that only half past seven in the morning is safe.
    """
    if not safe:
        return DECENT
    return safe.week.within(CALLING_FROM, CALLING_TO) or safe.week


def evening_week(terms: Terms, safe: SafeHours) -> Week | None:
    """The part of each evening in which this person may be proposed; None when the safe hours
    leave nothing of any.

    Terms whose evening begins after the calling hours win over them.
    """
    is_late = terms.evening_start >= CALLING_TO
    week = safe_evenings(terms, safe) if is_late else _evenings(terms, calling_week(safe))
    return week or None


def safe_evenings(terms: Terms, safe: SafeHours) -> Week:
    """The part of each evening of the terms that is safe, whatever is decent."""
    return _evenings(terms, safe.week if safe else ANY_TIME)


def _evenings(terms: Terms, week: Week) -> Week:
    return week.within(terms.evening_start, terms.evening_end)


def is_calling_hour(at: datetime, safe: SafeHours) -> bool:
    """True when `at` (aware) falls inside the person's calling hours."""
    return calling_week(safe).holds(at)


def next_calling_moment(at: datetime, safe: SafeHours) -> datetime:
    """The first instant (UTC) at or after `at` that lies inside the calling hours."""
    return calling_week(safe).next_moment(at)
