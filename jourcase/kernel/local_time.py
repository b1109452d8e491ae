"""Local civil time of Europe/Stockholm: dates and clocks on which the agreement is judged.

Instants are stored in UTC. Calendar days are added on local dates, durations in UTC; nothing
here adds "an hour for summer". Source: domain rule "Time" (days are local calendar days).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


class LocalTimeProblem(Enum):
    """Why a typed local time is not one instant."""

    MISSING = auto()  # inside the hour that is skipped in spring
    AMBIGUOUS = auto()  # inside the hour that comes twice in autumn


@dataclass(frozen=True, slots=True)
class Resolved:
    """One instant, UTC, that a typed local time stands for."""

    at: datetime


def local(at: datetime) -> datetime:
    """The same instant on the clock of Stockholm. `at` must be aware."""
    if at.tzinfo is None:
        raise ValueError("a naive datetime has no local time")
    return at.astimezone(STOCKHOLM)


def local_date(at: datetime) -> date:
    """The calendar day in Stockholm on which the instant `at` (aware) falls."""
    return local(at).date()


def at_local(on: date, clock: time) -> datetime:
    """The instant, UTC, of a local day and clock.

    A clock inside the spring gap is read with the offset before the change, so it lands after
    the gap; in the autumn fold the first of the two instants is meant. For times that a person
    typed use `resolve_local`, which asks instead of choosing.
    """
    plain = clock.replace(tzinfo=None, fold=0)
    return datetime.combine(on, plain, tzinfo=STOCKHOLM).astimezone(UTC)


def start_of_local_day(on: date) -> datetime:
    """00:00:00 local time on `on`, as UTC."""
    return at_local(on, time(0, 0, 0))


def end_of_local_day(on: date) -> datetime:
    """23:59:59 local time on `on`, as UTC: the last whole second of that day."""
    return start_of_local_day(on + timedelta(days=1)) - timedelta(seconds=1)


def resolve_local(naive: datetime, *, later: bool | None = None) -> Resolved | LocalTimeProblem:
    """The instant of a naive local time that a person typed.

    `later` answers the question of the autumn hour: False for its first round, True for its
    second, None when nobody has said (then the answer is AMBIGUOUS). It is ignored elsewhere.
    """
    if naive.tzinfo is not None:
        raise ValueError("only a naive local time needs resolving")
    first = naive.replace(tzinfo=STOCKHOLM, fold=0).astimezone(UTC)
    second = naive.replace(tzinfo=STOCKHOLM, fold=1).astimezone(UTC)
    if first == second:
        return Resolved(first)
    if local(first).replace(tzinfo=None) != naive:
        return LocalTimeProblem.MISSING
    if later is None:
        return LocalTimeProblem.AMBIGUOUS
    return Resolved(second if later else first)


def iso_week(on: date) -> tuple[int, int]:
    """(ISO year, ISO week) of a local date; week 1 may belong to the next year."""
    year, week, _ = on.isocalendar()
    return year, week
