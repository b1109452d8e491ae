"""Local civil time, with both nights on which the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.local_time import (
    STOCKHOLM,
    LocalTimeProblem,
    Resolved,
    at_local,
    end_of_local_day,
    iso_week,
    local,
    local_date,
    resolve_local,
    start_of_local_day,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "clock", "instant"),
    [
        pytest.param(date(2026, 1, 15), time(17), "2026-01-15 16:00", id="winter"),
        pytest.param(date(2026, 7, 15), time(17), "2026-07-15 15:00", id="summer"),
        pytest.param(date(2026, 3, 29), time(1, 59, 59), "2026-03-29 00:59:59", id="before-gap"),
        pytest.param(date(2026, 3, 29), time(2, 30), "2026-03-29 01:30", id="in-gap-goes-forward"),
        pytest.param(date(2026, 3, 29), time(3), "2026-03-29 01:00", id="after-gap"),
        pytest.param(date(2026, 10, 25), time(1, 59, 59), "2026-10-24 23:59:59", id="before-fold"),
        pytest.param(date(2026, 10, 25), time(2, 30), "2026-10-25 00:30", id="in-fold-first"),
        pytest.param(
            date(2026, 10, 25), time(2, 30, fold=1), "2026-10-25 00:30", id="in-fold-still-first"
        ),
        pytest.param(date(2026, 10, 25), time(3), "2026-10-25 02:00", id="after-fold"),
        pytest.param(date(2026, 12, 31), time(23, 59), "2026-12-31 22:59", id="new-years-eve"),
        pytest.param(date(2026, 6, 19), time(17), "2026-06-19 15:00", id="midsummer-eve"),
    ],
)
def test_a_local_day_and_clock_is_one_instant(on: date, clock: time, instant: str) -> None:
    assert at_local(on, clock) == utc(instant)
    assert at_local(on, clock).tzinfo is UTC


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        pytest.param(date(2026, 3, 29), "2026-03-28 23:00", "2026-03-29 21:59:59", id="23-hours"),
        pytest.param(date(2026, 10, 25), "2026-10-24 22:00", "2026-10-25 22:59:59", id="25-hours"),
        pytest.param(
            date(2026, 5, 25), "2026-05-24 22:00", "2026-05-25 21:59:59", id="whit-monday"
        ),
        pytest.param(date(2026, 6, 20), "2026-06-19 22:00", "2026-06-20 21:59:59", id="midsummer"),
        pytest.param(date(2026, 12, 31), "2026-12-30 23:00", "2026-12-31 22:59:59", id="new-year"),
    ],
)
def test_a_local_day_lasts_from_midnight_to_its_last_second(
    on: date, first: str, last: str
) -> None:
    assert start_of_local_day(on) == utc(first)
    assert end_of_local_day(on) == utc(last)


@pytest.mark.parametrize(
    ("instant", "on"),
    [
        ("2026-06-30 21:59:59", date(2026, 6, 30)),
        ("2026-06-30 22:00:00", date(2026, 7, 1)),
        ("2026-12-31 22:59:59", date(2026, 12, 31)),
        ("2026-12-31 23:00:00", date(2027, 1, 1)),
        ("2026-03-28 23:00:00", date(2026, 3, 29)),
        ("2026-10-24 22:00:00", date(2026, 10, 25)),
        ("2026-10-25 22:59:59", date(2026, 10, 25)),
    ],
)
def test_the_day_of_an_instant_is_the_local_one(instant: str, on: date) -> None:
    assert local_date(utc(instant)) == on


@pytest.mark.parametrize(
    ("typed", "later", "expected"),
    [
        pytest.param("2026-05-22 12:00", None, Resolved(utc("2026-05-22 10:00")), id="plain"),
        pytest.param(
            "2026-05-22 12:00", True, Resolved(utc("2026-05-22 10:00")), id="answer-is-ignored"
        ),
        pytest.param(
            "2026-03-29 01:59:59", None, Resolved(utc("2026-03-29 00:59:59")), id="before-gap"
        ),
        pytest.param("2026-03-29 02:00", None, LocalTimeProblem.MISSING, id="gap-begins"),
        pytest.param("2026-03-29 02:59:59", None, LocalTimeProblem.MISSING, id="gap-ends"),
        pytest.param("2026-03-29 02:30", True, LocalTimeProblem.MISSING, id="gap-whatever-round"),
        pytest.param("2026-03-29 02:30", False, LocalTimeProblem.MISSING, id="gap-first-round"),
        pytest.param("2026-03-29 03:00", None, Resolved(utc("2026-03-29 01:00")), id="after-gap"),
        pytest.param(
            "2026-10-25 01:59:59", None, Resolved(utc("2026-10-24 23:59:59")), id="before-fold"
        ),
        pytest.param("2026-10-25 02:00", None, LocalTimeProblem.AMBIGUOUS, id="fold-begins"),
        pytest.param("2026-10-25 02:59:59", None, LocalTimeProblem.AMBIGUOUS, id="fold-ends"),
        pytest.param("2026-10-25 02:30", False, Resolved(utc("2026-10-25 00:30")), id="first"),
        pytest.param("2026-10-25 02:30", True, Resolved(utc("2026-10-25 01:30")), id="second"),
        pytest.param("2026-10-25 03:00", None, Resolved(utc("2026-10-25 02:00")), id="after-fold"),
    ],
)
def test_a_typed_local_time_is_resolved_or_asked_about(
    typed: str, later: bool | None, expected: Resolved | LocalTimeProblem
) -> None:
    naive = datetime.fromisoformat(typed)
    assert resolve_local(naive, later=later) == expected


def test_both_rounds_of_the_autumn_hour_are_kept_in_order() -> None:
    typed = datetime(2026, 10, 25, 2, 15)  # noqa: DTZ001
    first, second = resolve_local(typed, later=False), resolve_local(typed, later=True)
    assert isinstance(first, Resolved)
    assert isinstance(second, Resolved)
    assert second.at - first.at == timedelta(hours=1)
    assert local(first.at).time() == local(second.at).time() == time(2, 15)


def test_a_naive_instant_has_no_local_time() -> None:
    with pytest.raises(ValueError, match="naive"):
        local(datetime(2026, 5, 22))  # noqa: DTZ001


def test_an_aware_time_needs_no_resolving() -> None:
    with pytest.raises(ValueError, match="naive"):
        resolve_local(utc("2026-05-22"))


@pytest.mark.parametrize(
    ("on", "week"),
    [
        (date(2026, 1, 1), (2026, 1)),
        (date(2026, 12, 31), (2026, 53)),
        (date(2027, 1, 1), (2026, 53)),
        (date(2027, 1, 4), (2027, 1)),
        (date(2024, 12, 30), (2025, 1)),
        (date(2026, 5, 22), (2026, 21)),
    ],
    ids=str,
)
def test_weeks_are_iso_weeks(on: date, week: tuple[int, int]) -> None:
    assert iso_week(on) == week


@given(st.dates(date(2025, 1, 1), date(2040, 12, 31)))
def test_days_follow_each_other_without_gap_or_overlap(on: date) -> None:
    after = on + timedelta(days=1)
    assert end_of_local_day(on) + timedelta(seconds=1) == start_of_local_day(after)
    assert local_date(start_of_local_day(on)) == local_date(end_of_local_day(on)) == on


@given(st.datetimes(datetime(2025, 1, 1), datetime(2040, 12, 31)), st.booleans())  # noqa: DTZ001
def test_what_is_resolved_reads_back_as_typed(naive: datetime, later: bool) -> None:
    resolved = resolve_local(naive, later=later)
    if isinstance(resolved, Resolved):
        assert resolved.at.astimezone(STOCKHOLM).replace(tzinfo=None) == naive
    else:
        assert resolved is LocalTimeProblem.MISSING
        assert (naive.month, naive.hour) == (3, 2)
