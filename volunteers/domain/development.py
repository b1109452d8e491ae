"""Regular development: what is owed, until when, and what a period adds up to.

Source: the undertaking that all support persons regularly take part in further training, peer
exchange and staff conversations, and domain rule "Volunteers" (how often, by settings; nothing in
the first twelve months). Of a staff conversation only the day is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal
from volunteers.domain.approval import Approved
from volunteers.domain.steps import Paused

# So long before something lapses it is pointed out.
WARNING_MONTHS = 3
LONGEST_MINUTES = 24 * 60
# Lowest and highest value of each setting, for the form and the database alike.
LIMITS: dict[str, tuple[int, int]] = {
    "trainings_a_year": (0, 12),
    "exchanges_a_year": (0, 24),
    "conversation_months": (1, 60),
    "free_months": (0, 60),
}


class Kind(Labelled):
    """What somebody takes part in."""

    TRAINING = "training", "Vidareutbildning"
    EXCHANGE = "exchange", "Erfarenhetsutbyte"
    CONVERSATION = "conversation", "Medarbetarsamtal"


class DevelopmentRefusal(Refusal):
    IN_FUTURE = "in_future"
    TITLE_MISSING = "title_missing"
    NO_HOURS = "no_hours"
    TOO_MANY_HOURS = "too_many_hours"
    NOBODY = "nobody"
    BEFORE_BEGINNING = "before_beginning"
    REPLACED = "replaced"


class RequirementRefusal(Refusal):
    NOT_BOARD = "not_board"
    OUT_OF_RANGE = "out_of_range"
    DAY_TAKEN = "day_taken"
    YEAR_IS_OVER = "year_is_over"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What "regularly" means, from a local date until the next version."""

    valid_from: date = date.min
    trainings_a_year: int = 1
    exchanges_a_year: int = 2
    conversation_months: int = 12
    free_months: int = 12


@dataclass(frozen=True, slots=True)
class RequirementsHistory:
    """Every version, newest first; before the first one the defaults hold."""

    versions: tuple[Requirements, ...] = ()

    @classmethod
    def of(cls, versions: Iterable[Requirements]) -> "RequirementsHistory":
        return cls(tuple(sorted(versions, key=lambda one: one.valid_from, reverse=True)))

    def on(self, day: date) -> Requirements:
        return next((one for one in self.versions if one.valid_from <= day), Requirements())


