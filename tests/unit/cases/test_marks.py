"""Jäv and nödöppning: what stands against them, and when an opening is to be judged."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from cases.domain.glass import (
    breaking_refusals,
    is_judged_late,
    judgement_due,
    judging_refusals,
)
from cases.domain.recusal import is_new_and_unasked, lifting_refusals, recusal_refusals
from cases.domain.rules import CaseRefusal
from jourcase.agreement.domain.terms import is_working_day, working_day_after
from jourcase.kernel.local_time import local_date

R = CaseRefusal
Row = tuple[str, dict[str, Any], set[CaseRefusal]]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _rows(table: list[Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("given", "expected"), [pytest.param(given, found, id=name) for name, given, found in table]
    )


RECUSING: list[Row] = [
    ("first-time", {"is_recused": False, "is_seen_by_others": True}, set()),
    ("again", {"is_recused": True, "is_seen_by_others": True}, {R.ALREADY_RECUSED}),
    ("the-only-one", {"is_recused": False, "is_seen_by_others": False}, {R.NOBODY_ELSE_SEES}),
    (
        "again-and-the-only-one",
        {"is_recused": True, "is_seen_by_others": False},
        {R.ALREADY_RECUSED, R.NOBODY_ELSE_SEES},
    ),
]
LIFTING: list[Row] = [
    ("another's", {"is_standing": True, "is_own": False}, set()),
    ("one's-own", {"is_standing": True, "is_own": True}, {R.OWN_RECUSAL}),
    ("lifted-already", {"is_standing": False, "is_own": False}, {R.NOT_RECUSED}),
]
BREAKING: list[Row] = [
    ("ten-signs", {"may_break": True, "reason": "akut i dag"}, set()),
    ("nine-signs", {"may_break": True, "reason": "akut idag"}, {R.REASON_TOO_SHORT}),
    (
        "nine-signs-and-blanks",
        {"may_break": True, "reason": "  akut     idag  "},
        {R.REASON_TOO_SHORT},
    ),
    (
        "not-approved",
        {"may_break": False, "reason": "Personen ringer mig"},
        {R.BREAKER_NOT_APPROVED},
    ),
]
JUDGING: list[Row] = [
    ("another's", {"is_judged": False, "is_own": False}, set()),
    ("one's-own", {"is_judged": False, "is_own": True}, {R.OWN_GLASS}),
    ("judged-already", {"is_judged": True, "is_own": False}, {R.ALREADY_JUDGED}),
]


@_rows(RECUSING)
def test_a_case_is_never_hidden_from_everybody_who_follows_it_up(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert recusal_refusals(**given) == expected


@_rows(LIFTING)
def test_nobody_lifts_their_own_recusal(given: dict[str, Any], expected: set[CaseRefusal]) -> None:
    assert lifting_refusals(**given) == expected


@_rows(BREAKING)
def test_a_case_is_opened_with_a_reason_by_somebody_approved(
    given: dict[str, Any], expected: set[CaseRefusal]
) -> None:
    assert breaking_refusals(**given) == expected


@_rows(JUDGING)
def test_nobody_judges_their_own_opening(given: dict[str, Any], expected: set[CaseRefusal]) -> None:
    assert judging_refusals(**given) == expected


@pytest.mark.parametrize(
    ("opened_at", "due"),
    [
        pytest.param("2026-11-23 13:00", date(2026, 11, 26), id="monday"),
        pytest.param("2026-11-27 22:30", date(2026, 12, 2), id="friday-evening"),
        pytest.param("2026-11-28 09:00", date(2026, 12, 2), id="saturday"),
        pytest.param("2026-12-22 23:30", date(2026, 12, 29), id="is-the-23rd-locally"),
        pytest.param("2027-03-25 12:00", date(2027, 4, 1), id="over-easter"),
        pytest.param("2026-06-18 12:00", date(2026, 6, 23), id="midsummer-eve-is-a-working-day"),
    ],
)
def test_an_opening_is_judged_within_three_working_days(opened_at: str, due: date) -> None:
    assert judgement_due(utc(opened_at)) == due


def test_the_whole_last_day_is_in_time() -> None:
    opened_at = utc("2026-11-23 13:00")
    assert not is_judged_late(opened_at, now=utc("2026-11-26 22:59:59"))
    assert is_judged_late(opened_at, now=utc("2026-11-26 23:00"))


@for_all(st.dates(date(2025, 1, 1), date(2032, 12, 31)), st.integers(1, 8))
def test_the_nth_working_day_has_that_many_working_days_behind_it(on: date, days: int) -> None:
    last = working_day_after(on, days)
    between = [on + timedelta(days=step) for step in range(1, (last - on).days + 1)]
    assert is_working_day(last)
    assert sum(map(is_working_day, between)) == days


@for_all(st.datetimes(datetime(2025, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_opening_is_never_late_on_its_own_day(opened_at: datetime) -> None:
    assert not is_judged_late(opened_at, now=opened_at)
    assert (judgement_due(opened_at) - local_date(opened_at)).days >= 3


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({}, True),
        ({"is_responsible": False}, False),
        ({"is_open": False}, False),
        ({"given": None}, False),
        ({"answered": 5}, False),
        ({"answered": 3}, True),  # it was given to them anew since
    ],
)
def test_whoever_is_new_in_a_case_is_asked_once(said: dict[str, Any], asked: bool) -> None:
    usual: dict[str, Any] = {"is_responsible": True, "is_open": True, "given": 4, "answered": None}
    assert is_new_and_unasked(**(usual | said)) is asked
