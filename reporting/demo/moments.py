"""When things happen in the demonstration. Instants are UTC and whole minutes."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from jourcase.agreement.domain.terms import is_working_day
from jourcase.kernel.local_time import at_local, local, local_date

Span = tuple[time, time]

OFFICE: Span = (time(8, 20), time(16, 30))
DAYTIME: Span = (time(9, 0), time(16, 45))
EVENING: Span = (time(17, 0), time(20, 30))
MORNING: Span = (time(7, 0), time(7, 28))

_SATURDAY = 5
_SHORTEST = timedelta(minutes=10)


def between(rng: Random, start: datetime, end: datetime) -> datetime:
    """A whole minute from `start` to `end`; `start` when there is no room."""
    minutes = int((end - start).total_seconds() // 60)
    at = start + timedelta(minutes=rng.randint(0, max(minutes, 0)))
    return at.replace(second=0, microsecond=0)


def within(rng: Random, on: date, span: Span) -> datetime:
    """Some time of a local day."""
    return between(rng, at_local(on, span[0]), at_local(on, span[1]))


def is_weekend(on: date) -> bool:
    return on.weekday() >= _SATURDAY


def office_moment(rng: Random, after: datetime, *, within_minutes: int = 45) -> datetime:
    """The first time after `after` when somebody at the office gets to it."""
    on = local_date(after)
    soon = after + timedelta(minutes=rng.randint(2, within_minutes))
    opens, closes = at_local(on, OFFICE[0]), at_local(on, OFFICE[1])
    if is_working_day(on) and opens <= soon <= closes:
        return soon.replace(second=0, microsecond=0)
    if not (is_working_day(on) and soon < opens):
        on += timedelta(days=1)
        while not is_working_day(on):
            on += timedelta(days=1)
    return at_local(on, OFFICE[0]) + timedelta(minutes=rng.randint(0, within_minutes))


def office_day(rng: Random, after: datetime, days: int) -> datetime:
    """Some time in the office's hours, on the first working day at least `days` days on."""
    on = local_date(after) + timedelta(days=days)
    while not is_working_day(on):
        on += timedelta(days=1)
    at = within(rng, on, OFFICE)
    return at if at > after else office_moment(rng, after)


def call_moment(
    rng: Random,
    *,
    after: datetime,
    days: Mapping[date, float],
    evening_share: float,
    safe: Span | None,
) -> datetime | None:
    """A time to ring after `after`, on one of the weighted local days, inside the safe hours.

    `evening_share` out of 100 of the calls are in the evening. None when no time fits.
    """
    fitting: dict[tuple[datetime, datetime], float] = {}
    for on, weight in days.items():
        calm = 0.25 if is_weekend(on) else 1.0
        for span, share in ((DAYTIME, 100 - evening_share), (EVENING, evening_share)):
            start, end = _narrowed(span, safe)
            opens, closes = max(at_local(on, start), after), at_local(on, end)
            if closes - opens >= _SHORTEST and share:
                fitting[opens, closes] = weight * calm * share
    if not fitting:
        return None
    opens, closes = rng.choices(list(fitting), list(fitting.values()))[0]
    return between(rng, opens, closes)


def _narrowed(span: Span, safe: Span | None) -> Span:
    return span if safe is None else (max(span[0], safe[0]), min(span[1], safe[1]))


def is_evening_clock(at: datetime) -> bool:
    """By the local clock, as the plan sees it; the rule itself is in the agreement's terms."""
    return local(at).time() >= EVENING[0]
