"""Läget: six figures on the board's first page, the same as in the report that the city gets."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.local_time import local_date
from reporting.counting import OUTCOME, counted
from reporting.domain.disclosure import Rules, disclosed
from reporting.domain.figures import Table
from reporting.forms import default_period
from reporting.measures.specs import ReadyTable, TableSpec, WholeTable
from reporting.render.text import shown
from reporting.services import AgreementSpan, Declared, declare, span_of
from reporting.words import period_label
from volunteers.development.people import approved_of_active

# Measure, table, row and what it is called here. All are of the whole jour, which is exact.
_ROWS = (
    (Measure.SUPPORT_TO_ALL, "received", "received", "Ärenden som kom in"),
    (Measure.FIRST_CONTACT, "first-contact", "taken-met", "Första kontakt tagen i tid"),
    (Measure.PHONE_TRIES, "tries", "met", "Tillräckligt många försök"),
    (Measure.PERSONAL_MEETING, "meeting", "offered", "Personligt möte erbjudet"),
    (Measure.EVENING_OPENING, "evening-opening", "weeks", "Veckor med öppen kväll"),
)
NO_FIGURE = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `route` is the page that says more, at `part` of it."""

    label: str
    text: str
    more: str
    route: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The six figures, and the period that five of them are about."""

    period: str
    figures: tuple[Figure, ...]


def standing(spans: list[AgreementSpan], *, now: datetime) -> Standing | None:
    """Of the period that the report opens with; None before there is an agreement."""
    today = local_date(now)
    period = default_period(spans, today)
    within = span_of(period, spans) if period else None
    if period is None or within is None:
        return None
    declared = declare(period, within, now=now)
    tables = counted(list(_wanted(declared)), period, None)
    rules = Rules(declared.context.terms.small_number_threshold)
    told = {code: disclosed(table, rules) for code, table in tables.items()}
    figures = [_figure(told, *row) for row in _ROWS]
    return Standing(period_label(period), (*figures, _approved(today)))


def _wanted(declared: Declared) -> Iterator[TableSpec]:
    """Of the measures that are undertakings in this period, the one row of each."""
    for measure, table, row, _ in _ROWS:
        section = declared.sections.get(measure.value)
        for spec in section.tables if section else ():
            if isinstance(spec, WholeTable) and spec.code == table:
                figures = tuple(one for one in spec.figures if one.code == row)
                yield replace(spec, figures=figures)
            elif isinstance(spec, ReadyTable) and spec.code == table:
                yield spec


def _figure(tables: dict[str, Table], measure: Measure, table: str, row: str, label: str) -> Figure:
    found = tables.get(table)
    said = shown(found.cell(row, OUTCOME)) if found else NO_FIGURE
    text, _, more = said.partition(" (")
    return Figure(label, text, more.removesuffix(")"), "reporting:followup", measure.value)


def _approved(today: date) -> Figure:
    """As the report counts them, today (one query)."""
    approved, active = approved_of_active(today)
    return Figure(
        "Godkända stödpersoner", str(approved), f"av {active}", "volunteers:support_persons"
    )
