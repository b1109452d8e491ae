"""Personnummer and samordningsnummer: recognised, so that they are never kept.

Source: domain rule "Intake": no personnummer is collected. What is kept of one is the day of birth
that it begins with.
"""

import re
from datetime import date

REMOVED = "[borttaget]"

# Year (two or four digits), month, day (plus 60 in a samordningsnummer), four more digits.
PERSONAL_NUMBER = re.compile(
    r"(?<![\d-])(?P<century>18|19|20)?(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])"
    r"(?P<day>0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?P<between>\s?[-+\u2010-\u2015\u2212]?\s?)\d{4}(?![\d-])"
)


def is_phone_like(match: re.Match[str]) -> bool:
    """Ten digits in a row that begin with 0 are a telephone number more often than not."""
    return match[0].startswith("0") and not match["between"]


def born_of(match: re.Match[str], *, today: date) -> date | None:
    """The day of birth that a personnummer begins with; None when there was no such day.

    Without a century it is the latest that has been; a plus means a hundred years before that.
    """
    day = int(match["day"])
    day -= 60 if day > 60 else 0
    month, year = int(match["month"]), int(match["year"])
    if match["century"]:
        return _date(int(match["century"]) * 100 + year, month, day)
    year += today.year // 100 * 100
    born = _date(year, month, day)
    if born is None or born > today:
        year -= 100
    if "+" in match["between"]:
        year -= 100
    return _date(year, month, day)


def without_personal_numbers(text: str, *, today: date, all_of_them: bool = False) -> str:
    """The text with the day of birth in place of every personnummer.

    What may as well be a telephone number stays, unless `all_of_them`: for a column that says
    that personnummer is what it holds.
    """

    def day_of(match: re.Match[str]) -> str:
        if is_phone_like(match) and not all_of_them:
            return match[0]
        born = born_of(match, today=today)
        return born.isoformat() if born else REMOVED

    return PERSONAL_NUMBER.sub(day_of, text)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
