"""The joint evening: the half-year's pattern, each evening's state, and the weeks without one.

Sources: the undertaking to be open one evening a week, jointly, and the domain rules "Volunteers"
(one of the jourer being open fulfils it for all) and "Time". Days are local, instants UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import at_local, local, local_date
from jourcase.kernel.refusals import Refusal
from volunteers.domain.closed_days import closed_day
from volunteers.domain.weeks import HalfYear, Week, weeks_touching

# The clock never changes between noon and midnight, so an evening has always its full hours.
EARLIEST = time(12, 0)
# Further ahead is more likely mistyped than planned.
LONGEST_AHEAD = timedelta(days=731)
MOST_NEEDED = 20


class EveningRefusal(Refusal):
    ENDS_BEFORE_START = "evening_ends_before_start"
    BEGINS_BEFORE_NOON = "begins_before_noon"
    NO_OFFICE = "no_office"
    HALF_IS_OVER = "half_is_over"
    TOO_FAR_AHEAD = "evening_too_far_ahead"
    HAS_BEGUN = "has_begun"
    HAS_PEOPLE = "has_people"
    IS_OURS = "is_ours"
    IS_CLOSED = "is_closed"
    NOT_PROPOSED = "not_proposed"


class EveningState(Labelled):
    """What the rota says of an evening."""

    FULL = "full", "Fullt"
    MISSING = "missing", "Saknas"
    CONFIRMED = "confirmed", "Bekräftat"
    UNCONFIRMED = "unconfirmed", "Obekräftat"
    PROPOSED = "proposed", "Stängt?"
    CLOSED = "closed", "Stängt"


class ClosedBecause(Labelled):
    """Why an evening was not open. It stands in the follow-up beside the week."""

    HOLIDAY = "holiday", "Helgdag"
    PLANNED = "planned", "Uppehåll enligt plan"
    TOO_FEW = "too_few", "För få personer"
    ILLNESS = "illness", "Sjukdom"
    PREMISES = "premises", "Lokal eller telefoni"
    OTHER = "other", "Annat"


class ConfirmedThrough(Labelled):
    """How we know that a partner held or will hold an evening."""

    HAND = "hand", "För hand"
    FILE = "file", "Kalenderfil"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What comes again every week. `weekday` 0 is Monday; `offices` are codes, in turn."""

    weekday: int
    opens: time
    closes: time
    needed: int
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """An evening as the pattern has it. `closed_day` is the holiday that it falls on, or empty."""

    on: date
    starts_at: datetime
    ends_at: datetime
    office: str
    needed: int
    closed_day: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """An evening of the rota. It is free when nobody has done anything about it: then a new plan
    may change it.
    """

    key: int
    starts_at: datetime
    ends_at: datetime
    office: str
    needed: int
    is_free: bool

    @property
    def week(self) -> Week:
        return Week.of(local_date(self.starts_at))

    def is_as(self, planned: Planned) -> bool:
        mine = self.starts_at, self.ends_at, self.office, self.needed
        return mine == (planned.starts_at, planned.ends_at, planned.office, planned.needed)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What a plan does to the rota."""

    new: tuple[Planned, ...]
    changed: tuple[tuple[Stored, Planned], ...]
    kept: int  # weeks that have an evening already, as the plan has it or touched by somebody


def pattern_refusals(half: HalfYear, pattern: Pattern, *, today: date) -> set[EveningRefusal]:
    """What stands against planning the half-year by the pattern."""
    found = hours_refusals(pattern.opens, pattern.closes)
    if not pattern.offices:
        found.add(EveningRefusal.NO_OFFICE)
    if half.last < today:
        found.add(EveningRefusal.HALF_IS_OVER)
    if half.first - today > LONGEST_AHEAD:
        found.add(EveningRefusal.TOO_FAR_AHEAD)
    return found


def hours_refusals(opens: time, closes: time) -> set[EveningRefusal]:
    """What stands against these hours of an evening; both on the same local day."""
    found: set[EveningRefusal] = set()
    if closes <= opens:
        found.add(EveningRefusal.ENDS_BEFORE_START)
    if opens < EARLIEST:
        found.add(EveningRefusal.BEGINS_BEFORE_NOON)
    return found


def change_refusals(
    *,
    was_at: datetime,
    starts_at: datetime,
    ends_at: datetime,
    is_other_office: bool,
    has_people: bool,
    now: datetime,
) -> set[EveningRefusal]:
    """What stands against other hours, another day or another jour; instants aware. Whoever has
    signed up is not moved behind their back.
    """
    found = hours_refusals(local(starts_at).time(), local(ends_at).time())
    if was_at <= now or starts_at <= now:
        found.add(EveningRefusal.HAS_BEGUN)
    is_moved = is_other_office or local_date(starts_at) != local_date(was_at)
    if is_moved and has_people:
        found.add(EveningRefusal.HAS_PEOPLE)
    return found


def confirm_refusals(*, is_own: bool, is_closed: bool) -> set[EveningRefusal]:
    """What stands against noting that a partner holds the evening."""
    found: set[EveningRefusal] = set()
    if is_own:
        found.add(EveningRefusal.IS_OURS)
    if is_closed:
        found.add(EveningRefusal.IS_CLOSED)
    return found


def close_refusals(*, is_closed: bool) -> set[EveningRefusal]:
    """Nobody's reason for closing is written over by another's."""
    return {EveningRefusal.IS_CLOSED} if is_closed else set()


def answer_refusals(*, is_proposed: bool) -> set[EveningRefusal]:
    """What stands against answering whether a holiday is closed."""
    return set() if is_proposed else {EveningRefusal.NOT_PROPOSED}


def evenings_of(half: HalfYear, pattern: Pattern, *, now: datetime) -> list[Planned]:
    """The evenings of a half-year that have not begun. The turn counts every week of the
    half-year, those that have been too, so that planning again in the middle moves nobody's week.
    """
    found = []
    for place, on in enumerate(half.days_on(pattern.weekday)):
        evening = Planned(
            on=on,
            starts_at=at_local(on, pattern.opens),
            ends_at=at_local(on, pattern.closes),
            office=pattern.offices[place % len(pattern.offices)],
            needed=pattern.needed,
            closed_day=closed_day(on),
        )
        if evening.starts_at > now:
            found.append(evening)
    return found


def plan_change(planned: Iterable[Planned], stored: Iterable[Stored]) -> PlanChange:
    """What to add and what to change. A week that somebody has done something about is left as it
    is, whatever the pattern says; so the same plan twice does nothing the second time.
    """
    by_week: dict[Week, list[Stored]] = {}
    for one in stored:
        by_week.setdefault(one.week, []).append(one)
    new: list[Planned] = []
    changed: list[tuple[Stored, Planned]] = []
    kept = 0
    for evening in planned:
        there = by_week.get(Week.of(evening.on), [])
        if not there:
            new.append(evening)
        elif len(there) == 1 and there[0].is_free and not there[0].is_as(evening):
            changed.append((there[0], evening))
        else:
            kept += 1
    return PlanChange(tuple(new), tuple(changed), kept)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an evening is judged by. `able` counts those signed up who are approved that day and
    not known to be away.
    """

    is_own: bool
    needed: int
    able: int
    is_closed: bool = False
    is_proposed: bool = False
    is_confirmed: bool = False


