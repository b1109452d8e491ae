"""What a partner's calendar file says of the evenings that the rota has for them.

Every event of the file gets an answer, and nothing is confirmed by it: a person ticks what is to be
confirmed. Instants are aware.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date
from volunteers.domain.calendar_events import EventProblem, EventTime, FoundEvent


class Outcome(Labelled):
    """What is made of one time of an event."""

    CONFIRMS = "confirms"
    CONFIRMED_ALREADY = "confirmed_already"
    CLOSED_HERE = "closed_here"
    NO_EVENING = "no_evening"
    CANCELLED = "cancelled"
    CANCELLED_BUT_CONFIRMED = "cancelled_but_confirmed"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An evening that the partner is to hold."""

    key: int
    starts_at: datetime
    ends_at: datetime
    is_confirmed: bool = False
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of what is shown. `line` is where the event begins in the file; `key` the evening
    that it is about.
    """

    line: int
    outcome: Outcome
    at: EventTime | None = None
    key: int | None = None
    problem: EventProblem | None = None


def answers(events: Iterable[FoundEvent], wanted: Sequence[Wanted]) -> list[Answer]:
    """An answer to every event, in the order of the file; one evening is confirmed once."""
    found: list[Answer] = []
    taken: set[int] = set()
    for event in events:
        if event.problem is not None:
            found.append(Answer(event.line, Outcome.UNREADABLE, problem=event.problem))
        elif not event.times:
            found.append(Answer(event.line, Outcome.OUTSIDE))
        for at in event.times:
            evening = next((one for one in wanted if _meets(at, one)), None)
            outcome = _outcome(evening, taken, is_cancelled=event.is_cancelled)
            key = evening.key if evening else None
            if key is not None and outcome is Outcome.CONFIRMS:
                taken.add(key)
            found.append(Answer(event.line, outcome, at, key))
    return found


def _meets(at: EventTime, evening: Wanted) -> bool:
    """Of an event that lasts all day only the day says something."""
    if at.is_all_day:
        return at.on == local_date(evening.starts_at)
    return at.overlaps(evening.starts_at, evening.ends_at)


def _outcome(evening: Wanted | None, taken: set[int], *, is_cancelled: bool) -> Outcome:
    if is_cancelled:
        is_held = evening is not None and evening.is_confirmed
        return Outcome.CANCELLED_BUT_CONFIRMED if is_held else Outcome.CANCELLED
    if evening is None:
        return Outcome.NO_EVENING
    if evening.is_closed:
        return Outcome.CLOSED_HERE
    if evening.is_confirmed or evening.key in taken:
        return Outcome.CONFIRMED_ALREADY
    return Outcome.CONFIRMS
