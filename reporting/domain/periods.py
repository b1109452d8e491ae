"""The period of a follow-up: an agreement period, or any days inside one agreement.

All dates are local civil dates, both ends inclusive. Source: domain rule "The follow-up report".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jourcase.kernel.refusals import Refusal

_KEY = re.compile(r"(\d{4}-\d{2}-\d{2})--(\d{4}-\d{2}-\d{2})")


class PeriodRefusal(Refusal):
    """Why there is no follow-up for the days that were asked for."""

    ENDS_BEFORE_START = "ends_before_start"
    BEFORE_AGREEMENT = "before_agreement"
    AFTER_AGREEMENT = "after_agreement"


@dataclass(frozen=True, slots=True, order=True)
class ReportPeriod:
    """From `first` to `last`, both days counted."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """2025-04-01--2025-12-31, as it stands in addresses."""
        return f"{self.first.isoformat()}--{self.last.isoformat()}"

    @property
    def whole_months(self) -> int | None:
        """How many calendar months it is, or None when it is not whole months."""
        day_after = self.last + timedelta(days=1)
        if self.first.day != 1 or day_after.day != 1:
            return None
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def period_of_key(text: str) -> ReportPeriod | None:
    """The period that an address names, or None when it names none."""
    match = _KEY.fullmatch(text)
    if match is None:
        return None
    try:
        first, last = (date.fromisoformat(part) for part in match.groups())
    except ValueError:
        return None
    return ReportPeriod(first, last) if first <= last else None


def period_refusals(first: date, last: date, *, span: ReportPeriod) -> set[PeriodRefusal]:
    """What stands against the days `first` to `last` when the agreement runs over `span`."""
    if last < first:
        return {PeriodRefusal.ENDS_BEFORE_START}
    found: set[PeriodRefusal] = set()
    if first < span.first:
        found.add(PeriodRefusal.BEFORE_AGREEMENT)
    if last > span.last:
        found.add(PeriodRefusal.AFTER_AGREEMENT)
    return found


def previous_period(
    period: ReportPeriod, agreed: Sequence[ReportPeriod], *, span: ReportPeriod
) -> ReportPeriod | None:
    """What `period` is compared with, or None when there is nothing to compare with.

    An agreement period is compared with the one before it in `agreed` (in order); other days
    with the same days a year earlier, when the agreement (`span`) ran all of them.
    """
    if period in agreed:
        position = list(agreed).index(period)
        return agreed[position - 1] if position else None
    earlier = ReportPeriod(_year_before(period.first), _year_before(period.last))
    return earlier if span.first <= earlier.first else None


def _year_before(on: date) -> date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:  # 29 February
        return on.replace(year=on.year - 1, day=28)
