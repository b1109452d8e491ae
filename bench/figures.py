"""Counting, apart from any page: the overdue, the call list's rows, and the year's follow-up."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from bench.frame import rows
from bench.measure import milliseconds
from bench.moment import NOW
from cases.models import Case
from contacts.cards import ROWS_SHOWN
from contacts.queue import Moment, callable_cases, in_call_order, listed_today
from contacts.selections import Selection, select
from jourcase.agreement.domain.undertakings import Measure
from jourcase.kernel.local_time import start_of_local_day
from reporting.domain.figures import Audience, Cell, Count, Share
from reporting.domain.periods import ReportPeriod
from reporting.services import agreement_spans, make_followup, span_of
from volunteers.models import User

YEAR = ReportPeriod(date(2026, 1, 1), date(2026, 12, 31))


@dataclass(frozen=True)
class Timed:
    """`ours` and, where there is such, the same by hand in SQL; milliseconds."""

    what: str
    ours: float
    hand: float | None = None


class FiguresDifferError(AssertionError):
    """The two ways of counting do not agree, so their times say nothing."""


def figures(user: User, rounds: int) -> list[Timed]:
    """Each is counted both ways and must agree."""
    return [_overdue(user, rounds), _list_rows(user, rounds), *_followup(max(rounds // 4, 3))]


def _agree(what: str, ours: object, hand: object) -> None:
    if ours != hand:
        raise FiguresDifferError(f"{what}: {ours} by the project, {hand} by hand")


def _overdue(user: User, rounds: int) -> Timed:
    moment = Moment.at(NOW)

    def ours() -> int:
        cases = Case.objects.visible_to(user)
        return select(cases, Selection.OVERDUE, moment=moment, user=user).count()

    def hand() -> int:
        found: int = rows(
            """SELECT COUNT(*) FROM cases_case WHERE closed_at IS NULL
               AND first_contact_at IS NULL AND contact_exemption = '' AND NOT is_protected
               AND deadline_at < %s""",
            NOW,
        )[0][0]
        return found

    _agree("overdue", ours(), hand())
    return Timed("count the overdue", milliseconds(ours, rounds), milliseconds(hand, rounds))


def _list_rows(user: User, rounds: int) -> Timed:
    """The very statement of the call list, run without making objects of its rows."""
    moment = Moment.at(NOW)
    listed = listed_today(callable_cases(user, now=NOW), moment)
    query = in_call_order(listed, moment)[:ROWS_SHOWN].select_related("identity")
    sql, values = query.query.sql_with_params()

    def alone() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return Timed("the call list's rows, SQL alone", milliseconds(alone, rounds))


_BY_HAND = """
    SELECT COUNT(*),
      COUNT(CASE WHEN first_contact_at <= deadline_at THEN 1 END),
      COUNT(CASE WHEN contact_exemption = '' AND (first_contact_at > deadline_at
        OR (first_contact_at IS NULL AND (closed_at IS NOT NULL OR deadline_at < %s)))
        THEN 1 END),
      COUNT(CASE WHEN reached_at <= deadline_at THEN 1 END),
      COUNT(CASE WHEN contact_exemption = '' AND (reached_at > deadline_at
        OR (reached_at IS NULL AND (closed_at IS NOT NULL OR deadline_at < %s)))
        THEN 1 END)
    FROM cases_case
    WHERE received_at >= %s AND received_at < %s
      AND close_reason NOT IN ('duplicate', 'withdrawn')
      AND NOT (close_reason IN ('forwarded', 'to_stodcentrum')
               AND (first_contact_at IS NULL OR first_contact_at > closed_at))"""


def _followup(rounds: int) -> list[Timed]:
    within = span_of(YEAR, agreement_spans())
    assert within is not None  # noqa: S101

    def made(only: frozenset[Measure] = frozenset()) -> list[Cell]:
        followup = make_followup(
            period=YEAR, within=within, audience=Audience.INTERNAL, now=NOW, only=only
        )
        tables = [table for section in followup.sections for table in section.tables]
        table = next(table for table in tables if table.code == "first-contact")
        codes = ("cohort", "taken-met", "taken-missed", "reached-met", "reached-missed")
        return [table.cell(code, "outcome") for code in codes]

    def first_contact() -> list[Cell]:
        return made(frozenset({Measure.FIRST_CONTACT}))

    def hand() -> tuple[int, ...]:
        first, after = start_of_local_day(YEAR.first), start_of_local_day(date(2027, 1, 1))
        found: tuple[int, ...] = tuple(rows(_BY_HAND, NOW, NOW, first, after)[0])
        return found

    _agree("follow-up", [_number(cell) for cell in first_contact()], list(hand()))
    return [
        Timed("follow-up of a year, every table", milliseconds(made, rounds)),
        Timed(
            "its first contact (2 years, medians, reasons)",
            milliseconds(first_contact, rounds),
        ),
        Timed("first contact, the five counts by hand", milliseconds(hand, rounds)),
    ]


def _number(cell: Cell) -> int:
    if isinstance(cell, Share):
        return cell.numerator
    assert isinstance(cell, Count)  # noqa: S101
    return cell.value
