"""When the agreement runs, when notice must be given, and when it ends.

Source: the annex, section 1: a first period, then one calendar year at a time up to a last date,
unless either party gives notice on or before a day of the year in question. All dates are local
civil dates; notice counts on the day it was received.
"""

from dataclasses import dataclass
from datetime import date
from enum import auto

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

# Month and day on which the board is reminded. Ours, not the annex's.
REMINDER_DAYS: tuple[tuple[int, int], ...] = ((6, 1), (9, 1), (9, 23))


class DatesRefusal(Refusal):
    """Why the dates of an agreement contradict each other."""

    FIRST_PERIOD_ENDS_BEFORE_START = auto()
    LAST_END_BEFORE_FIRST_PERIOD_END = auto()
    NOT_FIRST_OF_MONTH = auto()  # money is counted in whole months
    FIRST_PERIOD_NOT_TO_YEAR_END = auto()  # extensions are calendar years
    LAST_END_NOT_YEAR_END = auto()
    NO_SUCH_NOTICE_DAY = auto()


class ReminderKind(Labelled):
    """What the board is reminded of."""

    NOTICE = "notice", "Sista dag för uppsägning närmar sig"
    NEW_AGREEMENT = "new_agreement", "Överenskommelsen löper ut och en ny behövs"


@dataclass(frozen=True, slots=True)
class AgreementDates:
    """The dates that the annex fixes. All inclusive."""

    starts_on: date
    first_period_ends_on: date
    last_end_on: date
    notice_month: int = 9
    notice_day: int = 30


@dataclass(frozen=True, slots=True)
class Period:
    """One agreement period, both days inclusive; `number` counts from 1."""

    number: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Reminder:
    """One day on which the board is reminded, and of what."""

    on: date
    kind: ReminderKind


@dataclass(frozen=True, slots=True)
class NoticeStrip:
    """What the board is told on a day: since which reminder, until when, and how many days that is
    (0 on the last day).
    """

    kind: ReminderKind
    since: date
    last_day: date
    days_left: int

    @property
    def is_last(self) -> bool:
        """From the last reminder of the year on."""
        return (self.since.month, self.since.day) == REMINDER_DAYS[-1]


def refusals_of_dates(dates: AgreementDates) -> set[DatesRefusal]:
    """What contradicts itself in these dates; empty when nothing does."""
    found: set[DatesRefusal] = set()
    if dates.first_period_ends_on < dates.starts_on:
        found.add(DatesRefusal.FIRST_PERIOD_ENDS_BEFORE_START)
    if dates.last_end_on < dates.first_period_ends_on:
        found.add(DatesRefusal.LAST_END_BEFORE_FIRST_PERIOD_END)
    if dates.starts_on.day != 1:
        found.add(DatesRefusal.NOT_FIRST_OF_MONTH)
    if not _is_year_end(dates.first_period_ends_on):
        found.add(DatesRefusal.FIRST_PERIOD_NOT_TO_YEAR_END)
    if not _is_year_end(dates.last_end_on):
        found.add(DatesRefusal.LAST_END_NOT_YEAR_END)
    try:
        # 29 February is no day of every year, so it is tried in a year without it.
        date(2025, dates.notice_month, dates.notice_day)
    except ValueError:
        found.add(DatesRefusal.NO_SUCH_NOTICE_DAY)
    return found


def ends_on(dates: AgreementDates, notice_on: date | None = None) -> date:
    """The last day on which the agreement runs, given notice received on a day, or none.

    Notice in time ends it with the period that then runs; notice later in that year lets one
    more year run. Notice before the start ends it with the first period.
    """
    if notice_on is None:
        return dates.last_end_on
    for period_end in _period_ends(dates):
        if notice_on <= _notice_day_in(dates, period_end.year):
            return period_end
    return dates.last_end_on


def runs_on(dates: AgreementDates, on: date, notice_on: date | None = None) -> bool:
    """Whether the agreement runs on a day. Nothing is extended past the last date."""
    return dates.starts_on <= on <= ends_on(dates, notice_on)


def last_day_for_notice(dates: AgreementDates, on: date) -> date | None:
    """The next day, `on` included, at which notice still stops an extension.

    None when no extension is left to stop: after the last such day, and in the last year, which
    ends by itself.
    """
    deadlines = (
        _notice_day_in(dates, period_end.year)
        for period_end in _period_ends(dates)
        if period_end < dates.last_end_on
    )
    return next((deadline for deadline in deadlines if on <= deadline), None)


def periods(dates: AgreementDates, notice_on: date | None = None) -> tuple[Period, ...]:
    """The agreement periods in order: the first one, then calendar years, to the end."""
    last = ends_on(dates, notice_on)
    starts = dates.starts_on
    found: list[Period] = []
    for period_end in _period_ends(dates):
        if period_end > last:
            break
        found.append(Period(len(found) + 1, starts, period_end))
        starts = date(period_end.year + 1, 1, 1)
    return tuple(found)


def period_on(dates: AgreementDates, on: date, notice_on: date | None = None) -> Period | None:
    """The period that a day belongs to, or None when the agreement does not run that day."""
    return next(
        (
            period
            for period in periods(dates, notice_on)
            if period.starts_on <= on <= period.ends_on
        ),
        None,
    )


def months_in(period: Period) -> int:
    """Calendar months from the first to the last day of a period, both counted."""
    first, last = period.starts_on, period.ends_on
    return (last.year - first.year) * 12 + last.month - first.month + 1


def reminders(
    dates: AgreementDates, year: int, notice_on: date | None = None
) -> tuple[Reminder, ...]:
    """The board's reminders in a year: of notice while an extension can be stopped, of a new
    agreement in the year in which it ends. None in years in which it does not run.
    """
    last = ends_on(dates, notice_on)
    kind = ReminderKind.NEW_AGREEMENT if last.year == year else ReminderKind.NOTICE
    days = (date(year, month, day) for month, day in REMINDER_DAYS)
    return tuple(Reminder(on, kind) for on in days if dates.starts_on <= on <= last)


def strip_on(dates: AgreementDates, on: date, notice_on: date | None = None) -> NoticeStrip | None:
    """What the board has before its eyes on a day: the latest reminder of the year, until the last
    day for what it is about. None before the first one, and when nothing is left to do.
    """
    said = [one for one in reminders(dates, on.year, notice_on) if one.on <= on]
    if not said:
        return None
    latest = said[-1]
    last_day = ends_on(dates, notice_on)
    if latest.kind is ReminderKind.NOTICE:
        last_day = _notice_day_in(dates, on.year)
    if on > last_day:
        return None
    return NoticeStrip(latest.kind, latest.on, last_day, (last_day - on).days)


def _is_year_end(on: date) -> bool:
    return (on.month, on.day) == (12, 31)


def _notice_day_in(dates: AgreementDates, year: int) -> date:
    return date(year, dates.notice_month, dates.notice_day)


def _period_ends(dates: AgreementDates) -> tuple[date, ...]:
    years = range(dates.first_period_ends_on.year + 1, dates.last_end_on.year + 1)
    return (dates.first_period_ends_on, *(date(year, 12, 31) for year in years))
