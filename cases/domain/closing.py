"""What a case still waits for when somebody wants to end it. It is shown and never blocks."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto


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
