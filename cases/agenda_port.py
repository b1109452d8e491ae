"""The way up to the coming events of a case, which this app does not know: they are shown before
the case is closed, and cancelled with it. `settings.CASE_AGENDA` names what answers.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from cases.models import Case
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Coming:
    """One planned event. `has_been`: its time has passed, and nobody has told what became of it."""

    what: str
    at: datetime
    has_been: bool


class Agenda(Protocol):
    def planned(self, case: Case, *, now: datetime) -> list[Coming]:
        """What neither was cancelled nor done, the earliest first (one query)."""

    def cancel_coming(self, case: Case, *, by: User, now: datetime) -> None:
        """Cancel what has not begun; the caller holds the case's row in a transaction."""

    def cancelled_with(self, case: Case, *, closed_at: datetime) -> int:
        """How many the closing at that instant cancelled (one query)."""


@lru_cache(maxsize=1)
def _agenda(path: str) -> Agenda:
    return cast(Agenda, import_string(path))


def agenda() -> Agenda:
    return _agenda(settings.CASE_AGENDA)
