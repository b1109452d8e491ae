"""Template filters over `jourcase.kernel.swedish`. They take values, never query."""

from datetime import date, datetime

from django import template

from jourcase.kernel import clock, swedish
from jourcase.kernel.local_time import local, local_date

register = template.Library()


def _day(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


@register.filter
def svdatum(value: date | datetime | None) -> str:
    """22 maj 2026"""
    return swedish.long_date(_day(value)) if value else ""


@register.filter
def isodatum(value: date | datetime | None) -> str:
    """2026-05-22, for tables."""
    return _day(value).isoformat() if value else ""


@register.filter
def svkort(value: date | datetime | None) -> str:
    """ons 25 nov., i dag, i morgon"""
    if not value:
        return ""
    return swedish.near_date(_day(value), today=local_date(clock.now()))


@register.filter
def svtid(value: datetime | None) -> str:
    """i dag kl. 18.42"""
    return swedish.near_instant(value, now=clock.now()) if value else ""


@register.filter
def klocka(value: datetime | None) -> str:
    """18.42"""
    return swedish.clock_text(value) if value else ""


@register.filter
def inputtid(value: datetime | None) -> str:
    """2026-05-22T18:42, for a datetime-local field."""
    return f"{local(value):%Y-%m-%dT%H:%M}" if value else ""


@register.filter
def tal(value: int | None) -> str:
    """1 241 000"""
    return "" if value is None else swedish.number(value)


@register.filter
def kr(value: int | None) -> str:
    """1 241 000 kr"""
    return "" if value is None else swedish.kronor(value)


@register.filter
def mening(value: str) -> str:
    """A sentence with one full stop, also after "tors 26 nov." """
    return swedish.sentence(value) if value else ""
