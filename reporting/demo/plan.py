"""The whole demonstration as values: the same for the same seed, number of cases and day.

Nothing here reads a clock or a database. `reporting.demo.build` makes it happen.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from jourcase.kernel.local_time import at_local, local_date
from reporting.demo.draw import FIRST_DAY, CaseDraw, draw_cases, usual_number
from reporting.demo.events import Event, Logged, Member, Plan
from reporting.demo.identities import Person, double_of, invent_person
from reporting.demo.people import OFFICE
from reporting.demo.staff import Crew, evenings, staff
from reporting.demo.staging import tell_scene
from reporting.demo.story import tell_case
from reporting.demo.telling import Telling

# The demonstration begins in the morning, when the day's work lies ahead.
MORNING = time(7, 30)
_DEVIATIONS = 2
_DEVIATION_WITHIN = timedelta(days=40)


def morning_of(today: date) -> datetime:
    """The moment to which everything is told: nothing has happened after it."""
    return at_local(today, MORNING)


def last_day(now: datetime) -> date:
    """The local date of the last such morning at or before `now` (aware)."""
    today = local_date(now)
    return today if morning_of(today) <= now else today - timedelta(days=1)


def make_plan(*, seed: int, today: date, cases: int | None = None) -> Plan:
    """Draw and tell `cases` cases (the usual number when None) from the first day to `today`.

    Raises `ValueError` when `today` (a local date) is before the agreement's first day or
    `cases` is not at least 1.
    """
    if today < FIRST_DAY:
        raise ValueError(f"nothing can be told before {FIRST_DAY}")
    size = usual_number(today) if cases is None else cases
    if size < 1:
        raise ValueError("a demonstration needs at least one case")
    rng = Random(f"{seed} {size} {today}")  # noqa: S311 - invented people, nothing secret
    now = morning_of(today)
    members = staff(FIRST_DAY, today)
    crew = Crew(rng, members)
    planned_evenings = evenings(rng, crew, FIRST_DAY, today, now)
    events = _tell_all(rng, draw_cases(rng, size, today), crew, now)
    return Plan(
        seed=seed,
        now=now,
        members=members,
        evenings=tuple(planned_evenings),
        events=tuple(_with_deviations(events, members)),
    )


def _tell_all(rng: Random, draws: Sequence[CaseDraw], crew: Crew, now: datetime) -> list[Event]:
    persons: dict[int, Person] = {}
    events: list[Event] = []
    for draw in draws:
        # Its own source of chance: what one case needs does not shift those after it.
        own = Random(rng.getrandbits(64))  # noqa: S311 - as above
        if draw.duplicate_of is None:
            person = invent_person(own, draw)
        else:
            person = double_of(persons[draw.duplicate_of], draw)
        persons[draw.index] = person
        telling = Telling(own, draw, person, crew.with_chance(own), now)
        if draw.scene is None:
            tell_case(telling)
        else:
            tell_scene(telling, draw.scene)
        events += [event for event in telling.events if event.at <= now]
    return sorted(events, key=lambda event: event.at)


def _with_deviations(events: list[Event], members: Sequence[Member]) -> list[Event]:
    """Now and then somebody whose approval has just ended still makes a call: it is kept, and
    shown as a deviation.
    """
    office = {person.email for person in OFFICE}
    changed = list(events)
    for member in members:
        if member.approved_until is None:
            continue
        last_day = member.approved_until
        after = [
            place
            for place, event in enumerate(changed)
            if isinstance(event.what, Logged)
            and event.by not in office
            and last_day < local_date(event.what.entry.occurred_at) <= last_day + _DEVIATION_WITHIN
        ]
        for place in after[:_DEVIATIONS]:
            changed[place] = replace(changed[place], by=member.email)
    return changed
