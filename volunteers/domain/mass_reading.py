"""How much one person may read before they are asked who they are, and before it ends.

A volunteer reads a handful of cases an evening, a coordinator some tens a day. Whoever reads forty
in an hour is either doing something unusual or is somebody else at that keyboard. Source: the
security design, "Who may what".
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jourcase.kernel.labelled import Labelled

SEARCHES_AT_MOST, SEARCH_WINDOW = 30, timedelta(minutes=10)
CASES_AT_MOST, CASE_WINDOW = 40, timedelta(hours=1)
CASES_BEFORE_THE_END = 80


class ReadingVerdict(Labelled):
    """What happens before one more is shown."""

    GO_ON = "go_on", "Fortsätt"
    STEP_UP = "step_up", "Visa att det är du"
    END = "end", "Sessionen avslutas"


@dataclass(frozen=True, slots=True)
class Windows:
    """From when each count goes. Showing again who one is begins the two smaller counts anew, but
    not the one that ends the session; a new log-in begins them all.
    """

    searches_from: datetime
    cases_from: datetime
    all_cases_from: datetime


def windows(*, began_at: datetime | None, stepped_up_at: datetime | None, now: datetime) -> Windows:
    """`began_at` is when this session was logged in, None when it does not say. A time that has not
    come yet is no beginning: it would count nothing.
    """
    hour_ago = now - CASE_WINDOW
    all_cases_from = max(at for at in (hour_ago, began_at) if at and at <= now)
    cases_from = max(at for at in (all_cases_from, stepped_up_at) if at and at <= now)
    return Windows(max(now - SEARCH_WINDOW, cases_from), cases_from, all_cases_from)


def reading_verdict(*, searches: int, cases: int, all_cases: int) -> ReadingVerdict:
    """What has been counted from each beginning of `Windows`, before the one that is asked for
    now: so many searches, and so many different cases.
    """
    if all_cases >= CASES_BEFORE_THE_END:
        return ReadingVerdict.END
    if searches >= SEARCHES_AT_MOST or cases >= CASES_AT_MOST:
        return ReadingVerdict.STEP_UP
    return ReadingVerdict.GO_ON