@dataclass(frozen=True, slots=True)
class Part:
    """That somebody took part in one event, or had a conversation; `event` tells events apart."""

    kind: Kind
    on: date
    minutes: int = 0
    event: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A support person with the whole history that is judged. Local dates."""

    key: int
    approvals: tuple[Approved, ...] = ()
    pauses: tuple[Paused, ...] = ()
    parts: tuple[Part, ...] = ()

    def is_approved(self, on: date) -> bool:
        return any(period.covers(on) for period in self.approvals)

    def is_paused(self, on: date) -> bool:
        return any(pause.covers(on) for pause in self.pauses)

    @property
    def approved_from(self) -> date | None:
        """The first day of the first approval: from then the first twelve months are counted."""
        return min((period.since for period in self.approvals), default=None)

    def days(self, kind: Kind, since: date, until: date) -> list[date]:
        return sorted(
            part.on for part in self.parts if part.kind == kind and since <= part.on <= until
        )


def months_after(on: date, months: int) -> date:
    """The same day so many months later; the first of the month after where there is no such day:
    a year from 29 February is whole on 1 March.
    """
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    try:
        return date(year, month + 1, on.day)
    except ValueError:
        return date(year, month + 2, 1)


class State(Labelled):
    """How somebody stands with one kind, today. What is worst first."""

    LAPSED = "lapsed", "Saknas"
    SOON = "soon", "Går ut snart"
    DUE = "due", "Kvar att göra"
    DONE = "done", "Klart"
    FREE = "free", "Krävs inte än"


@dataclass(frozen=True, slots=True)
class Owed:
    """One kind for one person. `due` is the last day that is in time; `missed` the calendar year
    that went by, when that is why it has lapsed.
    """

    kind: Kind
    state: State
    done: int = 0
    wanted: int = 0
    last: date | None = None
    due: date | None = None
    missed: int | None = None

    @property
    def is_left(self) -> bool:
        return self.state in {State.LAPSED, State.SOON, State.DUE}

    @property
    def is_pressing(self) -> bool:
        return self.state in {State.LAPSED, State.SOON}


def owed(member: Member, history: RequirementsHistory, *, today: date) -> tuple[Owed, ...]:
    """How the person stands with each kind. Nothing is owed by who is not approved or pauses."""
    return tuple(_owed(kind, member, history, today) for kind in Kind)


def lapses_on(found: Iterable[Owed]) -> date | None:
    """The first day on which something is no longer in time; None when nothing is owed."""
    return min((one.due for one in found if one.due and one.state != State.FREE), default=None)


def _owed(kind: Kind, member: Member, history: RequirementsHistory, today: date) -> Owed:
    earlier = member.days(kind, date.min, today)
    last = earlier[-1] if earlier else None
    free_until = _owed_from(member, history.on(today))
    done = len([day for day in earlier if day.year == today.year])
    if free_until is None or member.is_paused(today) or not member.is_approved(today):
        return Owed(kind, State.FREE, done=done, last=last)
    if kind is Kind.CONVERSATION:
        due = free_until
        if last is not None:
            due = max(due, months_after(last, history.on(today).conversation_months))
        state = _state(due, today)
        if state == State.DUE and last is not None:
            state = State.DONE
        if state == State.DUE and today < free_until:
            state = State.FREE
        return Owed(kind, state, done=done, wanted=1, last=last, due=due)
    wanted = _wanted(kind, history.on(today))
    end = date(today.year, 12, 31)
    if free_until > end or not wanted:
        return Owed(kind, State.FREE, done=done, wanted=wanted, last=last)
    if done >= wanted:
        return Owed(kind, State.DONE, done=done, wanted=wanted, last=last, due=None)
    missed = today.year - 1 if not done and _missed(kind, member, history, today.year - 1) else None
    state = State.LAPSED if missed else _state(end, today)
    return Owed(kind, state, done=done, wanted=wanted, last=last, due=end, missed=missed)


def _state(due: date, today: date) -> State:
    if due < today:
        return State.LAPSED
    return State.SOON if due <= months_after(today, WARNING_MONTHS) else State.DUE


def _wanted(kind: Kind, wanted: Requirements) -> int:
    return wanted.trainings_a_year if kind is Kind.TRAINING else wanted.exchanges_a_year


def _owed_from(member: Member, wanted: Requirements) -> date | None:
    """The first day after the free months; None for who was never approved."""
    first = member.approved_from
    return None if first is None else months_after(first, wanted.free_months)


def _missed(kind: Kind, member: Member, history: RequirementsHistory, year: int) -> bool:
    """The whole of a calendar year went by and was owed."""
    end = date(year, 12, 31)
    wanted = history.on(end)
    owed_from = _owed_from(member, wanted)
    if owed_from is None or owed_from > end:
        return False
    if not member.is_approved(end) or member.is_paused(end):
        return False
    return len(member.days(kind, date(year, 1, 1), end)) < _wanted(kind, wanted)


@dataclass(frozen=True, slots=True)
class Totals:
    """One kind in a period. `members` are all who were approved on some day of it, with or without
    anything; `owing` those of them of whom it could be asked at its end.
    """

    kind: Kind
    occasions: int
    minutes: int  # of the occasions
    person_minutes: int  # of all who took part
    took_part: int
    members: int
    owing: int
    fulfilled: int


def totals(
    members: Sequence[Member],
    history: RequirementsHistory,
    *,
    since: date,
    until: date,
    events: Mapping[Kind, Iterable[Part]] | None = None,
) -> tuple[Totals, ...]:
    """What a period adds up to, one row a kind. `since` and `until` are inclusive local dates.

    `events` names occasions besides those that somebody of `members` took part in: one that nobody
    came to is an occasion too. A calendar year is asked for whole; of a shorter period it is asked
    whether something was done that was owed at its end.
    """
    counted = [one for one in members if _approved_within(one, since, until)]
    found = []
    for kind in Kind:
        parts = [
            (one.key, part)
            for one in counted
            for part in one.parts
            if part.kind == kind and since <= part.on <= until
        ]
        occasions = {part.event or (key, part.on): part for key, part in parts}
        for part in (events or {}).get(kind, ()):
            if since <= part.on <= until:
                occasions.setdefault(part.event, part)
        owing = [one for one in counted if _owes(kind, one, history, until)]
        found.append(
            Totals(
                kind=kind,
                occasions=len(occasions),
                minutes=sum(part.minutes for part in occasions.values()),
                person_minutes=sum(part.minutes for _, part in parts),
                took_part=len({key for key, _ in parts}),
                members=len(counted),
                owing=len(owing),
                fulfilled=sum(_fulfils(kind, one, history, since, until) for one in owing),
            )
        )
    return tuple(found)


def _approved_within(member: Member, since: date, until: date) -> bool:
    return any(
        period.since <= until and (period.until is None or period.until >= since)
        for period in member.approvals
    )


def _owes(kind: Kind, member: Member, history: RequirementsHistory, until: date) -> bool:
    wanted = history.on(until)
    owed_from = _owed_from(member, wanted)
    if owed_from is None or owed_from > until:
        return False
    if kind is not Kind.CONVERSATION and not _wanted(kind, wanted):
        return False
    return member.is_approved(until) and not member.is_paused(until)


def _fulfils(
    kind: Kind, member: Member, history: RequirementsHistory, since: date, until: date
) -> bool:
    wanted = history.on(until)
    if kind is Kind.CONVERSATION:
        last = member.days(kind, date.min, until)
        return bool(last) and months_after(last[-1], wanted.conversation_months) >= until
    year = max(since, date(until.year, 1, 1))
    return len(member.days(kind, year, until)) >= _wanted(kind, wanted)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event as it is written down."""

    kind: Kind
    on: date
    title: str = ""
    minutes: int = 0
    people: frozenset[int] = field(default_factory=frozenset)


