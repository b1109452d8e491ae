"""Who works at the jour of the demonstration and which evenings they hold."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from jourcase.kernel.local_time import at_local, local_date
from reporting.demo.events import Evening, Member
from reporting.demo.people import (
    BOARD_MEMBERS,
    COORDINATOR,
    FORMER,
    NEWCOMERS,
    OFFICE,
    SUPPORT_PERSONS,
    SYSTEM_PERSON,
    VOLUNTEER,
)
from volunteers.domain.roles import PersonGender

OWN_OFFICE = "egen"
_OFFICES = (OWN_OFFICE, "partnerjour-1", "partnerjour-2")
_WEDNESDAY = 2
_WEEKS_AHEAD = 5
_OPEN_FROM, _OPEN_TO = time(17, 0), time(20, 0)
# Tonight and tomorrow night, so that whoever tries the demonstration in the evening has a list.
_TONIGHT_TO = time(21, 0)


def staff(first: date, today: date) -> tuple[Member, ...]:
    """The colleagues with their histories, from the first day of the agreement until today."""
    return (
        *(Member(person, date(2021, 8, 16), date(2021, 9, 20)) for person in OFFICE),
        *(Member(person, date(2023, 3, 28)) for person in BOARD_MEMBERS),
        Member(SYSTEM_PERSON, date(2024, 1, 15)),
        *_support_persons(today),
        *_former(first, today),
    )


def _support_persons(today: date) -> list[Member]:
    members = []
    experienced = len(SUPPORT_PERSONS) - NEWCOMERS
    for index, person in enumerate(SUPPORT_PERSONS):
        if index < experienced:
            started = date(2015, 9, 1) + timedelta(days=150 * index)
        else:
            started = today - timedelta(days=70 + 75 * (index - experienced))
        # The basic training and the board's decision take about six weeks.
        members.append(Member(person, started, started + timedelta(days=42)))
    return members


def _former(first: date, today: date) -> list[Member]:
    span = (today - first).days
    return [
        Member(
            person,
            date(2019, 9, 2),
            date(2019, 10, 14),
            first + timedelta(days=span * share // 100),
        )
        for person, share in zip(FORMER, (38, 74), strict=True)
    ]


class Crew:
    """Chooses who does a thing on a day; only people who are approved then."""

    def __init__(self, rng: Random, members: Sequence[Member]) -> None:
        self._rng = rng
        self._by_email = {member.email: member for member in members}
        office = {person.email for person in OFFICE}
        self._callers = [
            member
            for member in members
            if member.approved_since is not None and member.email not in office
        ]
        self._office = [person.email for person in OFFICE]

    def with_chance(self, rng: Random) -> "Crew":
        """The same people, chosen by another source of chance."""
        return Crew(rng, tuple(self._by_email.values()))

    def is_approved(self, email: str, on: date) -> bool:
        return self._by_email[email].is_approved(on)

    def coordinator(self) -> str:
        """Mostly the one that the demonstration's log-in belongs to."""
        return self._office[0] if self._rng.random() < 0.75 else self._office[1]

    def volunteer(self, on: date, wished: str = "") -> str:
        """Somebody approved on the local date; of the wished gender when there is such a wish.

        The volunteer of the demonstration's log-in has more to do than the others.
        """
        able = [member for member in self._callers if member.is_approved(on)]
        fitting = [m for m in able if not wished or m.colleague.gender == PersonGender(wished)]
        chosen = fitting or able
        if not chosen:
            return COORDINATOR
        weights = [3 if member.email == VOLUNTEER else 1 for member in chosen]
        return self._rng.choices(chosen, weights)[0].email

    def pair(self, on: date) -> list[str]:
        """Two who hold an evening together; one when there are no more."""
        able = [member.email for member in self._callers if member.is_approved(on)]
        return self._rng.sample(able, min(2, len(able)))


def evenings(rng: Random, crew: Crew, first: date, today: date, now: datetime) -> list[Evening]:
    """A joint evening every Wednesday, held by the three jourer in turn, until five weeks ahead.

    The week of Christmas and the one after it have none; on one of our July evenings nobody had
    signed up; of those ahead the nearest are staffed first. Tonight's and tomorrow's are ours.
    """
    wednesday = first + timedelta(days=(_WEDNESDAY - first.weekday()) % 7)
    near = [today, today + timedelta(days=1)]
    planned = []
    week = 0
    while wednesday <= today + timedelta(weeks=_WEEKS_AHEAD):
        is_christmas = (wednesday.month, wednesday.day) >= (12, 23)
        if not is_christmas and wednesday not in near:
            office = _OFFICES[week % len(_OFFICES)]
            planned.append(_evening(rng, crew, wednesday, office, now))
        week += 1
        wednesday += timedelta(days=7)
    planned += [_near_evening(crew, on, now) for on in near]
    return sorted(planned, key=lambda evening: (evening.added_at, evening.starts_at))


def _evening(rng: Random, crew: Crew, on: date, office: str, now: datetime) -> Evening:
    added_at = min(at_local(on - timedelta(weeks=6), time(9, 30)), now)
    signups: list[tuple[str, datetime]] = []
    is_empty_july = on.month == 7 and on.day <= 21
    if office == OWN_OFFICE and not is_empty_july:
        for email in crew.pair(on):
            said_at = added_at + timedelta(days=rng.randint(2, 30), minutes=rng.randrange(600))
            # Who is only just approved by that evening was not yet asked.
            if said_at <= now and crew.is_approved(email, local_date(said_at)):
                signups.append((email, said_at))
    return Evening(
        added_at=added_at,
        starts_at=at_local(on, _OPEN_FROM),
        ends_at=at_local(on, _OPEN_TO),
        office_code=office,
        needed=2,
        signups=tuple(signups),
    )


def _near_evening(crew: Crew, on: date, now: datetime) -> Evening:
    added_at = at_local(local_date(now) - timedelta(weeks=2), time(9, 30))
    others = [email for email in crew.pair(on) if email != VOLUNTEER]
    people = [VOLUNTEER, *others[:1]]
    return Evening(
        added_at=added_at,
        starts_at=at_local(on, _OPEN_FROM),
        ends_at=at_local(on, _TONIGHT_TO),
        office_code=OWN_OFFICE,
        needed=2,
        signups=tuple((email, added_at + timedelta(days=3)) for email in people),
    )
