"""What stands on the page of one support person's way to approval."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jourcase.kernel.local_time import local_date
from volunteers.development import words
from volunteers.development.page import Cell, standing_of
from volunteers.development.people import Noted, Person, requirements
from volunteers.domain.development import owed
from volunteers.domain.steps import Standing, Step, missing_steps
from volunteers.models import Pause, StepNote, User


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step: its day, who noted it, and whether it comes next."""

    label: str
    on: date | None
    by: str
    is_next: bool
    earlier: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One approval with what it said before it was changed."""

    since: date
    until: date | None
    by: str
    earlier: list[str]


@dataclass(frozen=True, slots=True)
class Taken:
    """One line of what somebody has taken part in."""

    on: date
    kind: str
    title: str
    hours: str


@dataclass(frozen=True, slots=True)
class Due:
    """One kind and how the person stands with it."""

    label: str
    cell: Cell


def pause_now(whom: User, today: date) -> Pause | None:
    """The pause that runs or is planned, the nearest first."""
    rows = Pause.objects.standing().filter(user=whom).order_by("since")
    return next((row for row in rows if row.until is None or row.until >= today), None)


def about(one: Person, user: User, *, now: datetime) -> dict[str, Any]:
    """The whole page of one person, read without steps; nothing of any case."""
    today, whom = local_date(now), one.user
    standing, earlier = _notes(whom)
    missing = missing_steps({step: note.on for step, note in standing.items()})
    where = standing_of(one, today)
    return {
        "whom": whom,
        "standing": where,
        "is_active_now": where is Standing.ACTIVE,
        "steps": _steps(standing, earlier, missing),
        "missing": [step.label for step in missing],
        "approvals": _approvals(whom),
        "is_approved": one.member.is_approved(today),
        "pauses": [row for row in one.member.pauses if row.until is None or row.until >= today],
        "dues": dues(one, today),
        "taken": taken(one),
        "may_note": user.is_coordinator,
    }


def dues(one: Person, today: date) -> list[Due]:
    """How the person stands with each kind."""
    found = owed(one.member, requirements(), today=today)
    return [
        Due(each.kind.label, Cell(words.short(each, today=today), words.tone(each)))
        for each in found
    ]


def taken(one: Person) -> list[Taken]:
    """All that the person has taken part in, the latest first."""
    parts = sorted(one.member.parts, key=lambda part: part.on, reverse=True)
    return [
        Taken(
            part.on, part.kind.label, part.title, words.hours(part.minutes) if part.minutes else ""
        )
        for part in parts
    ]


def _steps(
    standing: dict[Step, Noted], earlier: dict[Step, list[str]], missing: tuple[Step, ...]
) -> list[StepRow]:
    return [
        StepRow(
            label=step.label,
            on=note.on if (note := standing.get(step)) else None,
            by=_called(note.by) if note else "",
            is_next=bool(missing) and step is missing[0],
            earlier=tuple(earlier.get(step, ())),
        )
        for step in Step
    ]


def _notes(whom: User) -> tuple[dict[Step, Noted], dict[Step, list[str]]]:
    """What stands, and what stood before it in words (one query)."""
    standing: dict[Step, Noted] = {}
    earlier: dict[Step, list[str]] = {}
    rows = StepNote.objects.filter(user=whom).order_by("noted_at", "pk")
    for code, on, at, by, replaced_at, replaced_by in rows.values_list(
        "step", "on", "noted_at", "noted_by__full_name", "replaced_at", "replaced_by__full_name"
    ):
        step = Step(code)
        if replaced_at is None:
            standing[step] = Noted(step, on, by or "", at)
        else:
            said = f"Stod som {on}, rättat {local_date(replaced_at)}"
            said += f" av {_called(replaced_by)}" if replaced_by else ""
            earlier.setdefault(step, []).append(said)
    return standing, earlier


def _approvals(whom: User) -> list[ApprovalRow]:
    """Each with what it said before it was changed (one query), the latest first."""
    found: dict[int, ApprovalRow] = {}
    rows = whom.approvals.order_by("-since", "changes__changed_at", "changes__pk")
    for key, since, until, by, was_since, was_until, at, changed_by in rows.values_list(
        "pk",
        "since",
        "until",
        "decided_by__full_name",
        "changes__since",
        "changes__until",
        "changes__changed_at",
        "changes__changed_by__full_name",
    ):
        row = found.setdefault(key, ApprovalRow(since, until, _called(by), []))
        if at is not None:
            row.earlier.append(_change(was_since, was_until, at, _called(changed_by)))
    return list(found.values())


def _change(since: date, until: date | None, at: datetime, by: str) -> str:
    whole = f"till {until}" if until else "tills vidare"
    return f"Gällde från {since} {whole}, ändrat {local_date(at)}" + (f" av {by}" if by else "")


def _called(full_name: str | None) -> str:
    return User(full_name=full_name).short_name if full_name else ""
