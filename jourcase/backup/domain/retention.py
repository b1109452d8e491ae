"""Which backups have had their time.

Data is kept long, keys shortly: a destroyed key is gone for good when the last backup that holds
it is. Whatever the days say, the newest backup stays, and of data the newest that was proved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup as the folder shows it. `made_at` is aware."""

    name: str
    made_at: datetime
    is_proved: bool


def to_prune(
    kept: Iterable[Kept], *, days: int, spare_newest_proved: bool, now: datetime
) -> tuple[str, ...]:
    """The names of those older than `days`, the oldest first."""
    by_age = sorted(kept, key=lambda one: (one.made_at, one.name))
    spared = {one.name for one in by_age[-1:]}
    if spare_newest_proved:
        spared |= {one.name for one in [one for one in by_age if one.is_proved][-1:]}
    oldest = now - timedelta(days=days)
    return tuple(one.name for one in by_age if one.made_at < oldest and one.name not in spared)
