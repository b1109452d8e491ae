"""Days on which an evening is proposed as closed. A person decides; here is only the proposal.

Sources: the law of public holidays (1989:253), and the three eves that the law of annual leave
(1977:480, 3 a §) puts on a level with Sundays. The days come from the library `holidays`.
"""

from datetime import date
from functools import lru_cache

import holidays


def closed_day(on: date) -> str:
    """What the day is called, when it is one on which people expect to find the door shut; empty
    on any other day. An ordinary Sunday is not one.
    """
    return _closed_days(on.year).get(on, "")


@lru_cache(maxsize=64)
def _closed_days(year: int) -> dict[date, str]:
    calendar = holidays.country_holidays(
        "SE",
        years=year,
        categories=(holidays.PUBLIC, holidays.DE_FACTO),
        include_sundays=False,
        language="sv",
    )
    return dict(calendar)
