"""What is coming: events, promised calls and one's own evenings in one list, by the clock.

No sealed text is read here: time, kind, case number and who. Where it is and what it is about
stand on the page of the case, whose opening leaves a trace.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from cases.models import Case
from contacts.agenda import AgendaItem
from contacts.cards import called
from contacts.domain.agenda import FOLLOWED_UP_FOR, AgendaKind
from contacts.models import Callback
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import end_of_local_day, local_date
from jourcase.kernel.swedish import capitalised, clock_text, near_date
from volunteers.models import Shift, User

CALLBACK, SHIFT = "callback", "shift"
_NAMED = ("public_id", "reference", "is_protected", "protected_number")
_COLUMNS = ("what", "at", "until", *(f"of_{name}" for name in _NAMED), "who")
_WHO = Coalesce("responsible__full_name", "case__assigned_to__full_name")


class Scope(Labelled):
    """What may stand as ?urval= in the address."""

    MINE = "mina", "Mina"
    ALL = "alla", "Alla som jag får se"


@dataclass(frozen=True, slots=True)
class ComingRow:
    """One line, words already chosen. `case` is only what it is called and its address."""

    day: str
    hours: str
    what: str
    case: Case | None
    who: str
    has_been: bool
    is_callback: bool


def coming(user: User, scope: Scope, *, now: datetime) -> QuerySet[Any, Any]:
    """The rows of the list as tuples, the nearest first: one query, and one to count them. What
    has been and was never told of stands first for a month.
    """
    visible = Case.objects.visible_to(user).open().values("pk")
    since = now - FOLLOWED_UP_FOR
    items = AgendaItem.objects.planned().filter(case__in=visible, starts_at__gt=since)
    calls = Callback.objects.pending().filter(case__in=visible, due_at__gt=since)
    if scope is Scope.MINE:
        items = items.filter(Q(responsible=user) | Q(case__assigned_to=user))
        calls = calls.filter(case__assigned_to=user)
    parts = [
        _columns(items, what=F("kind"), at="starts_at", until=F("ends_at"), who=_WHO),
        _columns(
            calls,
            what=Value(CALLBACK),
            at="due_at",
            until=_none(calls, "due_at"),
            who=F("case__assigned_to__full_name"),
        ),
    ]
    if scope is Scope.MINE:
        parts.append(_shifts(user, now))
    rows: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return rows.order_by("at", "what", "of_public_id")


def _columns(
    found: QuerySet[Any, Any], *, what: Any, at: str, until: Any, who: Any
) -> QuerySet[Any, Any]:
    named = {f"of_{name}": F(f"case__{name}") for name in _NAMED}
    rows: QuerySet[Any, Any] = found.annotate(
        what=what, at=F(at), until=until, who=who, **named
    ).values_list(*_COLUMNS)
    return rows


def _none(found: QuerySet[Any, Any], like: str) -> Any:
    """NULL of the right type on every database."""
    return Cast(Value(None), found.model._meta.get_field(like).__class__())


def _shifts(user: User, now: datetime) -> QuerySet[Any, Any]:
    nothing = {f"of_{name}": _none(Case.objects.all(), name) for name in _NAMED}
    mine = Shift.objects.not_closed().filter(signups__user=user, ends_at__gt=now)
    rows: QuerySet[Any, Any] = mine.annotate(
        what=Value(SHIFT),
        at=F("starts_at"),
        until=F("ends_at"),
        who=Value(user.full_name),
        **nothing,
    ).values_list(*_COLUMNS)
    return rows


def row_of(found: tuple[Any, ...], *, now: datetime) -> ComingRow:
    """A tuple of `coming` with its words."""
    what, at, until, public_id, reference, is_protected, number, name = found
    case = None
    if public_id is not None:
        case = Case(
            public_id=public_id if isinstance(public_id, uuid.UUID) else uuid.UUID(str(public_id)),
            reference=reference,
            is_protected=bool(is_protected),
            protected_number=number,
        )
    return ComingRow(
        day=capitalised(near_date(local_date(at), today=local_date(now))),
        hours=hours_text(at, until),
        what=what_text(what),
        case=case,
        who=called(name) if name else "Ingen",
        has_been=at <= now and what != SHIFT,
        is_callback=what == CALLBACK,
    )


def what_text(code: str) -> str:
    """What a line is, in words."""
    if code == CALLBACK:
        return "Utlovat samtal"
    return "Jourpass" if code == SHIFT else AgendaKind(code).label


def hours_text(starts_at: datetime, ends_at: datetime | None) -> str:
    """09.00–12.00, 09.00, or over midnight 22.00–(tis 24 nov.) 01.00."""
    if ends_at is None:
        return clock_text(starts_at)
    first, last = local_date(starts_at), local_date(ends_at)
    if first == last:
        return f"{clock_text(starts_at)}–{clock_text(ends_at)}"
    return f"{clock_text(starts_at)} – {near_date(last, today=first)} {clock_text(ends_at)}"


def near_notice(user: User, *, now: datetime) -> str:
    """What the person is responsible for today and tomorrow, in words (one query). Promised calls
    stand on the call list, which is the page that one comes to.
    """
    today = end_of_local_day(local_date(now))
    tomorrow = end_of_local_day(local_date(now) + timedelta(days=1))
    items = AgendaItem.objects.planned().of_person(user)
    items = items.filter(case__in=Case.objects.visible_to(user).values("pk"))
    found = items.filter(starts_at__gt=now, starts_at__lte=tomorrow).aggregate(
        today=Count("pk", filter=Q(starts_at__lte=today)),
        tomorrow=Count("pk", filter=Q(starts_at__gt=today)),
    )
    return meetings_text(today=found["today"], tomorrow=found["tomorrow"])


def meetings_text(*, today: int, tomorrow: int) -> str:
    """How many there are, in words that hold for a meeting as for a trial; empty for none."""
    counted = [
        (number, when) for number, when in ((today, "i dag"), (tomorrow, "i morgon")) if number
    ]
    if not counted:
        return ""
    first, when = counted[0]
    rest = "".join(f" och {number} {later}" for number, later in counted[1:])
    return f"Du har {first} {'inbokad tid' if first == 1 else 'inbokade tider'} {when}{rest}."
