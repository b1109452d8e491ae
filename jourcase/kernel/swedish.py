"""Dates, clocks, amounts and shares as Swedish people read them. Pure: values in, text out.

Source: domain rule "Swedish formats"; screens show dates absolute and near.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction

from jourcase.kernel.local_time import local, local_date

NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
MONTHS_SHORT = (
    "jan.",
    "feb.",
    "mars",
    "apr.",
    "maj",
    "juni",
    "juli",
    "aug.",
    "sep.",
    "okt.",
    "nov.",
    "dec.",
)
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
WEEKDAYS_SHORT = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")


def long_date(on: date) -> str:
    """22 maj 2026"""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_date(on: date, *, today: date | None = None) -> str:
    """ons 25 nov. (with the year when it is not today's)."""
    text = f"{WEEKDAYS_SHORT[on.weekday()]} {on.day} {MONTHS_SHORT[on.month - 1]}"
    return text if today is None or today.year == on.year else f"{text} {on.year}"


def clock_text(at: datetime) -> str:
    """18.42, the local clock in running text."""
    return f"{local(at):%H.%M}"


def near_date(on: date, *, today: date) -> str:
    """i dag, i morgon, i går, or the short date."""
    names = {0: "i dag", 1: "i morgon", -1: "i går"}
    return names.get((on - today).days) or short_date(on, today=today)


def near_instant(at: datetime, *, now: datetime) -> str:
    """i dag kl. 23.59, ons 25 nov. kl. 18.42."""
    return f"{near_date(local_date(at), today=local_date(now))} kl. {clock_text(at)}"


def span_text(span: timedelta) -> str:
    """5 timmar, 2 dagar, 1 minut: the largest whole unit, never negative."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} {'minut' if minutes == 1 else 'minuter'}"
    hours = minutes // 60
    if hours < 48:
        return f"{hours} {'timme' if hours == 1 else 'timmar'}"
    return f"{hours // 24} dagar"


def number(value: int) -> str:
    """1 241 000 with no-break spaces and a true minus."""
    text = f"{abs(value):,}".replace(",", NBSP)
    return f"{MINUS}{text}" if value < 0 else text


def kronor(value: int) -> str:
    """1 241 000 kr"""
    return f"{number(value)}{NBSP}kr"


def percent(numerator: int, denominator: int) -> str:
    """87,1 %: one decimal, half up, decimal comma, true minus. Empty when the denominator is 0.

    Half up is half away from zero, so that a deviation and its opposite show the same digits.
    """
    if denominator == 0:
        return ""
    share = Fraction(numerator * 1000, denominator)
    tenths = int(abs(share) + Fraction(1, 2))
    sign = MINUS if share < 0 and tenths else ""
    return f"{sign}{tenths // 10},{tenths % 10}{NBSP}%"


def sentence(text: str) -> str:
    """The text with one full stop at the end: "tors 26 nov." has it already."""
    return text if text.endswith(".") else f"{text}."


def capitalised(text: str) -> str:
    """The first letter large, the rest as it was."""
    return text[:1].upper() + text[1:]
