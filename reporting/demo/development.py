"""The way to approval and the regular development of the demonstration's colleagues: most have what
they should, somebody lacks a training, somebody's conversation is long ago. The same in every
demonstration of the same day.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from jourcase.kernel.local_time import at_local, local_date
from reporting.demo.draw import FIRST_DAY
from reporting.demo.events import Member
from reporting.demo.people import COORDINATOR
from volunteers.development.services import note_occasion
from volunteers.domain.development import Kind, Occasion
from volunteers.domain.steps import Step
from volunteers.models import User
from volunteers.steps.services import note_steps

Act = tuple[datetime, Callable[[], None]]
# Month, day, what, minutes, and every which person did not come.
_YEAR = (
    (2, 11, Kind.EXCHANGE, "Svåra samtal", 90, 5),
    (3, 18, Kind.TRAINING, "Våld i nära relation", 180, 3),
    (5, 20, Kind.EXCHANGE, "Samtalen som stannar kvar", 90, 3),
    (9, 16, Kind.EXCHANGE, "Hösten börjar", 90, 4),
    (10, 14, Kind.TRAINING, "Brottsskadeersättning", 120, 2),
    (11, 11, Kind.EXCHANGE, "Gränser i stödet", 90, 2),
)
# Days before the approval that each step was taken.
_STEPS = (
    (Step.INTERESTED, 70),
    (Step.INTERVIEWED, 56),
    (Step.ADMITTED, 49),
    (Step.MEMBER, 42),
    (Step.TRAINED, 14),
    (Step.PASSED, 12),
    (Step.PLEDGED, 12),
    (Step.EXTRACT_SHOWN, 7),
)
# One in so many has had no conversation, and the others talk this many days apart.
_UNHEARD = 6
_APART = 12


def development_steps(
    members: Sequence[Member], people: Mapping[str, User], *, now: datetime
) -> Iterator[Act]:
    """Each noted the morning after; of the way to approval the day before the decision."""
    able = [one for one in members if one.approved_since is not None]
    for member in able:
        yield _way(member, people)
    for occasion, places in _occasions(local_date(now)):
        came = [
            one
            for place, one in enumerate(able)
            if one.is_approved(occasion.on) and (place + 1) % places
        ]
        if came:
            yield _noted(occasion, came, people)
    for place, member in enumerate(able):
        on = local_date(now) - timedelta(days=20 + _APART * place)
        if (place + 1) % _UNHEARD and on >= FIRST_DAY and member.is_approved(on):
            yield _noted(Occasion(Kind.CONVERSATION, on), [member], people)


def _occasions(today: date) -> Iterator[tuple[Occasion, int]]:
    for year in range(FIRST_DAY.year, today.year + 1):
        for month, day, kind, title, minutes, places in _YEAR:
            on = date(year, month, day)
            if FIRST_DAY <= on < today:
                yield Occasion(kind, on, title, minutes), places


def _way(member: Member, people: Mapping[str, User]) -> Act:
    approved = member.approved_since or member.started_on
    days: dict[Step, date] = {
        step: min(approved - timedelta(days=before), approved) for step, before in _STEPS
    }
    for step in (Step.TRAINED, Step.PASSED, Step.PLEDGED, Step.EXTRACT_SHOWN):
        days[step] = max(days[step], member.started_on)
    at = at_local(approved, time(5, 0))

    def act() -> None:
        note_steps(person=people[member.email], days=days, by=None, now=at)

    return at, act


def _noted(said: Occasion, came: Sequence[Member], people: Mapping[str, User]) -> Act:
    at = at_local(said.on + timedelta(days=1), time(9, 30))
    return at, partial(_note, said, came, people, at)


def _note(
    said: Occasion, came: Sequence[Member], people: Mapping[str, User], now: datetime
) -> None:
    there = [people[one.email] for one in came]
    note_occasion(said=said, people=there, by=people[COORDINATOR], now=now)
