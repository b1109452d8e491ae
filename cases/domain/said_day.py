"""A day as people and spreadsheets write it: text in many shapes, or Excel's number of a day.

Day before month, always (domain rule "Swedish formats"); 11/12/2026 could be either and is not
guessed. No year means the latest such day that has been.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
# Excel counts days from here; it believes that 1900 was a leap year, so earlier ones are off.
_EXCEL_ZERO = date(1899, 12, 30)
_EXCEL_FIRST, _EXCEL_LAST = 20_000, 80_000  # 1954 to 2119
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_WHOLE = {
    "jan": "januari", "feb": "februari", "mar": "mars", "apr": "april", "maj": "maj",
    "jun": "juni", "jul": "juli", "aug": "augusti", "sep": "september", "okt": "oktober",
    "nov": "november", "dec": "december",
}  # fmt: skip

# The clock stands last; what is before it is the day.
_CLOCK = re.compile(
    r"[\st,]+(?:kl\.?\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2}(?:\.\d+)?)?$",
    re.ASCII,
)
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})", re.ASCII)
_SOLID = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?P<d>\d{1,2})(?P<sign>[/.-])(?P<m>\d{1,2})(?P<gap>[/.-]|\s+)(?P<y>\d{4})", re.ASCII
)
_IN_WORDS = re.compile(
    r"(?P<d>\d{1,2})(?::?e)?\s+(?P<word>[a-z]+)\.?(?:\s+(?P<y>\d{4}))?", re.ASCII
)
_NO_YEAR = re.compile(r"(?P<d>\d{1,2})/(?P<m>\d{1,2})", re.ASCII)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:[.,](?P<part>\d{1,12}))?", re.ASCII)
_WEEKDAY = re.compile(r"^(?:mån|tis|ons|tors?|fre|lör|sön)(?:dag)?(?:en)?[.,]?\s+")


_Clock = re.Match[str] | None


class DayFault(Enum):
    """Why a text is not one day."""

    UNREADABLE = auto()
    AMBIGUOUS = auto()


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A local day, and the local clock when it was said."""

    on: date
    clock: time | None = None


def said_day(text: str, *, today: date) -> SaidDay | DayFault:
    """What day `text` says, in one of the shapes that occur in lists and letters."""
    said = " ".join(text.replace("\u00a0", " ").lower().split())
    said = _WEEKDAY.sub("", said).removeprefix("den ")
    if said in _NEAR:
        return SaidDay(today - timedelta(days=_NEAR[said]))
    clock = _CLOCK.search(said)
    day = said[: clock.start()] if clock else said
    for shape in (_ISO, _SOLID):
        if found := shape.fullmatch(day):
            return _day(found, int(found["m"]), int(found["y"]), clock)
    if found := _DAY_FIRST.fullmatch(day):
        return _day_first(found, clock)
    if found := _NO_YEAR.fullmatch(day):
        return _latest(found, int(found["m"]), today, clock)
    if found := _IN_WORDS.fullmatch(day):
        return _in_words(found, today, clock)
    if found := _SERIAL.fullmatch(said):
        return _excel_day(found)
    return DayFault.UNREADABLE


_NEAR = {"i dag": 0, "idag": 0, "i går": 1, "igår": 1}


def _in_words(found: re.Match[str], today: date, clock: _Clock) -> SaidDay | DayFault:
    month = _month(found["word"])
    if month is None:
        return DayFault.UNREADABLE
    if found["y"]:
        return _day(found, month, int(found["y"]), clock)
    return _latest(found, month, today, clock)


def _day_first(found: re.Match[str], clock: _Clock) -> SaidDay | DayFault:
    """20.11.2026 and 20/11 2026 can only be meant one way; 11/12/2026 is how others write too."""
    day, month = int(found["d"]), int(found["m"])
    is_foreign = found["sign"] != "." and not found["gap"].isspace()
    if is_foreign and day <= 12 and month <= 12 and day != month:
        return DayFault.AMBIGUOUS
    return _day(found, month, int(found["y"]), clock)


def _day(found: re.Match[str], month: int, year: int, clock: _Clock) -> SaidDay | DayFault:
    try:
        on = date(year, month, int(found["d"]))
        at = time(int(clock["hour"]), int(clock["minute"])) if clock else None
    except ValueError:
        return DayFault.UNREADABLE
    return SaidDay(on, at) if EARLIEST <= on <= LATEST else DayFault.UNREADABLE


def _latest(found: re.Match[str], month: int, today: date, clock: _Clock) -> SaidDay | DayFault:
    said = _day(found, month, today.year, clock)
    if isinstance(said, SaidDay) and said.on <= today:
        return said
    return _day(found, month, today.year - 1, clock)


def _month(word: str) -> int | None:
    """1 to 12, for a whole name or its beginning of three letters or more."""
    short = word[:3]
    if short not in _MONTHS or not _WHOLE[short].startswith(word.removesuffix("t")[:9]):
        return None
    return _MONTHS.index(short) + 1


def _excel_day(found: re.Match[str]) -> SaidDay | DayFault:
    days = int(found["days"])
    if not _EXCEL_FIRST <= days <= _EXCEL_LAST:
        return DayFault.UNREADABLE
    on = _EXCEL_ZERO + timedelta(days=days)
    if not found["part"]:
        return SaidDay(on)
    minutes = round(float(f"0.{found['part']}") * 24 * 60)
    at = datetime(on.year, on.month, on.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - local
    return SaidDay(at.date(), at.time())
