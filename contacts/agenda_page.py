"""The page "Kommande" of one case: what is planned, and what became of what was."""

from dataclasses import dataclass
from datetime import datetime

from cases.domain.safe_hours import SafeHours
from cases.models import Case
from cases.safe_words import language_words
from contacts.agenda import AgendaItem
from contacts.coming import hours_text
from contacts.domain.agenda import AgendaEnd, AgendaKind
from contacts.models import Callback
from contacts.services.promise_columns import selected_hours
from jourcase.kernel.local_time import local_date
from jourcase.kernel.swedish import near_date, near_instant

# A court and the police see to an interpreter themselves.
_BOOKED_BY_OTHERS = frozenset({AgendaKind.COURT, AgendaKind.POLICE})


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """One event that is still to be, or has been and is not told of."""

    item: AgendaItem
    day: str
    hours: str
    who: str
    has_begun: bool
    interpreter: str  # that somebody has to interpret, where we are the ones who book


@dataclass(frozen=True, slots=True)
class EndedLine:
    """One event that was cancelled, moved or done: when it was to be, what became of it."""

    item: AgendaItem
    when: str
    became: str
    by: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class AgendaPage:
    planned: list[PlannedLine]
    ended: list[EndedLine]
    callback: str  # when somebody promised to ring, empty when nobody did
    callback_outside: str  # that the promised time is not a safe one
    may_change: bool


def agenda_page(case: Case, *, now: datetime) -> AgendaPage:
    """Two queries, and one for the case's key."""
    found = list(
        AgendaItem.objects.filter(case=case)
        .select_related("responsible", "ended_by", "moved_to", "told_in__contact")
        .order_by("starts_at", "pk")
    )
    for item in found:
        item.case = case
    promised = Callback.objects.pending().filter(case=case).first()
    ended = sorted(
        (item for item in found if item.ended_at), key=lambda i: (i.ended_at or now, i.pk)
    )
    return AgendaPage(
        planned=[_planned(item, now) for item in found if item.ended_at is None],
        ended=[_ended(item, now) for item in reversed(ended)],
        callback=near_instant(promised.due_at, now=now) if promised else "",
        callback_outside=_outside(promised, selected_hours(case)),
        may_change=case.closed_at is None,
    )


def _planned(item: AgendaItem, now: datetime) -> PlannedLine:
    person = item.effective_responsible
    return PlannedLine(
        item=item,
        day=near_date(local_date(item.starts_at), today=local_date(now)),
        hours=hours_text(item.starts_at, item.ends_at),
        who=person.short_name if person else "Ingen",
        has_begun=item.starts_at <= now,
        interpreter=" ".join(language_words(item.case))
        if item.case.needs_interpreter and item.kind not in _BOOKED_BY_OTHERS
        else "",
    )


def _outside(promised: Callback | None, safe: SafeHours) -> str:
    if promised is None or safe.is_safe_at(promised.due_at):
        return ""
    return f"Utanför det som personen har sagt är tryggt: {safe.words}."


def _ended(item: AgendaItem, now: datetime) -> EndedLine:
    logged = item.told_in is not None and item.told_in.is_saved
    later = item.moved_to
    return EndedLine(
        item=item,
        when=near_instant(item.starts_at, now=now),
        became=_became(item, later, is_logged=logged, now=now),
        by=item.ended_by.short_name if item.ended_by else "",
        can_undo=item.can_be_undone(now)
        and not logged
        and (later is None or later.ended_at is None)
        and item.case.closed_at is None,
    )


def _became(item: AgendaItem, later: AgendaItem | None, *, is_logged: bool, now: datetime) -> str:
    if item.end == AgendaEnd.MOVED and later is not None:
        if later.starts_at == item.starts_at:
            return "Ändrat"
        return f"Flyttat till {near_instant(later.starts_at, now=now)}"
    if item.end == AgendaEnd.DONE:
        return "Genomfört, kontakten är loggad" if is_logged else "Genomfört"
    return AgendaEnd(item.end).label
