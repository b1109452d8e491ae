"""Approved or not on a day: by history, with both ends of a period inside it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.approval import (
    ApprovalRefusal,
    Approved,
    approval_refusals,
    was_approved,
    withdrawal_refusals,
)

R = ApprovalRefusal
TODAY = date(2026, 5, 22)
SPRING = Approved(date(2026, 1, 10), date(2026, 3, 29))
RUNNING = Approved(date(2026, 4, 10))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2026, 1, 9), False, id="the-day-before"),
        pytest.param(date(2026, 1, 10), True, id="first-day"),
        pytest.param(date(2026, 3, 29), True, id="last-day"),
        pytest.param(date(2026, 3, 30), False, id="in-between"),
        pytest.param(date(2026, 4, 10), True, id="approved-again"),
        pytest.param(date(2030, 1, 1), True, id="still"),
    ],
)
def test_approval_is_judged_by_history(on: date, expected: bool) -> None:
    assert was_approved([RUNNING, SPRING], on) is expected


def test_somebody_without_history_is_not_approved() -> None:
    assert not was_approved([], TODAY)


APPROVING: list[tuple[str, list[Approved], date, set[ApprovalRefusal]]] = [
    ("first-time-today", [], TODAY, set()),
    ("tomorrow", [], date(2026, 5, 23), {R.IN_FUTURE}),
    ("again-after-the-last-day", [SPRING], date(2026, 3, 30), set()),
    ("on-the-last-day", [SPRING], date(2026, 3, 29), {R.OVERLAPS}),
    ("before-an-earlier-period", [SPRING], date(2025, 1, 1), {R.OVERLAPS}),
    ("while-approved", [RUNNING], TODAY, {R.OVERLAPS}),
    ("while-approved-from-tomorrow", [RUNNING], date(2026, 5, 23), {R.OVERLAPS, R.IN_FUTURE}),
]
WITHDRAWING: list[tuple[str, list[Approved], date, set[ApprovalRefusal]]] = [
    ("today", [SPRING, RUNNING], TODAY, set()),
    ("the-first-day", [RUNNING], date(2026, 4, 10), set()),
    ("before-the-first-day", [RUNNING], date(2026, 4, 9), {R.ENDS_BEFORE_START}),
    ("tomorrow", [RUNNING], date(2026, 5, 23), {R.IN_FUTURE}),
    ("nobody-approved", [SPRING], TODAY, {R.NOT_APPROVED}),
    ("without-history", [], TODAY, {R.NOT_APPROVED}),
]


@pytest.mark.parametrize(
    ("history", "since", "expected"), [pytest.param(*row[1:], id=row[0]) for row in APPROVING]
)
def test_what_stands_against_approving(
    history: list[Approved], since: date, expected: set[ApprovalRefusal]
) -> None:
    assert approval_refusals(history, since, today=TODAY) == expected


@pytest.mark.parametrize(
    ("history", "last_day", "expected"), [pytest.param(*row[1:], id=row[0]) for row in WITHDRAWING]
)
def test_what_stands_against_withdrawing(
    history: list[Approved], last_day: date, expected: set[ApprovalRefusal]
) -> None:
    assert withdrawal_refusals(history, last_day, today=TODAY) == expected


_days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(_days, _days, _days, _days)
def test_an_approval_that_is_not_refused_covers_no_day_twice(
    first: date, last: date, since: date, asked: date
) -> None:
    history = [Approved(min(first, last), max(first, last))]
    for day in (asked, first, last, since):
        if not approval_refusals(history, since, today=date.max):
            after = [*history, Approved(since)]
            assert sum(period.covers(day) for period in after) <= 1
