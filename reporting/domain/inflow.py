"""How many cases each source sends in a week, and whether one of them has fallen silent.

A source is compared with itself alone. What it usually sends is the median of the weeks before
those that are judged; the week that is going on is shown and never judged. A mark is a reason to
ring the source, never a figure in the report.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean, median

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import iso_week

# So many whole weeks are looked at, and so many of the latest are judged at least.
WEEKS = 26
# So far back is a source remembered: its silence is told of until it has lasted nearly so long.
WEEKS_REMEMBERED = 104
WEEKS_JUDGED = 2
# Fewer weeks than this before those that are judged say too little.
WEEKS_TO_COMPARE = 6
# So many cases should have come during a silence for it to be none of chance: by a Poisson law
# nothing comes in one of fifty such spans.
EXPECTED_IN_SILENCE = 4.0


class Flow(Labelled):
    """How a source flows now."""

    SILENT = "silent", "Har tystnat"
    LOW = "low", "Mindre än vanligt"
    USUAL = "usual", "Som vanligt"
    UNKNOWN = "unknown", "För få att jämföra med"


@dataclass(frozen=True, slots=True)
class Inflow:
    """`weeks_silent`: whole weeks without a case, up to now. `usual`: cases a week, the median of
    the weeks compared with; None when there are too few.
    """

    flow: Flow
    usual: float | None
    weeks_silent: int


def judged(counts: Sequence[int], *, this_week: int = 0) -> Inflow:
    """`counts`: cases in each whole week, the oldest first, from the first week with a case on.
    `this_week`: what has come since; it ends a silence and says nothing else.

    Silent: nothing for two weeks or more, when by its own average at least four should have come.
    It stays so until something comes: the weeks compared with are those before the silence, however
    long it lasts. Low: two weeks in a row with less than half of its median, and its median is two
    or more.
    """
    silent = 0 if this_week else _silence(counts)
    before = counts[: len(counts) - max(silent, WEEKS_JUDGED)][-WEEKS:]
    if len(before) < WEEKS_TO_COMPARE:
        return Inflow(Flow.UNKNOWN, None, silent)
    usual = median(before)
    needed = max(WEEKS_JUDGED, weeks_to_be_silent(before))
    if silent >= needed:
        return Inflow(Flow.SILENT, usual, silent)
    is_low = usual >= 2 and all(count < usual / 2 for count in counts[-WEEKS_JUDGED:])
    return Inflow(Flow.LOW if is_low else Flow.USUAL, usual, silent)


def weeks_to_be_silent(before: Sequence[int]) -> int:
    """How many weeks without a case are more than chance, for a source with these weeks."""
    average = mean(before) if before else 0.0
    return math.ceil(EXPECTED_IN_SILENCE / average) if average else len(before) + WEEKS + 1


def _silence(counts: Sequence[int]) -> int:
    return next((at for at, count in enumerate(reversed(counts)) if count), len(counts))


def week_begins(on: date) -> date:
    """The Monday of the ISO week of a local day."""
    return on - timedelta(days=on.weekday())


def weeks_before(today: date, *, weeks: int = WEEKS) -> list[date]:
    """The Mondays of the last whole weeks, the oldest first."""
    this = week_begins(today)
    return [this - timedelta(weeks=back) for back in range(weeks, 0, -1)]


def by_week(counted: Mapping[date, int], mondays: Sequence[date]) -> list[int]:
    """How many in each of these weeks. `counted` has those with any, by their Monday."""
    return [counted.get(monday, 0) for monday in mondays]


def since_the_first(counts: Sequence[int]) -> Sequence[int]:
    """Without the weeks before the first case: a source that was not there yet sent nothing."""
    first = next((at for at, count in enumerate(counts) if count), len(counts))
    return counts[first:]


def week_name(monday: date) -> str:
    """v. 47"""
    return f"v. {iso_week(monday)[1]}"
