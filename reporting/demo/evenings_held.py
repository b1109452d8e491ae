"""Who came to the demonstration's evenings, and the weekly look at those who have gone silent. This
week's look has not been made: there is something left to do.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import partial

from contacts.evening.services import come, end, note_look
from jourcase.kernel.local_time import at_local, local_date
from reporting.demo.events import Evening
from reporting.demo.people import COORDINATOR
from reporting.demo.staff import OWN_OFFICE
from volunteers.models import Shift, User

Act = tuple[datetime, Callable[[], None]]
_LOOKS = 6


def held_steps(
    evenings: Sequence[Evening],
    shifts: Mapping[datetime, Shift],
    people: Mapping[str, User],
    *,
    now: datetime,
) -> Iterator[Act]:
    """Everybody who had signed up came, and ended with "Klart" when it was over."""
    for one in evenings:
        if one.office_code != OWN_OFFICE or one.ends_at + timedelta(minutes=30) > now:
            continue
        for place, (email, _) in enumerate(one.signups):
            came_at = one.starts_at - timedelta(minutes=4 - 3 * place)
            left_at = one.ends_at + timedelta(minutes=5 + 2 * place)
            yield came_at, partial(_come, shifts, one.starts_at, people, email, came_at)
            yield left_at, partial(_leave, people, email, left_at)
    monday = local_date(now) - timedelta(days=local_date(now).weekday())
    for weeks in range(1, _LOOKS + 1):
        at = at_local(monday - timedelta(weeks=weeks), time(10, 0))
        yield at, partial(_look, people, weeks % 4, at)


def _come(
    shifts: Mapping[datetime, Shift],
    starts_at: datetime,
    people: Mapping[str, User],
    email: str,
    now: datetime,
) -> None:
    come(shift=shifts[starts_at], user=people[email], now=now)


def _leave(people: Mapping[str, User], email: str, now: datetime) -> None:
    end(user=people[email], now=now)


def _look(people: Mapping[str, User], silent: int, now: datetime) -> None:
    note_look(silent=silent, by=people[COORDINATOR], now=now)
