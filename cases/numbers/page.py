"""Fel nummer: the rows of the list, and one question with its text."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import IntegerField, QuerySet, Value, When

from cases.domain.enums import Source
from cases.domain.number_query import (
    NamedBy,
    NumberOutcome,
    QueryState,
    Step,
    has_referrer,
    last_step,
    named_by,
    question,
    reminder_on,
    state_of,
    step_refusals,
)
from cases.models import Case
from cases.number_query import NumberQuery
from cases.numbers.words import LOOKS, WHOM
from jourcase.agreement.models import Office
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.local_time import local_date
from jourcase.kernel.sealed import Unreadable
from jourcase.kernel.swedish import near_date, near_instant, sentence
from volunteers.models import User


class Selection(Labelled):
    """What may stand as ?visa= in the address."""

    OPEN = "oppna", "Alla som inte är klara"
    TO_ACT_ON = "att-gora", "Att fråga och påminna om"
    ASKED = "tillfragade", "Tillfrågade"
    DONE = "klara", "Klara"


class Order(Labelled):
    """What may stand as ?ordning=; the sources stand together whatever is chosen."""

    OLDEST = "aldst", "Äldst först"
    NEWEST = "nyast", "Nyast först"
    ASKED = "fraga", "Senast tillfrågade sist"
    REFERENCE = "arende", "Ärendenummer"


_ORDERS = {
    Order.OLDEST: ("found_at", "pk"),
    Order.NEWEST: ("-found_at", "-pk"),
    Order.ASKED: ("asked_at", "found_at", "pk"),
    # A protected case keeps its own place, last: its number is not shown.
    Order.REFERENCE: ("case__is_protected", "case__reference", "pk"),
}


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One question in words. `undo` is the step that may be taken back."""

    query: NumberQuery
    case: Case
    source: str
    age: str
    state: str
    look: str
    asked: str
    note: str
    can_ask: bool
    can_remind: bool
    is_due: bool
    can_answer: bool
    undo: Step | None


def listed(
    user: User, selection: Selection, order: Order, *, now: datetime
) -> QuerySet[NumberQuery]:
    """What this person may see, source by source."""
    seen = NumberQuery.objects.visible_to(user).select_related("case")
    found = {
        Selection.OPEN: seen.open,
        Selection.TO_ACT_ON: lambda: seen.to_act_on(now),
        Selection.ASKED: seen.asked,
        Selection.DONE: seen.done,
    }[selection]()
    place = Choose(
        *(When(source=source, then=Value(at)) for at, source in enumerate(Source)),
        default=Value(len(Source)),
        output_field=IntegerField(),
    )
    return found.order_by(place, *_ORDERS[order])


def row_of(query: NumberQuery, *, now: datetime) -> QueryRow:
    """Its words and what may be done (no query when the case has been selected)."""
    facts = query.facts
    state = state_of(facts, now=now)
    return QueryRow(
        query=query,
        case=query.case,
        source=Source(query.source).label,
        age=age_words(query.found_at, now=now),
        state=_state_words(query, state),
        look=LOOKS[state],
        asked=_asked(query, now),
        note=_note(query, state, now),
        can_ask=not step_refusals(Step.ASK, facts, now=now),
        can_remind=not step_refusals(Step.REMIND, facts, now=now),
        is_due=state is QueryState.TO_REMIND,
        can_answer=not step_refusals(Step.ANSWER, facts, now=now),
        undo=last_step(facts) if facts.is_case_open else None,
    )


def _state_words(query: NumberQuery, state: QueryState) -> str:
    if state is QueryState.TO_ASK and not has_referrer(Source(query.source)):
        return "Hitta rätt nummer"
    return query.get_outcome_display() or state.label


def age_words(found_at: datetime, *, now: datetime) -> str:
    """How long a number has been known to be wrong, in local days."""
    days = (local_date(now) - local_date(found_at)).days
    if days <= 0:
        return "i dag"
    return "1 dag" if days == 1 else f"{days} dagar"


def _asked(query: NumberQuery, now: datetime) -> str:
    if query.asked_at is None:
        return ""
    text = near_date(local_date(query.asked_at), today=local_date(now))
    if query.reminded_at is not None:
        text += f", påmind {near_date(local_date(query.reminded_at), today=local_date(now))}"
    return text


def _note(query: NumberQuery, state: QueryState, now: datetime) -> str:
    if state is QueryState.DONE:
        closed = f"Klar {near_instant(query.closed_at, now=now)}" if query.closed_at else ""
        return closed if query.case.closed_at is None else f"{closed}. Ärendet är avslutat"
    if query.case.reached_at is not None:
        return "Personen är nådd ändå"
    if query.case.has_working_phone:
        return "Ett annat nummer fungerar"
    return ""


@dataclass(frozen=True, slots=True)
class QueryPage:
    """One question: whom to ask, in which words, and until when to wait."""

    row: QueryRow
    whom: str
    text: str
    is_k_number: bool
    facts: list[str]  # sentences
    answers: list[NumberOutcome]


def query_page(query: NumberQuery, *, now: datetime) -> QueryPage:
    """The case comes from `cases.access`, with its identity (one query)."""
    source, facts = Source(query.source), query.facts
    k_number = _k_number(query.case)
    is_k_number = named_by(source, has_k_number=bool(k_number)) is NamedBy.K_NUMBER
    own = Office.objects.filter(is_own=True).first()
    called = k_number if is_k_number else query.case.reference
    row = row_of(query, now=now)
    return QueryPage(
        row=row,
        whom=WHOM.get(source, ""),
        text=question(
            called, is_k_number=is_k_number, office=own.name if own else "Brottsofferjouren"
        )
        if has_referrer(source)
        else "",
        is_k_number=is_k_number,
        facts=_facts(query, row, now),
        answers=[
            one
            for one in NumberOutcome
            if not step_refusals(Step.ANSWER, facts, now=now, outcome=one)
        ],
    )


def _facts(query: NumberQuery, row: QueryRow, now: datetime) -> list[str]:
    since = row.age if row.age == "i dag" else f"för {row.age} sedan"
    found = [f"Kom genom: {row.source}.", f"Numret visade sig fel {since}."]
    if row.asked:
        found.append(sentence(f"Tillfrågad {row.asked}"))
    asked_at = query.facts.last_asked_at
    if asked_at is not None and query.closed_at is None:
        on = near_date(reminder_on(asked_at), today=local_date(now))
        found.append(sentence(f"Påminn {on}"))
    return found


def _k_number(case: Case) -> str:
    identity = getattr(case, "identity", None)
    if identity is None or isinstance(identity.k_number, Unreadable):
        return ""
    return str(identity.k_number)
