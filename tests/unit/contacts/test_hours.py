"""When it is decent and safe to ring, on both sides of each border and on both change days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.domain.hours import (
    calling_span,
    evening_span,
    is_calling_hour,
    is_within,
    next_calling_moment,
    next_moment_within,
)
from jourcase.agreement.domain.terms import Terms
from jourcase.kernel.local_time import at_local
from tests.unit.contacts.examples import TERMS, sthlm, utc

LATE_EVENING = Terms(valid_from=date(2025, 4, 1), evening_start=time(21), evening_end=time(23))


@pytest.mark.parametrize(
    ("safe_from", "safe_to", "span"),
    [
        pytest.param(None, None, (time(8), time(21)), id="anybody"),
        pytest.param(time(9), time(11), (time(9), time(11)), id="narrower"),
        pytest.param(time(6), time(23), (time(8), time(21)), id="wider-gives-way"),
        pytest.param(time(6), time(9), (time(8), time(9)), id="begins-too-early"),
        pytest.param(time(18), time(22), (time(18), time(21)), id="ends-too-late"),
        pytest.param(time(6), time(7, 30), (time(6), time(7, 30)), id="only-early-wins"),
        pytest.param(time(21), time(22), (time(21), time(22)), id="only-late-wins"),
        pytest.param(time(17), None, (time(17), time(21)), id="from-five"),
        pytest.param(None, time(12), (time(8), time(12)), id="until-noon"),
    ],
)
def test_safe_hours_narrow_the_calling_hours(
    safe_from: time | None, safe_to: time | None, span: tuple[time, time]
) -> None:
    assert calling_span(safe_from, safe_to) == span


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("07:59:59", False),
        ("08:00:00", True),
        ("20:59:59", True),
        ("21:00:00", False),
        ("00:00:00", False),
    ],
)
@pytest.mark.parametrize(
    "on", ["2026-01-15", "2026-03-29", "2026-06-19", "2026-10-25", "2026-12-31"]
)
def test_nobody_is_proposed_before_8_or_from_21(on: str, when: str, expected: bool) -> None:
    assert is_calling_hour(sthlm(f"{on} {when}"), None, None) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [("09:59:59", False), ("10:00:00", True), ("11:59:59", True), ("12:00:00", False)],
)
def test_safe_hours_are_half_open(when: str, expected: bool) -> None:
    assert is_calling_hour(sthlm(f"2026-11-23 {when}"), time(10), time(12)) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("2026-11-23 10:00", "2026-11-23 10:00", id="inside-is-now"),
        pytest.param("2026-11-23 05:00", "2026-11-23 08:00", id="early-waits-for-8"),
        pytest.param("2026-11-23 21:00", "2026-11-24 08:00", id="late-waits-for-tomorrow"),
        pytest.param("2026-12-31 22:00", "2027-01-01 08:00", id="new-year"),
        pytest.param("2026-03-28 23:30", "2026-03-29 08:00", id="across-the-gap"),
        pytest.param("2026-10-24 23:30", "2026-10-25 08:00", id="across-the-fold"),
        pytest.param("2026-03-29 03:00", "2026-03-29 08:00", id="after-the-gap"),
    ],
)
def test_the_next_calling_moment(at: str, expected: str) -> None:
    assert next_calling_moment(sthlm(at), None, None) == sthlm(expected)


@pytest.mark.parametrize(
    ("instant", "hours"),
    [("2026-03-28 22:30", 7.5), ("2026-10-24 21:30", 9.5)],
    ids=["gap", "fold"],
)
def test_the_night_is_an_hour_shorter_in_spring_and_longer_in_autumn(
    instant: str, hours: float
) -> None:
    at = utc(instant)
    assert next_calling_moment(at, None, None) - at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("terms", "safe_from", "safe_to", "span"),
    [
        pytest.param(TERMS, None, None, (time(17), time(21)), id="until-21-though-it-counts-to-22"),
        pytest.param(TERMS, time(18), time(20), (time(18), time(20)), id="safe-inside"),
        pytest.param(TERMS, time(8), time(18), (time(17), time(18)), id="safe-ends-in-it"),
        pytest.param(TERMS, time(8), time(17), None, id="daytime-only"),
        pytest.param(TERMS, time(21), time(22), (time(21), time(22)), id="only-late-is-safe"),
        pytest.param(TERMS, time(22), time(23), None, id="safe-after-the-evening"),
        pytest.param(LATE_EVENING, None, None, (time(21), time(23)), id="late-terms-win"),
        pytest.param(LATE_EVENING, time(20), time(22), (time(21), time(22)), id="late-and-safe"),
        pytest.param(LATE_EVENING, time(8), time(20), None, id="late-and-not-safe"),
    ],
)
def test_the_part_of_the_evening_in_which_a_person_is_proposed(
    terms: Terms, safe_from: time | None, safe_to: time | None, span: tuple[time, time] | None
) -> None:
    assert evening_span(terms, safe_from, safe_to) == span


_clocks = st.times(time(4), time(23, 59)).map(lambda clock: clock.replace(second=0, microsecond=0))
_spans = st.tuples(_clocks, _clocks).filter(lambda span: span[0] < span[1])
_moments = st.datetimes(datetime(2025, 4, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda naive: at_local(naive.date(), naive.time().replace(microsecond=0))
)


@given(_moments, _spans)
def test_the_next_moment_is_inside_and_none_is_missed(
    at: datetime, span: tuple[time, time]
) -> None:
    found = next_moment_within(at, span)
    assert found >= at
    assert is_within(found, span)
    assert found == at or not is_within(found - timedelta(seconds=1), span)
    assert found - at < timedelta(hours=26)
    assert is_within(at, span) == (found == at)


@given(_moments, _spans)
def test_safe_hours_never_allow_a_call_outside_them(at: datetime, span: tuple[time, time]) -> None:
    if is_calling_hour(at, *span):
        assert is_within(at, span)
