"""A case that has gone silent: somebody is being supported, and nothing has been heard or written.

Source: domain rule "Saved views": silent for 14 days.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

SILENT_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SilenceFacts:
    """Aware instants. `last_contact_at` counts tries too: somebody has been at work. What was
    undone or replaced by a correction does not count.
    """

    closed_at: datetime | None
    reached_at: datetime | None
    has_support: bool
    last_contact_at: datetime | None
    last_note_at: datetime | None


def silent_since(now: datetime) -> datetime:
    """What happened after this moment breaks the silence; at it, it has lasted 14 days."""
    return now - SILENT_AFTER


def is_silent(facts: SilenceFacts, *, now: datetime) -> bool:
    """Open and reached or in support, with neither contact nor note for 14 days."""
    if facts.closed_at is not None or not (facts.has_support or facts.reached_at is not None):
        return False
    heard = (facts.last_contact_at, facts.last_note_at)
    return all(at is None or at <= silent_since(now) for at in heard)
