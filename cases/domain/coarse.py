"""What is left of a case's moments when it is erased: the day, and in which order things came.

Every figure of the follow-up asks on which local day something fell, or which of two moments came
first; the median waits are kept as whole minutes. So each moment becomes noon of its own day, and
those of one day are told apart by a minute each, in their order. When the case was closed is asked
by no figure but against the first contact, so not even its day is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from jourcase.kernel.local_time import at_local, local_date

_NOON = time(12, 0)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """Of a closed case, aware. `closed_at` is not before `received_at`."""

    received_at: datetime
    closed_at: datetime
    deadline_at: datetime | None = None
    follow_through_until: datetime | None = None
    first_contact_at: datetime | None = None
    reached_at: datetime | None = None


def coarse(moments: Moments) -> Moments:
    """The same days and the same order, and no more."""
    place = _places(
        at
        for at in (
            moments.received_at,
            moments.deadline_at,
            moments.follow_through_until,
            moments.first_contact_at,
            moments.reached_at,
        )
        if at is not None
    )
    received_at = place[moments.received_at]
    first = moments.first_contact_at
    is_after_closing = first is not None and first > moments.closed_at
    return Moments(
        received_at=received_at,
        closed_at=received_at
        if first is None or is_after_closing
        else max(received_at, place[first]),
        deadline_at=_at(place, moments.deadline_at),
        follow_through_until=_at(place, moments.follow_through_until),
        first_contact_at=_at(place, first),
        reached_at=_at(place, moments.reached_at),
    )


def coarse_day(at: datetime) -> datetime:
    """Noon of its local day."""
    return at_local(local_date(at), _NOON)


def coarse_month(at: datetime) -> datetime:
    """Noon of the first day of its local month."""
    return at_local(local_date(at).replace(day=1), _NOON)


def kept_wait(start: datetime, end: datetime | None) -> timedelta | None:
    """The time between in whole minutes, as the median shows it."""
    return None if end is None else (end - start) // _MINUTE * _MINUTE


def _places(instants: Iterable[datetime]) -> dict[datetime, datetime]:
    found: dict[datetime, datetime] = {}
    for at in sorted(set(instants)):
        same_day = sum(local_date(other) == local_date(at) for other in found)
        found[at] = coarse_day(at) + same_day * _MINUTE
    return found


def _at(place: dict[datetime, datetime], at: datetime | None) -> datetime | None:
    return None if at is None else place[at]
