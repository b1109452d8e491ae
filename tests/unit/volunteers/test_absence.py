"""Absence: whole local days, both ends inside, periods that meet made one."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.domain.absence import AbsenceRefusal, Away, absence_refusals, joined

R = AbsenceRefusal
TODAY = date(2026, 11, 23)


def away(first: str, last: str = "") -> Away:
    return Away(date.fromisoformat(first), date.fromisoformat(last) if last else None)


ENTERING: list[tuple[str, Away, set[AbsenceRefusal]]] = [
    ("today-only", away("2026-11-23", "2026-11-23"), set()),
    ("last-day-is-today", away("2026-11-20", "2026-11-23"), set()),
    ("over-yesterday", away("2026-11-20", "2026-11-22"), {R.ALREADY_OVER}),
    ("backwards", away("2026-12-01", "2026-11-30"), {R.ENDS_BEFORE_START}),
    ("until-further-notice", away("2026-11-23"), set()),
    ("leap-day", away("2028-02-29", "2028-02-29"), set()),
    ("two-years-ahead", away("2028-11-23"), set()),
    ("a-day-more-than-two-years", away("2028-11-24"), {R.TOO_FAR_AHEAD}),
    ("mistyped-end", away("2026-11-23", "2206-11-30"), {R.TOO_FAR_AHEAD}),
    ("mistyped-beginning", away("2016-11-23"), {R.STARTED_LONG_AGO}),
    ("long-over", away("2016-11-23", "2016-11-24"), {R.STARTED_LONG_AGO, R.ALREADY_OVER}),
]


@pytest.mark.parametrize(
    ("period", "expected"), [pytest.param(*row, id=name) for name, *row in ENTERING]
)
def test_what_stands_against_a_period(period: Away, expected: set[AbsenceRefusal]) -> None:
    assert absence_refusals(period, today=TODAY) == expected


@pytest.mark.parametrize(
    ("stored", "new", "whole", "taken"),
    [
        pytest.param([], away("2026-12-01", "2026-12-05"), None, 0, id="the-first"),
        pytest.param(
            [away("2026-12-01", "2026-12-05")],
            away("2026-12-04", "2026-12-08"),
            away("2026-12-01", "2026-12-08"),
            1,
            id="overlapping",
        ),
        pytest.param(
            [away("2028-02-20", "2028-02-28")],
            away("2028-02-29", "2028-02-29"),
            away("2028-02-20", "2028-02-29"),
            1,
            id="next-to-it-on-a-leap-day",
        ),
        pytest.param(
            [away("2028-02-20", "2028-02-28")],
            away("2028-03-01", "2028-03-02"),
            None,
            0,
            id="a-leap-day-between",
        ),
        pytest.param(
            [away("2027-02-20", "2027-02-28")],
            away("2027-03-01", "2027-03-02"),
            away("2027-02-20", "2027-03-02"),
            1,
            id="no-leap-day-between",
        ),
        pytest.param(
            [away("2026-12-01", "2026-12-02"), away("2026-12-05", "2026-12-06")],
            away("2026-12-03", "2026-12-04"),
            away("2026-12-01", "2026-12-06"),
            2,
            id="the-gap-between-two",
        ),
        pytest.param(
            [away("2026-12-10", "2026-12-12"), away("2026-12-20")],
            away("2026-12-01"),
            away("2026-12-01"),
            2,
            id="until-further-notice-takes-all-later",
        ),
        pytest.param(
            [away("2026-12-01")],
            away("2027-01-01", "2027-01-02"),
            away("2026-12-01"),
            1,
            id="inside-one-without-end",
        ),
    ],
)
def test_periods_that_meet_become_one(
    stored: list[Away], new: Away, whole: Away | None, taken: int
) -> None:
    found, gone = joined(stored, new)
    assert found == (whole or new)
    assert len(gone) == taken


DAYS = st.dates(date(2028, 2, 1), date(2028, 3, 31))
PERIODS = st.builds(
    lambda first, length: Away(first, None if length is None else first + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(0, 20),
)


@given(st.lists(PERIODS, max_size=6))
def test_entered_one_after_another_they_cover_the_same_days_and_never_meet(
    entered: list[Away],
) -> None:
    stored: list[Away] = []
    for one in entered:
        whole, taken = joined(stored, one)
        stored = [kept for kept in stored if kept not in taken] + [whole]
    for day in (date(2028, 1, 31) + timedelta(days=n) for n in range(90)):
        assert any(one.covers(day) for one in entered) == any(one.covers(day) for one in stored)
    rows = sorted(stored, key=lambda one: one.since)
    for before, after in itertools.pairwise(rows):
        assert before.until is not None
        assert before.until + timedelta(days=1) < after.since


@given(PERIODS, DAYS)
def test_what_is_over_covers_no_day_from_today_on(period: Away, today: date) -> None:
    days = [today + timedelta(days=n) for n in range(90)]
    assert period.is_over(today) <= (not any(period.covers(day) for day in days))
