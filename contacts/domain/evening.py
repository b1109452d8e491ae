"""The evening itself: who may check in, who may end, and what is handed over.

Source: domain rule "The joint evening": only people approved on the day staff it; agreement, the
undertaking of one evening a week. Instants are aware.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from jourcase.kernel.refusals import Refusal

# People come a while before it opens, and put away what they have when it has closed.
COMES_BEFORE = timedelta(hours=1)
ENDS_AFTER = timedelta(hours=2)


class EveningRefusal(Refusal):
    NOT_ON_ROTA = "not_on_rota"
    NOT_APPROVED_TODAY = "not_approved_today"
    TOO_EARLY = "too_early"
    IS_OVER = "is_over"
    NOT_CHECKED_IN = "not_checked_in"
    CALL_GOES_ON = "call_goes_on"


def coming_refusals(
    *,
    is_on_rota: bool,
    is_approved: bool,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> set[EveningRefusal]:
    """What stands against checking in. `is_approved` is judged on the local day of the evening."""
    found: set[EveningRefusal] = set()
    if not is_on_rota:
        found.add(EveningRefusal.NOT_ON_ROTA)
    if not is_approved:
        found.add(EveningRefusal.NOT_APPROVED_TODAY)
    if now < starts_at - COMES_BEFORE:
        found.add(EveningRefusal.TOO_EARLY)
    if now >= ends_at:
        found.add(EveningRefusal.IS_OVER)
    return found


def ending_refusals(*, is_here: bool, call_goes_on: bool) -> set[EveningRefusal]:
    """What stands against ending: a call that has begun is saved or let go of first."""
    found: set[EveningRefusal] = set()
    if not is_here:
        found.add(EveningRefusal.NOT_CHECKED_IN)
    if call_goes_on:
        found.add(EveningRefusal.CALL_GOES_ON)
    return found


def is_tonight(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """From an hour before it opens until two hours after it has closed."""
    return starts_at - COMES_BEFORE <= now < ends_at + ENDS_AFTER


class Handed(IntEnum):
    """The three parts of the card, what is most pressing first."""

    MUST_RING = 0
    PROMISED = 1
    DONE = 2


@dataclass(frozen=True, slots=True)
class HandFacts:
    """A case in which somebody made contact this evening, as it stands now.

    `deadline_at`: until when a first contact is owed; None when nothing is owed any more.
    `calls_may_go_on`: neither closed, paused nor "ring inte".
    """

    callback_at: datetime | None
    deadline_at: datetime | None
    calls_may_go_on: bool


def handed(facts: HandFacts, *, next_shift_at: datetime | None) -> Handed:
    """Where a case stands on the card. What falls due before anybody of us is at the phones again
    must be rung by somebody else; without a next evening that is everything that is owed.
    """
    if not facts.calls_may_go_on:
        return Handed.DONE
    due = [at for at in (facts.callback_at, facts.deadline_at) if at is not None]
    if due and (next_shift_at is None or min(due) < next_shift_at):
        return Handed.MUST_RING
    return Handed.DONE if facts.callback_at is None else Handed.PROMISED
