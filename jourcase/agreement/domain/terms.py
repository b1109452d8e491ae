"""The terms by which a case is judged: days, tries, the evening window, ages and limits.

Source: the annex, section 3 (first contact within three days, three phone tries, one of them in
the evening); what the annex leaves open is decided by the domain rules "The agreement as data".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import auto
from functools import lru_cache

import holidays

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import at_local, end_of_local_day, local_date
from jourcase.kernel.refusals import Refusal

# The evening may not begin before noon, so that a clock change never falls inside it.
EARLIEST_EVENING = time(12, 0)

# Lowest and highest value of each number, for the data file, forms and database alike.
NUMBER_LIMITS: dict[str, tuple[int, int]] = {
    "first_contact_days": (0, 60),
    "minimum_phone_attempts": (1, 20),
    "minimum_evening_attempts": (0, 20),
    "follow_through_days": (1, 366),
    "referral_age": (1, 120),
    "reopen_within_days": (0, 3660),
    "retention_days": (1, 3660),
    "small_number_threshold": (2, 50),
}


class DayCount(Labelled):
    """How the days to first contact are counted."""

    CALENDAR = "calendar", "kalenderdagar"
    WORKING = "working", "arbetsdagar"


class TermsRefusal(Refusal):
    """Why a set of terms contradicts itself."""

    EVENING_ENDS_BEFORE_IT_BEGINS = auto()
    EVENING_BEGINS_BEFORE_NOON = auto()
    MORE_EVENING_TRIES_THAN_TRIES = auto()


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms, in force from `valid_from` (a local date) until the next one."""

    valid_from: date
    first_contact_days: int = 3
    first_contact_day_count: DayCount = DayCount.CALENDAR
    minimum_phone_attempts: int = 3
    minimum_evening_attempts: int = 1
    evening_start: time = time(17, 0)
    evening_end: time = time(22, 0)
    follow_through_days: int = 14
    referral_age: int = 21
    reopen_within_days: int = 90
    retention_days: int = 90
    small_number_threshold: int = 5


@dataclass(frozen=True, slots=True)
class TermsHistory:
    """All versions, read once, for work that judges many cases."""

    versions: tuple[Terms, ...]

    @classmethod
    def of(cls, versions: Iterable[Terms]) -> "TermsHistory":
        """Versions in any order; they are kept newest first."""
        return cls(tuple(sorted(versions, key=lambda terms: terms.valid_from, reverse=True)))

    def on(self, day: date) -> Terms | None:
        """The terms in force on a local date, or None before the first version."""
        return next((terms for terms in self.versions if terms.valid_from <= day), None)


def refusals_of_terms(terms: Terms) -> set[TermsRefusal]:
    """What contradicts itself in these terms; empty when nothing does."""
    found: set[TermsRefusal] = set()
    if terms.evening_end <= terms.evening_start:
        found.add(TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS)
    if terms.evening_start < EARLIEST_EVENING:
        found.add(TermsRefusal.EVENING_BEGINS_BEFORE_NOON)
    if terms.minimum_evening_attempts > terms.minimum_phone_attempts:
        found.add(TermsRefusal.MORE_EVENING_TRIES_THAN_TRIES)
    return found


def contact_deadline(received_at: datetime, terms: Terms) -> datetime:
    """The last second, UTC, in which first contact is in time.

    23:59:59 local time on the received local date plus `first_contact_days`: calendar days with
    no roll over weekends or holidays, or, when the terms say so, Swedish working days (the
    n-th working day after the received date). `received_at` is any aware instant.
    """
    received_on = local_date(received_at)
    if terms.first_contact_day_count is DayCount.WORKING:
        return end_of_local_day(working_day_after(received_on, terms.first_contact_days))
    return end_of_local_day(received_on + timedelta(days=terms.first_contact_days))


def is_working_day(on: date) -> bool:
    """Monday to Friday and no public holiday by Swedish law.

    Annandag pingst is no holiday since 2005. Midsommarafton, julafton and nyårsafton are not in
    the law of public holidays and count as working days.
    """
    return on.weekday() < 5 and on not in _public_holidays(on.year)


def working_day_after(on: date, days: int) -> date:
    """The n-th Swedish working day after a local date; the date itself when `days` is 0."""
    while days > 0:
        on += timedelta(days=1)
        if is_working_day(on):
            days -= 1
    return on


def evening_window(on: date, terms: Terms) -> tuple[datetime, datetime]:
    """Start (inside) and end (outside) of the evening of a local date, both UTC."""
    return at_local(on, terms.evening_start), at_local(on, terms.evening_end)


def is_evening(at: datetime, terms: Terms) -> bool:
    """Whether a call that begins at `at` (aware) is an evening try, on any day of the week."""
    start, end = evening_window(local_date(at), terms)
    return start <= at < end


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """Public holidays of one year. Sundays are left to the weekday, whatever the library's
    default is; the library's "de facto" days, the eves, are left out by asking for public ones.
    """
    calendar = holidays.country_holidays(
        "SE", years=year, categories=(holidays.PUBLIC,), include_sundays=False
    )
    return frozenset(calendar)
