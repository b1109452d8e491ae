"""Oro för barn: from somebody's worry to a coordinator's answer.

Source: domain rules "Intake" ("Oro för barn" notifies the coordinator at once and stores only the
date of an orosanmälan). No text is ever stored: instants, persons and that one date.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date
from jourcase.kernel.refusals import Refusal

# As long as a logged call can be taken back.
UNDO_WITHIN = timedelta(minutes=10)
# Somebody may have rung socialtjänsten before anybody wrote it down here.
REPORTED_AT_MOST_BEFORE = timedelta(days=7)


class ConcernState(Labelled):
    """Where it stands; the label is what the page says."""

    WAITING = "waiting", "Väntar på samordnaren"
    TAKEN = "taken", "Tas om hand"
    REPORTED = "reported", "Orosanmälan gjord"
    NOT_NEEDED = "not_needed", "Ingen anmälan behövdes"
    WITHDRAWN = "withdrawn", "Togs tillbaka"

    @property
    def is_open(self) -> bool:
        """Somebody has something left to do."""
        return self in {ConcernState.WAITING, ConcernState.TAKEN}


class ConcernAct(Labelled):
    """What can be done with it. UNDO is the raiser's own, the others are the coordinator's."""

    UNDO = "undo", "Ångra"
    TAKE = "take", "Jag tar hand om det"
    REPORT = "report", "Spara datumet"
    NOT_NEEDED = "not_needed", "Ingen anmälan behövdes"
    WITHDRAW = "withdraw", "Det var ett misstag"


class ConcernRefusal(Refusal):
    ALREADY_TAKEN = "already_taken"
    IS_WITHDRAWN = "is_withdrawn"
    IS_REPORTED = "is_reported"
    ALREADY_NOT_NEEDED = "already_not_needed"
    NOT_YOURS = "not_yours"
    TOO_LATE_TO_UNDO = "too_late_to_undo"
    UNDONE_AFTER_TAKEN = "undone_after_taken"
    REPORTED_IN_FUTURE = "reported_in_future"
    REPORTED_LONG_BEFORE = "reported_long_before"


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """What is stored of one. The answer is given when `settled_at` is; with a date it is that an
    orosanmälan was made, without one that none was needed.
    """

    raised_at: datetime
    taken_at: datetime | None = None
    settled_at: datetime | None = None
    reported_on: date | None = None
    withdrawn_at: datetime | None = None


def state_of(facts: ConcernFacts) -> ConcernState:
    """Exactly one state of whatever is stored."""
    if facts.withdrawn_at is not None:
        return ConcernState.WITHDRAWN
    if facts.settled_at is not None:
        return ConcernState.REPORTED if facts.reported_on else ConcernState.NOT_NEEDED
    return ConcernState.WAITING if facts.taken_at is None else ConcernState.TAKEN


def is_the_same(facts: ConcernFacts, *, now: datetime) -> bool:
    """Whether raising it once more at `now` is this one: still open, and of the same local day. A
    worry on another day is told again, since something may have happened.
    """
    return state_of(facts).is_open and local_date(facts.raised_at) == local_date(now)


def concern_refusals(
    act: ConcernAct,
    facts: ConcernFacts,
    *,
    now: datetime,
    is_own: bool = False,
    reported_on: date | None = None,
) -> set[ConcernRefusal]:
    """What stands against `act`. `is_own`: whoever acts raised it; `reported_on` goes with REPORT.

    An answer may be changed to the other one, and a date put right, for as long as the case is
    kept. What was withdrawn stays so: raise it again.
    """
    state = state_of(facts)
    if state is ConcernState.WITHDRAWN:
        return {ConcernRefusal.IS_WITHDRAWN}
    match act:
        case ConcernAct.UNDO:
            return _undo_refusals(state, facts, is_own=is_own, now=now)
        case ConcernAct.TAKE:
            return set() if state is ConcernState.WAITING else {ConcernRefusal.ALREADY_TAKEN}
        case ConcernAct.REPORT:
            return _date_refusals(reported_on, facts, now=now)
        case ConcernAct.NOT_NEEDED:
            is_said = state is ConcernState.NOT_NEEDED
            return {ConcernRefusal.ALREADY_NOT_NEEDED} if is_said else set()
        case ConcernAct.WITHDRAW:
            return {ConcernRefusal.IS_REPORTED} if state is ConcernState.REPORTED else set()


def _undo_refusals(
    state: ConcernState, facts: ConcernFacts, *, is_own: bool, now: datetime
) -> set[ConcernRefusal]:
    found: set[ConcernRefusal] = set()
    if not is_own:
        found.add(ConcernRefusal.NOT_YOURS)
    if now - facts.raised_at > UNDO_WITHIN:
        found.add(ConcernRefusal.TOO_LATE_TO_UNDO)
    if state is not ConcernState.WAITING:
        found.add(ConcernRefusal.UNDONE_AFTER_TAKEN)
    return found


def _date_refusals(
    reported_on: date | None, facts: ConcernFacts, *, now: datetime
) -> set[ConcernRefusal]:
    if reported_on is None:
        return set()
    found: set[ConcernRefusal] = set()
    if reported_on > local_date(now):
        found.add(ConcernRefusal.REPORTED_IN_FUTURE)
    if reported_on < local_date(facts.raised_at) - REPORTED_AT_MOST_BEFORE:
        found.add(ConcernRefusal.REPORTED_LONG_BEFORE)
    return found
