"""What a case still waits for when somebody wants to end it. It is shown and never blocks; but to
end a case as not reached before the tries are made takes a reason. And an ending taken back.

Source: domain rules "Life of a case" and K2; screens, "Closing" (undo 24 h).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from cases.domain.enums import CloseReason, EarlyClose
from cases.domain.rules import CaseRefusal
from jourcase.kernel.refusals import Refusal

UNDO_CLOSING_WITHIN = timedelta(hours=24)


class ClosingRefusal(Refusal):
    EARLY_WITHOUT_REASON = "early_without_reason"
    CLOSED_LONG_AGO = "closed_long_ago"


class Unfinished(Enum):
    """What is not done of the promises; whether it was done in time is another question."""

    FIRST_CONTACT = auto()
    TRIES = auto()


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """The outcome columns of the case row that tell whether anything is left to do."""

    first_contact_at: datetime | None
    contact_exemption: str
    has_tried_enough: bool
    tries_exemption: str


def unfinished_promises(facts: PromiseFacts) -> list[Unfinished]:
    """An exemption, being reached among them, leaves nothing to do."""
    found = []
    if facts.first_contact_at is None and not facts.contact_exemption:
        found.append(Unfinished.FIRST_CONTACT)
    if not facts.has_tried_enough and not facts.tries_exemption:
        found.append(Unfinished.TRIES)
    return found


def asks_early_reason(reason: CloseReason, facts: PromiseFacts) -> bool:
    """Ended as not reached while more tries are owed. An exemption owes none."""
    return reason == CloseReason.NOT_REACHED and Unfinished.TRIES in unfinished_promises(facts)


def early_close_refusals(
    *, reason: CloseReason, early: EarlyClose | None, facts: PromiseFacts
) -> set[Refusal]:
    """The goal never blocks; to give it up without saying why does."""
    if asks_early_reason(reason, facts) and early is None:
        return {ClosingRefusal.EARLY_WITHOUT_REASON}
    return set()


def early_to_keep(
    *, reason: CloseReason, early: EarlyClose | None, facts: PromiseFacts
) -> EarlyClose | None:
    """What is stored: a reason that nothing asks for says nothing true of the case."""
    return early if asks_early_reason(reason, facts) else None


def undo_closing_refusals(
    *, closed_at: datetime | None, erased_at: datetime | None, now: datetime
) -> set[Refusal]:
    """A closing is taken back within 24 hours, whole hours of the clock of the world: a night when
    the clocks change makes it neither shorter nor longer.
    """
    if erased_at is not None:
        return {CaseRefusal.IS_ERASED}
    if closed_at is None:
        return {CaseRefusal.NOT_CLOSED}
    if now - closed_at > UNDO_CLOSING_WITHIN:
        return {ClosingRefusal.CLOSED_LONG_AGO}
    return set()
