"""The cases behind a figure, found by the very condition that counted it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from cases.marks import Recusal
from cases.models import Case
from contacts.models import Contact
from jourcase.kernel import audit
from jourcase.kernel.audit import Action
from jourcase.kernel.local_time import local_date
from reporting.counting import OUTCOME, TOTAL, case_rows
from reporting.domain.periods import ReportPeriod
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Dimension,
    Figure,
    ReadyTable,
    SplitTable,
    TableSpec,
    WholeTable,
)
from reporting.queries import contacts_in
from reporting.render.text import Part
from reporting.services import Declared
from volunteers.models import User


@dataclass(frozen=True, slots=True)
class Address:
    """Which number: of which table, row and column, and which part of the cell."""

    table: str
    row: str
    column: str
    part: Part = Part.COUNT


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows that a number counts, in the order they came or happened, and what it is called.

    `is_denominator`: the number is what a share is counted of.
    """

    title: str
    part: str
    table: str
    are_contacts: bool
    is_denominator: bool
    rows: QuerySet[Any]  # of Case or Contact


def listed(declared: Declared, address: Address, *, user: User) -> Listed | None:
    """What is behind a number, or None when there is no such number or no cases behind it. The
    cases of the user's own jäv are left out, so the list may be shorter than the number.
    """
    spec = next(
        (
            s
            for section in declared.sections.values()
            for s in section.tables
            if s.code == address.table
        ),
        None,
    )
    if spec is None or isinstance(spec, ReadyTable):
        return None
    found = _figure_and_slice(spec, address.row, address.column)
    if found is None:
        return None
    figure, part_title, part_where = found
    condition = figure.where if address.part is Part.COUNT else figure.of
    if condition is None:
        return None
    return Listed(
        title=figure.title,
        part=part_title,
        table=spec.title,
        are_contacts=spec.base is Base.CONTACTS and not figure.counts_cases,
        is_denominator=address.part is Part.OF,
        rows=_rows(spec.base, declared.context.period, figure, condition & part_where, user),
    )


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One case or contact behind a number. A protected case is neither linked nor told about."""

    case_id: int
    name: str
    href: str
    on: date | None
    what: str


def behind_rows(rows: Iterable[Case | Contact]) -> list[BehindRow]:
    """The rows of a page, as the coordinator may see them in a list."""
    return [
        _contact_row(row) if isinstance(row, Contact) else _case_row(row, row.received_at, "")
        for row in rows
    ]


def _contact_row(contact: Contact) -> BehindRow:
    what = f"{contact.get_channel_display()}: {contact.get_result_display()}"
    return _case_row(contact.case, contact.occurred_at, what)


def _case_row(case: Case, at: datetime, what: str) -> BehindRow:
    if case.is_protected:
        return BehindRow(case.pk, case.name_for_lists, "", None, "")
    return BehindRow(
        case_id=case.pk,
        name=case.name_for_lists,
        href=case.get_absolute_url(),
        on=local_date(at),
        what=what or case.status.label,
    )


def record_listing(*, by: User, address: Address, case_ids: list[int], now: datetime) -> None:
    """Leave the trace of having seen which cases are behind a number."""
    audit.record(
        by_id=by.pk,
        action=Action.FIGURES_LISTED,
        now=now,
        case_ids=case_ids,
        fields=[address.table, address.row, address.column],
    )


def _figure_and_slice(spec: TableSpec, row: str, column: str) -> tuple[Figure, str, Q] | None:
    if isinstance(spec, WholeTable):
        figure = _figure(spec, row)
        return (figure, "", EVERY_ROW) if figure and column == OUTCOME else None
    if isinstance(spec, SplitTable):
        figure = _figure(spec, row if spec.figures_down else column)
        part = _slice(spec.dimension, column if spec.figures_down else row, spec.has_total)
        return (figure, *part) if figure and part else None
    return None


def _figure(spec: WholeTable | SplitTable, code: str) -> Figure | None:
    return next((figure for figure in spec.figures if figure.code == code), None)


def _slice(dimension: Dimension, code: str, has_total: bool) -> tuple[str, Q] | None:
    if code == TOTAL and has_total:
        return "Totalt", EVERY_ROW
    return next((((s.title, s.where)) for s in dimension.slices if s.code == code), None)


def _rows(base: Base, period: ReportPeriod, figure: Figure, where: Q, user: User) -> QuerySet[Any]:
    """The cases or contacts that meet `where`, the earliest first."""
    hidden = Recusal.objects.hidden_from(user)
    if base is not Base.CONTACTS:
        cases = case_rows(base, period).filter(where).exclude(pk__in=hidden)
        return cases.order_by("received_at", "pk")
    contacts = contacts_in(period).filter(where).exclude(case__in=hidden)
    if figure.counts_cases:
        behind = contacts.values("case_id")
        return Case.objects.filter(pk__in=behind).order_by("received_at", "pk")
    return contacts.select_related("case").order_by("occurred_at", "pk")