def occasion_refusals(
    said: Occasion, *, began: Mapping[int, date], today: date
) -> set[DevelopmentRefusal]:
    """What stands against writing it down. `began` is the day that each who came had begun."""
    found: set[DevelopmentRefusal] = set()
    if said.on > today:
        found.add(DevelopmentRefusal.IN_FUTURE)
    if not said.people:
        found.add(DevelopmentRefusal.NOBODY)
    if any(said.on < began[key] for key in said.people if key in began):
        found.add(DevelopmentRefusal.BEFORE_BEGINNING)
    if said.kind is Kind.CONVERSATION:
        return found
    if not said.title.strip():
        found.add(DevelopmentRefusal.TITLE_MISSING)
    if said.minutes <= 0:
        found.add(DevelopmentRefusal.NO_HOURS)
    if said.minutes > LONGEST_MINUTES:
        found.add(DevelopmentRefusal.TOO_MANY_HOURS)
    return found


def requirement_refusals(
    new: Requirements, stored: Iterable[Requirements], *, by_is_board: bool, today: date
) -> set[RequirementRefusal]:
    """What stands against a new version. A year that is over keeps what it was judged by."""
    if not by_is_board:
        return {RequirementRefusal.NOT_BOARD}
    found: set[RequirementRefusal] = set()
    if any(not low <= getattr(new, name) <= high for name, (low, high) in LIMITS.items()):
        found.add(RequirementRefusal.OUT_OF_RANGE)
    if any(one.valid_from == new.valid_from for one in stored):
        found.add(RequirementRefusal.DAY_TAKEN)
    if new.valid_from < date(today.year, 1, 1):
        found.add(RequirementRefusal.YEAR_IS_OVER)
    return found
