"""The life of a case, from its facts."""

from dataclasses import dataclass
from datetime import datetime

from cases.domain.enums import Status


@dataclass(frozen=True, slots=True)
class LifeFacts:
    """Instants are aware; `phone_tries` counts what counts as a try."""

    closed_at: datetime | None
    erased_at: datetime | None
    reached_at: datetime | None
    has_support: bool
    phone_tries: int
    is_assigned: bool


def status(facts: LifeFacts) -> Status:
    """The furthest step that the facts show; erased before closed before all others."""
    if facts.erased_at is not None:
        return Status.ERASED
    if facts.closed_at is not None:
        return Status.CLOSED
    if facts.has_support:
        return Status.IN_SUPPORT
    if facts.reached_at is not None:
        return Status.REACHED
    if facts.phone_tries:
        return Status.TRYING
    return Status.ASSIGNED if facts.is_assigned else Status.RECEIVED
