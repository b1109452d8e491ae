"""A time that somebody chose and that the person has not called safe: said before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.domain.safe_hours import SafeHours
from contacts.domain.hours import calling_week
from jourcase.kernel.local_time import local
from jourcase.kernel.swedish import near_instant

# What the page posts: that this time has been warned about, and that a safe one is taken instead.
SEEN, INSTEAD = "hours_seen", "take_safe"


@dataclass(frozen=True, slots=True)
class OutsideHours:
    """Words and values of the warning. `seen` stands for the time that was warned about."""

    text: str
    seen: str
    instead: str  # a local time, ISO
    instead_words: str


def outside_hours(
    at: datetime | None, safe: SafeHours, *, seen: str, now: datetime
) -> OutsideHours | None:
    """The warning about `at`; None when it is safe, or has been warned about and ticked."""
    if at is None or safe.is_safe_at(at) or seen == at.isoformat():
        return None
    instead = calling_week(safe).next_moment(max(at, now))
    return OutsideHours(
        text=f"Personen har sagt att det är tryggt {safe.words}. Tiden ligger utanför.",
        seen=at.isoformat(),
        instead=f"{local(instead):%Y-%m-%dT%H:%M}",
        instead_words=near_instant(instead, now=now),
    )


def with_safe_time(data: Any, name: str, **also: str) -> Any:
    """What was posted, with the proposed time in the field `name` when its button was pressed."""
    if not isinstance(data, Mapping) or not data.get(INSTEAD):
        return data
    taken: Any = data.copy() if hasattr(data, "copy") else dict(data)
    for field, value in {name: data[INSTEAD], f"{name}_later": "", **also}.items():
        taken[field] = value
    return taken
