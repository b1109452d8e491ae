"""What the board may decide anew: terms, undertakings, amounts and notice, and from which day.

A decision holds from a day ahead and never changes what has already been judged by. Source: the
annex, section 3 (undertakings may change, be replaced or dropped over time), and the domain rules
"The agreement as data". All days are local civil dates.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from enum import auto

from jourcase.agreement.domain.period import AgreementDates, ends_on, period_on, periods
from jourcase.agreement.domain.terms import Terms, refusals_of_terms
from jourcase.kernel.refusals import Refusal


class DecisionRefusal(Refusal):
    """Why a decision cannot be entered as it stands."""

    NOT_AHEAD = auto()  # what has begun has been judged by
    OVERLAPS = auto()  # a later version is decided already
    OUTSIDE_AGREEMENT = auto()
    NOTHING_NEW = auto()
    ENDED = auto()  # the undertaking is dropped
    NOT_PERIOD_START = auto()  # the annex pays by agreement period
    CHANGED_MEANWHILE = auto()  # somebody else was faster
    NOTICE_IN_FUTURE = auto()
    NOTICE_BEFORE_START = auto()


def refusals_of_new_terms(
    new: Terms, stored: Collection[Terms], *, today: date
) -> frozenset[Refusal]:
    """Against a version that is to hold from `new.valid_from`. One that has not begun may be
    decided anew for the same day; nothing may be put before it.
    """
    found: set[Refusal] = set(refusals_of_terms(new))
    found |= _of_the_day(new.valid_from, [one.valid_from for one in stored], today)
    before = [one for one in stored if one.valid_from <= new.valid_from]
    if before and _same(max(before, key=lambda one: one.valid_from), new):
        found.add(DecisionRefusal.NOTHING_NEW)
    return frozenset(found)


def refusals_of_new_version(
    valid_from: date,
    starts: Sequence[date],
    *,
    is_new: bool,
    is_ended: bool,
    dates: AgreementDates,
    notice_on: date | None,
    today: date,
) -> frozenset[Refusal]:
    """Against a new version of something that belongs to the agreement; `starts` are the first days
    of the versions that there are.
    """
    found = _of_the_day(valid_from, starts, today)
    if not dates.starts_on <= valid_from <= ends_on(dates, notice_on):
        found.add(DecisionRefusal.OUTSIDE_AGREEMENT)
    if not is_new:
        found.add(DecisionRefusal.NOTHING_NEW)
    if is_ended:
        found.add(DecisionRefusal.ENDED)
    return frozenset(found)


def refusals_of_period_start(
    on: date, dates: AgreementDates, notice_on: date | None
) -> frozenset[Refusal]:
    """Amounts are those of a whole agreement period."""
    found = period_on(dates, on, notice_on)
    if found is not None and found.starts_on != on:
        return frozenset({DecisionRefusal.NOT_PERIOD_START})
    return frozenset()


def refusals_of_notice(
    on: date | None, dates: AgreementDates, *, today: date
) -> frozenset[Refusal]:
    """Against the day on which notice was received; None takes it back."""
    if on is None:
        return frozenset()
    if on > today:
        return frozenset({DecisionRefusal.NOTICE_IN_FUTURE})
    if on < dates.starts_on:
        return frozenset({DecisionRefusal.NOTICE_BEFORE_START})
    return frozenset()


def next_period_start(dates: AgreementDates, today: date, notice_on: date | None) -> date | None:
    """The first day of the next agreement period, or None when there is none."""
    starts = (one.starts_on for one in periods(dates, notice_on))
    return next((start for start in starts if start > today), None)


def day_before(on: date) -> date:
    """The last day of what a version from `on` takes the place of."""
    return on - timedelta(days=1)


def _of_the_day(valid_from: date, starts: Collection[date], today: date) -> set[Refusal]:
    found: set[Refusal] = set()
    if valid_from <= today:
        found.add(DecisionRefusal.NOT_AHEAD)
    if starts and valid_from < max(starts):
        found.add(DecisionRefusal.OVERLAPS)
    return found


def _same(one: Terms, other: Terms) -> bool:
    """But for the day."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in Terms.__slots__
        if name != "valid_from"
    )
