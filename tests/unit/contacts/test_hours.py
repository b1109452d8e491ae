"""When it is decent and safe to ring, on both sides of each border and on both change days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.safe_hours import ALWAYS, WEEKEND, WORKDAYS, SafeHours, SafeSpan
from contacts.domain.hours import (
    calling_week,
    evening_week,
    is_calling_hour,
    next_calling_moment,
    safe_evenings,
)
from jourcase.agreement.domain.terms import Terms
from jourcase.kernel.local_time import at_local
from tests.unit.contacts.examples import TERMS, sthlm, utc
from tests.unit.contacts.strategies import safe_hours

LATE_EVENING = Terms(valid_from=date(2025, 4, 1), evening_start=time(21), evening_end=time(23))


def daily(safe_from: time | None, safe_to: time | None) -> SafeHours:
    return SafeHours.daily(safe_from, safe_to) if safe_from and safe_to else ALWAYS


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
    ],
)
def test_safe_hours_narrow_the_calling_hours(
    safe_from: time | None, safe_to: time | None, span: tuple[time, time]
) -> None:
    assert calling_week(daily(safe_from, safe_to)).days == ((span,),) * 7


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
    assert is_calling_hour(sthlm(f"{on} {when}"), ALWAYS) is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [("09:59:59", False), ("10:00:00", True), ("11:59:59", True), ("12:00:00", False)],
)
def test_safe_hours_are_half_open(when: str, expected: bool) -> None:
    assert (
        is_calling_hour(sthlm(f"2026-11-23 {when}"), SafeHours.daily(time(10), time(12)))
        is expected
    )


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
    assert next_calling_moment(sthlm(at), ALWAYS) == sthlm(expected)


@pytest.mark.parametrize(
    ("instant", "hours"),
    [("2026-03-28 22:30", 7.5), ("2026-10-24 21:30", 9.5)],
    ids=["gap", "fold"],
)
def test_the_night_is_an_hour_shorter_in_spring_and_longer_in_autumn(
    instant: str, hours: float
) -> None:
    at = utc(instant)
    assert next_calling_moment(at, ALWAYS) - at == timedelta(hours=hours)


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
    found = evening_week(terms, daily(safe_from, safe_to))
    assert (found and found.days) == (span and ((span,),) * 7)


EARLY_AND_WEEKEND = SafeHours.of(
    [SafeSpan(WORKDAYS, time(7), time(7, 30)), SafeSpan(WEEKEND, time(18), time(22))]
)


def test_hours_that_are_decent_on_some_day_are_kept_to_those_days() -> None:
    decent = ((time(18), time(21)),)
    assert calling_week(EARLY_AND_WEEKEND).days == (*((),) * 5, decent, decent)
    evenings = evening_week(TERMS, EARLY_AND_WEEKEND)
    assert evenings is not None
    assert evenings.next_moment(sthlm("2026-11-23 09:00")) == sthlm("2026-11-28 18:00")
    assert safe_evenings(TERMS, EARLY_AND_WEEKEND).days[5] == ((time(18), time(22)),)


_moments = st.datetimes(datetime(2025, 4, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda naive: at_local(naive.date(), naive.time().replace(microsecond=0))
)


@given(_moments, safe_hours)
def test_the_next_calling_moment_is_inside_and_none_is_missed(
    at: datetime, safe: SafeHours
) -> None:
    found = next_calling_moment(at, safe)
    assert found >= at
    assert is_calling_hour(found, safe)
    assert found == at or not is_calling_hour(found - timedelta(seconds=1), safe)
    assert is_calling_hour(at, safe) == (found == at)


@given(_moments, safe_hours)
def test_safe_hours_never_allow_a_call_outside_them(at: datetime, safe: SafeHours) -> None:
    if is_calling_hour(at, safe):
        assert safe.is_safe_at(at)
