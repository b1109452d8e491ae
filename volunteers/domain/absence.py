"""When somebody is away, as local dates. Why is nobody's business here and is never asked.

Source: domain rule "Volunteers" (absence of a volunteer), for the choice of who gets a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from jourcase.kernel.refusals import Refusal

# Further ahead a year is more likely mistyped than planned.
LONGEST_AHEAD = timedelta(days=731)
_DAY = timedelta(days=1)


class AbsenceRefusal(Refusal):
    ENDS_BEFORE_START = "ends_before_start"
    ALREADY_OVER = "already_over"
    TOO_FAR_AHEAD = "too_far_ahead"
    STARTED_LONG_AGO = "started_long_ago"


@dataclass(frozen=True, slots=True)
class Away:
    """Local dates, both inclusive; `until` None means until further notice."""

    since: date
    until: date | None = None

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    def is_over(self, today: date) -> bool:
        return self.until is not None and self.until < today


def absence_refusals(period: Away, *, today: date) -> set[AbsenceRefusal]:
    """What stands against writing a period down. One that is over guides nobody, so it is not
    stored.
    """
    found: set[AbsenceRefusal] = set()
    if period.until is not None and period.until < period.since:
        return {AbsenceRefusal.ENDS_BEFORE_START}
    if period.is_over(today):
        found.add(AbsenceRefusal.ALREADY_OVER)
    if max(period.since, period.until or period.since) - today > LONGEST_AHEAD:
        found.add(AbsenceRefusal.TOO_FAR_AHEAD)
    if today - period.since > LONGEST_AHEAD:
        found.add(AbsenceRefusal.STARTED_LONG_AGO)
    return found


def joined(stored: Iterable[Away], new: Away) -> tuple[Away, list[Away]]:
    """`new` made one with every stored period that it overlaps or lies next to, and those periods,
    which it takes the place of. Exactly the same days are covered before and after.
    """
    whole, taken = new, []
    for one in sorted(stored, key=lambda period: period.since):
        if _touches(whole, one):
            whole = Away(min(whole.since, one.since), _later(whole.until, one.until))
            taken.append(one)
    return whole, taken


def _touches(one: Away, two: Away) -> bool:
    return _begins_in_time(one, two) and _begins_in_time(two, one)


def _begins_in_time(one: Away, two: Away) -> bool:
    """`two` begins at the latest on the day after the end of `one`."""
    return one.until is None or two.since <= one.until + _DAY


def _later(one: date | None, two: date | None) -> date | None:
    return None if one is None or two is None else max(one, two)
