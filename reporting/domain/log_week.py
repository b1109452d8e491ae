"""The weeks of the loggkontroll, who checks what, and which accesses are drawn."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import auto
from typing import Self

from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date, start_of_local_day
from jourcase.kernel.refusals import Refusal

# One access in twenty is drawn, and at least one when there is any.
_ONE_IN = 20
_KEY = re.compile(r"(20\d\d)-W([0-5]\d)", re.ASCII)


class Part(Labelled):
    """Who checks: nobody checks what they did themselves."""

    COORDINATOR = "coordinator", "Samordnarens kontroll"
    BOARD = "board", "Styrelsens kontroll"


class Section(Labelled):
    """What is looked at each week."""

    GLASS = "glass", "Nödöppningar"
    PROTECTED = "protected", "Skyddade ärenden"
    RULES = "rules", "Sådant som sticker ut"
    DRAW = "draw", "Stickprov"


class CheckOutcome(Labelled):
    """What the check came to."""

    FINE = "fine", "Utan anmärkning"
    EXPLAINED = "explained", "Förklarat av medarbetaren"
    FOLLOWED_UP = "followed_up", "Följs upp"
    INCIDENT = "incident", "Anmält som incident"


class LogCheckRefusal(Refusal):
    """Why a week may not be ticked off."""

    WEEK_RUNS = auto()
    NOT_YOURS = auto()


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week, Monday to Sunday, local time."""

    year: int
    number: int

    @classmethod
    def of(cls, on: date) -> Self:
        """The week in which a local date lies."""
        year, number, _ = on.isocalendar()
        return cls(year, number)

    @classmethod
    def of_key(cls, text: str) -> Self | None:
        """The week of "2026-W47"; None when it is no week."""
        found = _KEY.fullmatch(text)
        if found is None:
            return None
        week = cls(int(found[1]), int(found[2]))
        try:
            week.monday  # noqa: B018 - raises for a week that the year does not have
        except ValueError:
            return None
        return week

    @property
    def key(self) -> str:
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def starts_at(self) -> datetime:
        """UTC."""
        return start_of_local_day(self.monday)

    @property
    def ends_at(self) -> datetime:
        """UTC, the first instant after it."""
        return start_of_local_day(self.monday + timedelta(days=7))

    def moved(self, weeks: int) -> "Week":
        return Week.of(self.monday + timedelta(weeks=weeks))

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at


def last_finished(now: datetime) -> Week:
    """The week that is to be checked now."""
    return Week.of(local_date(now)).moved(-1)


def check_refusals(
    *, part: Part, is_coordinator: bool, is_board: bool, week: Week, now: datetime
) -> frozenset[LogCheckRefusal]:
    """May this person tick off this part of the week?

    A coordinator's own accesses are checked by the board, and by nobody who is a coordinator too.
    """
    found = set()
    may = is_coordinator if part is Part.COORDINATOR else is_board and not is_coordinator
    if not may:
        found.add(LogCheckRefusal.NOT_YOURS)
    if not week.is_over(now):
        found.add(LogCheckRefusal.WEEK_RUNS)
    return frozenset(found)


def drawn(numbers: Iterable[int], *, seed: str) -> frozenset[int]:
    """One in twenty of the events with these numbers, rounded up.

    `seed` is the digest of the week's last event: known to nobody before the week is over, and to
    everyone after, so that the same week always gives the same draw. The order of `numbers` does
    not matter.
    """
    lots = sorted(set(numbers), key=lambda number: _lot(number, seed))
    return frozenset(lots[: -(-len(lots) // _ONE_IN)])


def _lot(number: int, seed: str) -> bytes:
    return hashlib.sha256(f"loggkontroll|{seed}|{number}".encode()).digest()
