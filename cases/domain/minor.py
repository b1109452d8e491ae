"""Whether the person is under 18 on a given day, as far as what is known goes.

Source: domain rules "Intake" (under 18: who may be contacted is stored). What is known is a birth
date, a birth year, or only what the statistics say of the day the case came in; nothing is guessed.
"""

from datetime import date, timedelta
from enum import Enum

from cases.domain.age import whole_years
from cases.domain.enums import AgeBand, AgeGroup

OF_AGE = 18
# The ages of each group that lies near the limit; everybody in the others is of age.
_SPANS = {AgeGroup.A0_11: (0, 11), AgeGroup.A12_17: (12, 17)}
_OF_AGE = {AgeBand.EXACTLY, AgeBand.OVER, AgeBand.ASK}


class Under18(Enum):
    """MAY_BE: what is known fits somebody under 18 and somebody who is not."""

    YES = "yes"
    NO = "no"
    MAY_BE = "may_be"
    UNKNOWN = "unknown"

    @property
    def is_possible(self) -> bool:
        """To be treated as a child until somebody knows better. Of UNKNOWN nothing is assumed."""
        return self in {Under18.YES, Under18.MAY_BE}


def under_18(
    *,
    on: date,
    received_on: date,
    born: date | None = None,
    birth_year: int | None = None,
    group: AgeGroup = AgeGroup.UNKNOWN,
    stated: AgeBand | None = None,
) -> Under18:
    """The most exact source wins: birth date, birth year, age group, "under 21".

    `group` and `stated` are of `received_on`, and the person has grown older since then: somebody
    who was 17 the day before may be 18.
    """
    if born is not None:
        return _between(whole_years(born, on), whole_years(born, on))
    if birth_year is not None:
        return _between(on.year - birth_year - 1, on.year - birth_year)
    if group in _SPANS:
        youngest, oldest = _SPANS[group]
        return _between(*_grown(youngest, oldest, received_on, max(on, received_on)))
    if group is not AgeGroup.UNKNOWN or stated in _OF_AGE:
        return Under18.NO
    return Under18.MAY_BE if stated is AgeBand.UNDER else Under18.UNKNOWN


def _between(youngest: int, oldest: int) -> Under18:
    if oldest < OF_AGE:
        return Under18.YES
    return Under18.NO if youngest >= OF_AGE else Under18.MAY_BE


def _grown(youngest: int, oldest: int, since: date, on: date) -> tuple[int, int]:
    """The ages that are possible on `on` of somebody who was between these two on `since`: the
    oldest may have had a birthday on the very next day.
    """
    if on == since:
        return youngest, oldest
    day_before = on - timedelta(days=1)
    return youngest + whole_years(since, on), oldest + 1 + whole_years(since, day_before)
