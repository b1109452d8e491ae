"""Välj ansvarig: the people beside each other, and why they stand in that order."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.assignees import Assignee, Choices
from cases.domain.assignment import Wish, is_as_wished, speaks
from cases.domain.enums import WishedGender
from cases.models import Case
from cases.safe_words import language_words
from jourcase.kernel.local_time import local_date
from volunteers.absence import Absence
from volunteers.domain.languages import is_only_swedish


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the table. `reason` says why the person cannot be chosen."""

    public_id: str
    name: str
    spoken: str
    speaks: bool
    is_as_wished: bool
    open_cases: int
    away: str
    reason: str
    is_now: bool


@dataclass(frozen=True, slots=True)
class AssigneePage:
    """The wishes of the case in words, and the people in order of who suits best."""

    wishes: list[str]
    unknown_language: str
    interpreter: str  # that somebody has to interpret, empty when nobody has
    asks_gender: bool
    rows: list[Compared]


def assignee_page(case: Case, choices: Choices, *, now: datetime) -> AssigneePage:
    """One query more than the choices: the absences that are coming."""
    wish, today = choices.wish(case), local_date(now)
    away: dict[int, Absence] = {}
    for row in Absence.objects.coming(today):
        away.setdefault(row.user_id, row)
    return AssigneePage(
        wishes=_wishes(case, wish),
        unknown_language=_unknown_language(case, wish),
        interpreter=" ".join(language_words(case)) if case.needs_interpreter else "",
        asks_gender=bool(wish.gender),
        rows=[_compared(one, wish, away.get(one.pk), case, today) for one in choices.ranked(case)],
    )


def _compared(one: Assignee, wish: Wish, away: Absence | None, case: Case, today: date) -> Compared:
    return Compared(
        public_id=one.public_id,
        name=one.name,
        spoken=one.spoken,
        speaks=speaks(wish, one.candidate),
        is_as_wished=is_as_wished(wish, one.candidate),
        open_cases=one.candidate.open_cases,
        away=span_words(away, today=today) if away else "",
        reason=one.reason,
        is_now=one.pk == case.assigned_to_id,
    )


def span_words(away: Absence, *, today: date) -> str:
    """ "2026-12-01 t.o.m. 2026-12-05"; without the first day when it has begun."""
    since = "" if away.since <= today else f"{away.since.isoformat()} "
    return since + (f"t.o.m. {away.until.isoformat()}" if away.until else "tills vidare")


def _wishes(case: Case, wish: Wish) -> list[str]:
    found = []
    if not is_only_swedish(case.language):
        found.append(f"talar {case.language.lower()}")
    if wish.gender:
        found.append(f"vill tala med {WishedGender(wish.gender).label.lower()}")
    return found


def _unknown_language(case: Case, wish: Wish) -> str:
    """A language that is asked for and does not stand in the list: nobody can be matched."""
    return "" if wish.languages or is_only_swedish(case.language) else case.language