def state_of(facts: Facts) -> EveningState:
    """Exactly one state, the weightiest first."""
    if facts.is_closed:
        return EveningState.CLOSED
    if facts.is_proposed:
        return EveningState.PROPOSED
    if not facts.is_own:
        return EveningState.CONFIRMED if facts.is_confirmed else EveningState.UNCONFIRMED
    return EveningState.MISSING if missing(facts) else EveningState.FULL


def missing(facts: Facts) -> int:
    """How many more are needed; 0 for a partner's evening, which is theirs to staff."""
    return max(facts.needed - facts.able, 0) if facts.is_own else 0


def is_open(facts: Facts) -> bool:
    """Whether the evening is one that counts: ours with somebody at the telephones, or a
    partner's that is confirmed. One person is enough to be open, also where two were wished for.
    """
    if facts.is_closed or facts.is_proposed:
        return False
    return facts.able > 0 if facts.is_own else facts.is_confirmed


@dataclass(frozen=True, slots=True)
class Openness:
    """So many weeks with an open evening, of so many, and which ones had none."""

    weeks: tuple[Week, ...]
    gaps: tuple[Week, ...]

    @property
    def open(self) -> int:
        return len(self.weeks) - len(self.gaps)


def openness(first: date, last: date, opened_on: Sequence[date], *, today: date) -> Openness:
    """The weeks touching `first`–`last`, less those that may still get an open evening.

    `opened_on` are the days of open evenings that are over. A week counts as soon as it has had
    one, and otherwise when it has ended. The evening may lie on a day of the week that is outside
    the period: the undertaking is about weeks, and a week is not cut in two.
    """
    opened = {Week.of(on) for on in opened_on}
    counted = tuple(
        week for week in weeks_touching(first, last) if week in opened or week.sunday < today
    )
    return Openness(counted, tuple(week for week in counted if week not in opened))
