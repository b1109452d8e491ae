"""The means by which a case is told: a running list of events, with what follows by habit from
each: late entries, slips that are undone, corrections, a change of who is responsible.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from cases.domain.enums import CloseReason
from contacts.domain.entry import ContactEntry
from contacts.domain.enums import Channel, Direction, Result
from jourcase.kernel.local_time import local_date
from reporting.demo import shape, texts
from reporting.demo.draw import CaseDraw
from reporting.demo.events import (
    Assigned,
    Closed,
    Corrected,
    Event,
    Happening,
    Logged,
    NoteWritten,
    Undone,
)
from reporting.demo.identities import Person
from reporting.demo.moments import (
    DAYTIME,
    call_moment,
    is_evening_clock,
    is_weekend,
    office_day,
    office_moment,
    within,
)
from reporting.demo.staff import Crew

_LATE_SHARE = 7
_SLIP_SHARE = 1
_CORRECTION_SHARE = 1.5
_UNANSWERED = {Result.NO_ANSWER: 72.0, Result.BUSY: 10.0, Result.MESSAGE_LEFT: 18.0}


class Telling:
    """One case being told. `at` is when the last thing in it happened; it never goes back.

    Everything is told as if time went on for ever; the plan leaves out what has not happened yet.
    """

    def __init__(self, rng: Random, draw: CaseDraw, person: Person, crew: Crew, now: datetime):
        self.rng = rng
        self.draw = draw
        self.person = person
        self.crew = crew
        self.now = now
        self.at = now
        self.received_at = now
        self.assigned_to = ""
        self.desk = crew.coordinator()
        self.events: list[Event] = []
        self._logged = 0

    def tell(self, what: Happening, *, by: str, at: datetime) -> None:
        self.at = max(self.at, at) if self.events else at
        self.events.append(Event(self.at, self.draw.index, by, what))

    def assign(self, to: str, at: datetime) -> None:
        self.tell(Assigned(to), by=self.desk, at=at)
        self.assigned_to = to

    def assign_somebody(self, at: datetime) -> None:
        """A volunteer who is approved that day, and of the wished gender when one is wished."""
        wished = self.person.identity.safe.wished_gender
        self.assign(self.crew.volunteer(local_date(at), wished), at)

    def caller(self, at: datetime) -> str:
        """Who makes contact at `at`: mostly whoever is responsible, in the day often the office.

        When the approval of the responsible one has ended somebody else takes over first.
        """
        on = local_date(at)
        if self.assigned_to and not self.crew.is_approved(self.assigned_to, on):
            self.assign_somebody(max(self.at, at - timedelta(minutes=30)))
        at_office = not is_weekend(on) and not is_evening_clock(at)
        if at_office and (not self.assigned_to or shape.chance(self.rng, 15)):
            return self.desk
        if self.assigned_to and shape.chance(self.rng, 85):
            return self.assigned_to
        return self.crew.volunteer(on, self.person.identity.safe.wished_gender)

    def log(self, entry: ContactEntry, *, by: str = "", is_prompt: bool = False) -> None:
        """Log a contact: mostly at once, now and then the day after, rarely with a slip first."""
        by = by or self.caller(entry.occurred_at)
        logged_at = entry.occurred_at + timedelta(minutes=(entry.minutes or 0) + 2)
        if entry.channel == Channel.EMAIL and entry.direction == Direction.IN:
            logged_at = office_moment(self.rng, entry.occurred_at)  # written at any hour
            is_prompt = True
        may_wait = not is_prompt and entry.callback_at is None
        if may_wait and shape.chance(self.rng, _LATE_SHARE):
            logged_at = within(self.rng, local_date(entry.occurred_at) + timedelta(days=1), DAYTIME)
        elif may_wait and shape.chance(self.rng, _SLIP_SHARE):
            slip = self._slip(entry)
            if slip is not None:
                self.tell(Logged(slip), by=by, at=logged_at)
                self.tell(Undone(self._count()), by=by, at=logged_at + timedelta(minutes=1))
                logged_at += timedelta(minutes=3)
        self.tell(Logged(entry), by=by, at=logged_at)
        nth = self._count()
        if entry.result in {Result.REACHED, Result.NO_ANSWER} and entry.callback_at is None:
            self._correct_sometimes(nth, entry, by)

    def _count(self) -> int:
        self._logged += 1
        return self._logged - 1

    def _slip(self, entry: ContactEntry) -> ContactEntry | None:
        """The wrong tile, taken back a minute later."""
        if entry.channel != Channel.PHONE or entry.direction != Direction.OUT:
            return None
        wrong = Result.BUSY if entry.result == Result.NO_ANSWER else Result.NO_ANSWER
        return ContactEntry(entry.channel, entry.direction, wrong, entry.occurred_at)

    def _correct_sometimes(self, nth: int, entry: ContactEntry, by: str) -> None:
        if not shape.chance(self.rng, _CORRECTION_SHARE):
            return
        minutes = (entry.minutes or 1) + self.rng.choice((2, 5, 10))
        later = within(self.rng, local_date(self.at) + timedelta(days=1), DAYTIME)
        corrected = replace(entry, minutes=minutes, next_on=None, what_next=None)
        # Beside the rest of the story: it does not move it on.
        self.events.append(Event(later, self.draw.index, by, Corrected(nth, corrected)))

    def unanswered(self, at: datetime, *, by: str = "", is_prompt: bool = False) -> None:
        """A call that nobody took."""
        shares = dict(_UNANSWERED)
        if not self.person.identity.safe.may_leave_message:
            del shares[Result.MESSAGE_LEFT]
        result = shape.pick(self.rng, shares)
        entry = phone_out(result, at, note=self.some(texts.UNANSWERED, 20))
        self.log(entry, by=by, is_prompt=is_prompt)

    def soon(self, *, days: int, evening_share: float = 30) -> datetime:
        """A time to ring again, about so many days after the last thing that happened."""
        on = local_date(self.at) + timedelta(days=days)
        at = call_moment(
            self.rng,
            after=self.at + timedelta(hours=2),
            days={on + timedelta(days=n): weight for n, weight in enumerate((4.0, 2.0, 1.0))},
            evening_share=evening_share,
            safe=self.person.safe_hours,
        )
        return at or within(self.rng, on + timedelta(days=1), DAYTIME)

    def some(self, notes: Sequence[str], share: float) -> str:
        """One of the notes in `share` out of 100 cases, else nothing."""
        return self.rng.choice(notes) if shape.chance(self.rng, share) else ""

    def note_sometimes(self) -> None:
        if shape.chance(self.rng, 8):
            on = local_date(self.at)
            by = self.assigned_to if self.assigned_to and self._is_able(on) else self.desk
            later = self.at + timedelta(minutes=self.rng.randint(3, 20))
            self.tell(NoteWritten(self.rng.choice(texts.NOTES)), by=by, at=later)

    def _is_able(self, on: date) -> bool:
        return self.crew.is_approved(self.assigned_to, on)

    def close(self, reason: CloseReason, *, after_days: tuple[int, int]) -> None:
        """Closed by whoever is responsible, or by the office, in its hours."""
        at = office_day(self.rng, self.at, self.rng.randint(*after_days))
        is_own = self.assigned_to and self._is_able(local_date(at))
        by = self.assigned_to if is_own and shape.chance(self.rng, 55) else self.desk
        self.tell(Closed(reason), by=by, at=at)


def phone_out(result: Result, at: datetime, *, minutes: int = 1, note: str = "") -> ContactEntry:
    """A call from us in which nothing was agreed."""
    return ContactEntry(Channel.PHONE, Direction.OUT, result, at, minutes=minutes, note=note)
