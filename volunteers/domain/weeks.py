"""ISO weeks and half-years as values. A week belongs to no month and to one ISO year only.

Source: domain rule "Time" (weeks are ISO weeks).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from jourcase.kernel.local_time import iso_week

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week; `year` is the ISO year, which differs from the calendar's at the edges."""

    year: int
    number: int

    @classmethod
    def of(cls, on: date) -> "Week":
        return cls(*iso_week(on))

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)


def weeks_touching(first: date, last: date) -> list[Week]:
    """Every week with at least one day from `first` to `last`, both inclusive, in order."""
    found = []
    monday = Week.of(first).monday
    while monday <= last:
        found.append(Week.of(monday))
        monday += _WEEK
    return found


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """January to June (1) or July to December (2) of a calendar year."""

    year: int
    half: int

    @classmethod
    def of(cls, on: date) -> "HalfYear":
        return cls(on.year, 1 if on.month <= 6 else 2)

    @classmethod
    def read(cls, key: str) -> "HalfYear | None":
        """2026-1 or 2026-2; None for anything else."""
        year, _, half = key.partition("-")
        if len(year) != 4 or not (year.isascii() and year.isdigit()) or half not in ("1", "2"):
            return None
        return cls(int(year), int(half)) if 2000 <= int(year) <= 2100 else None

    @property
    def key(self) -> str:
        return f"{self.year}-{self.half}"

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.half == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> "HalfYear":
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> "HalfYear":
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)

    def days_on(self, weekday: int) -> Iterator[date]:
        """Every such weekday (0 is Monday) of the half-year."""
        on = self.first + timedelta(days=(weekday - self.first.weekday()) % 7)
        while on <= self.last:
            yield on
            on += _WEEK
