"""When it is decent and safe to ring. Local clock of Stockholm.

Nobody is proposed before 08 or from 21: the jour's own rule of courtesy, not a term of the
agreement. A person's own safe hours narrow it further. Spans of a day are half-open.
"""

from datetime import UTC, datetime, time, timedelta

from jourcase.agreement.domain.terms import Terms
from jourcase.kernel.local_time import at_local, local_date

CALLING_FROM = time(8, 0)
CALLING_TO = time(21, 0)
CALLBACK_LEAD = timedelta(minutes=15)
# How long after the promised time a first call is still "at the time the person chose".
CALLBACK_GRACE = timedelta(hours=1)

Span = tuple[time, time]


def calling_span(safe_from: time | None, safe_to: time | None) -> Span:
    """The part of a day in which this person may be rung.

    Safe hours that do not meet the calling hours at all win over them: somebody may have said
    that only half past seven in the morning is safe. A missing end is the calling hours' own.
    """
    first, last = safe_from or CALLING_FROM, safe_to or CALLING_TO
    start, end = max(CALLING_FROM, first), min(CALLING_TO, last)
    return (start, end) if start < end else (first, last)


def evening_span(terms: Terms, safe_from: time | None, safe_to: time | None) -> Span | None:
    """The part of an evening in which this person may be proposed; None when the safe hours
    leave nothing of it.

    Terms whose evening begins after the calling hours win over them.
    """
    if terms.evening_start >= CALLING_TO:
        start, end = safe_from or time.min, safe_to or time.max
    else:
        start, end = calling_span(safe_from, safe_to)
    start, end = max(start, terms.evening_start), min(end, terms.evening_end)
    return (start, end) if start < end else None


def is_within(at: datetime, span: Span) -> bool:
    """True when `at` (aware) falls inside the span of its local day."""
    on = local_date(at)
    return at_local(on, span[0]) <= at < at_local(on, span[1])


def next_moment_within(at: datetime, span: Span) -> datetime:
    """The first instant (UTC) at or after `at` (aware) that lies inside the span of a day."""
    on = local_date(at)
    if at >= at_local(on, span[1]):
        on += timedelta(days=1)
    return max(at.astimezone(UTC), at_local(on, span[0]))


def is_calling_hour(at: datetime, safe_from: time | None, safe_to: time | None) -> bool:
    """True when `at` (aware) falls inside the person's calling span."""
    return is_within(at, calling_span(safe_from, safe_to))


def next_calling_moment(at: datetime, safe_from: time | None, safe_to: time | None) -> datetime:
    """The first instant (UTC) at or after `at` that lies inside the calling span."""
    return next_moment_within(at, calling_span(safe_from, safe_to))
