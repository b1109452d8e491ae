"""What is done about the evenings of the demonstration: partners confirm theirs, a summer evening
is closed, somebody seeks a colleague, and the time ahead is planned. The same in every
demonstration of the same day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from jourcase.kernel.local_time import local_date
from reporting.demo.events import Evening
from reporting.demo.people import COORDINATOR
from reporting.demo.staff import OWN_OFFICE
from volunteers.domain.evenings import ClosedBecause, ConfirmedThrough, Pattern
from volunteers.domain.weeks import HalfYear
from volunteers.evenings.services import close_evening, confirm_evening, plan_half_year
from volunteers.evenings.signing import offer_shift
from volunteers.models import Shift, User

Step = tuple[datetime, Callable[[], None]]
_PATTERN = Pattern(2, time(17), time(20), 2, (OWN_OFFICE, "partnerjour-1", "partnerjour-2"))
_DAYS_BEFORE = timedelta(days=2)
# One in so many was never confirmed, so that the figure has a week to explain.
_FORGOTTEN = 13
_FILE_OF = "partnerjour-2"


class Rota:
    """Acts on evenings that have been added when their turn comes."""

    def __init__(
        self,
        evenings: Sequence[Evening],
        shifts: Mapping[datetime, Shift],
        people: Mapping[str, User],
        now: datetime,
    ) -> None:
        self._evenings = sorted(evenings, key=lambda one: one.starts_at)
        self._shifts, self._people, self._now = shifts, people, now

    def steps(self) -> Iterator[Step]:
        theirs = [one for one in self._evenings if one.office_code != OWN_OFFICE]
        for number, one in enumerate(theirs, start=1):
            said_at = max(one.starts_at - _DAYS_BEFORE, one.added_at)
            if said_at <= self._now and number % _FORGOTTEN:
                yield said_at, partial(self._confirm, one, said_at)
        for one in self._evenings:
            closed_at = one.starts_at - timedelta(days=7)
            is_bare = one.office_code == OWN_OFFICE and not one.signups
            if is_bare and one.added_at <= closed_at and one.starts_at <= self._now:
                yield closed_at, partial(self._close, one, closed_at)
        asked = self._asked()
        if asked is not None:
            yield self._now, partial(self._offer, asked)
        yield self._now, self._plan

    def _asked(self) -> Evening | None:
        """The second of our evenings to come, so that tonight's is whole."""
        ahead = [one for one in self._evenings if one.starts_at > self._now and one.signups]
        later = [one for one in ahead if one.starts_at - self._now > timedelta(days=3)]
        return later[0] if later else None

    def _confirm(self, one: Evening, now: datetime) -> None:
        is_file = one.office_code == _FILE_OF
        through = ConfirmedThrough.FILE if is_file else ConfirmedThrough.HAND
        shift, by = self._shifts[one.starts_at], self._people[COORDINATOR]
        confirm_evening(shift=shift, by=by, now=now, through=through)

    def _close(self, one: Evening, now: datetime) -> None:
        shift, by = self._shifts[one.starts_at], self._people[COORDINATOR]
        because = ClosedBecause.PLANNED if one.starts_at.month == 7 else ClosedBecause.TOO_FEW
        close_evening(shift=shift, because=because, note="", by=by, now=now)

    def _offer(self, one: Evening) -> None:
        person = self._people[one.signups[0][0]]
        shift = self._shifts[one.starts_at]
        offer_shift(shift=shift, user=person, by=person, now=self._now)

    def _plan(self) -> None:
        half = HalfYear.of(local_date(self._now))
        for one in (half, half.next):
            by = self._people[COORDINATOR]
            plan_half_year(half=one, pattern=_PATTERN, by=by, now=self._now)
