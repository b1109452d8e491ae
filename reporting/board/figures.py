"""Läget: six figures on the board's first page, the same as in the report that the city gets."""

from dataclasses import dataclass
from datetime import date, datetime

from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.local_time import local_date
from reporting.domain.figures import Audience, FollowUp
from reporting.forms import default_period
from reporting.render.text import shown
from reporting.services import AgreementSpan, make_followup, span_of
from reporting.words import period_label
from volunteers.domain.roles import Role
from volunteers.models import User

_COUNTED = frozenset(
    {
        Measure.SUPPORT_TO_ALL,
        Measure.FIRST_CONTACT,
        Measure.PHONE_TRIES,
        Measure.PERSONAL_MEETING,
        Measure.EVENING_OPENING,
    }
)
# Measure, table, row and what it is called here.
_ROWS = (
    (Measure.SUPPORT_TO_ALL, "received", "received", "Ärenden som kom in"),
    (Measure.FIRST_CONTACT, "", "taken-met", "Första kontakt tagen i tid"),
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
    made = make_followup(
        period=period, within=within, audience=Audience.CITY, now=now, only=_COUNTED
    )
    figures = [_figure(made, *row) for row in _ROWS]
    return Standing(period_label(period), (*figures, _approved(today)))


def _figure(made: FollowUp, measure: Measure, table: str, row: str, label: str) -> Figure:
    said = _cell(made, measure, table, row)
    text, _, more = said.partition(" (")
    return Figure(label, text, more.removesuffix(")"), "reporting:followup", measure.value)


def _cell(made: FollowUp, measure: Measure, table: str, row: str) -> str:
    for section in made.sections:
        if section.code != measure.value:
            continue
        for one in section.tables:
            if one.code == table or not table:
                try:
                    return shown(one.cell(row, one.columns[0].code))
                except KeyError:
                    continue
    return NO_FIGURE


def _approved(today: date) -> Figure:
    """Of those who give support today."""
    active = User.objects.active().with_role(Role.VOLUNTEER).filter(ended_on__isnull=True)
    approved = active.approved_on(today).count()
    return Figure(
        "Godkända stödpersoner", str(approved), f"av {active.count()}", "volunteers:support_persons"
    )
