"""Safe hours by weekday: said, stored, read aloud and asked, on every kind of day."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.domain.safe_hours import (
    ALL_DAYS,
    ALWAYS,
    WEEKEND,
    WORKDAYS,
    SafeHours,
    SafeSpan,
    day_words,
)
from jourcase.kernel.local_time import local
from tests.unit.contacts.examples import sthlm, utc
from tests.unit.contacts.strategies import moments, safe_hours, safe_spans

EVENINGS = SafeSpan(WORKDAYS, time(17), time(19))
MORNINGS = SafeSpan(WEEKEND, time(10), time(12))
USUAL = SafeHours((EVENINGS, MORNINGS))


def on(days: str, start: str, end: str) -> SafeSpan:
    days_said = frozenset(int(day) for day in days)
    return SafeSpan(days_said, time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("spans", "code", "words"),
    [
        pytest.param([], "", "", id="nothing-said"),
        pytest.param(
            [on("1234567", "17:00", "20:00")], "1-7 17:00-20:00", "17.00–20.00", id="daily"
        ),
        pytest.param(
            [EVENINGS, MORNINGS],
            "1-5 17:00-19:00;6-7 10:00-12:00",
            "vardagar 17.00–19.00, lördag–söndag 10.00–12.00",
            id="weekdays-and-weekend",
        ),
        pytest.param(
            [on("12345", "17:00", "19:00"), on("12345", "08:00", "09:30")],
            "1-5 08:00-09:30;1-5 17:00-19:00",
            "vardagar 08.00–09.30 och 17.00–19.00",
            id="twice-a-day-in-order",
        ),
        pytest.param(
            [on("135", "09:00", "10:00")],
            "1,3,5 09:00-10:00",
            "måndag, onsdag och fredag 09.00–10.00",
            id="single-days",
        ),
        pytest.param(
            [on("1234", "09:00", "10:00"), on("1234567", "20:00", "21:00")],
            "1-4 09:00-10:00;1-7 20:00-21:00",
            "måndag–torsdag 09.00–10.00, alla dagar 20.00–21.00",
            id="all-days-is-said-beside-others",
        ),
        pytest.param(
            [on("3", "17:00", "19:00"), on("3", "18:00", "20:00")],
            "3 17:00-20:00",
            "onsdag 17.00–20.00",
            id="overlapping-are-one",
        ),
        pytest.param(
            [on("3", "17:00", "18:00"), on("3", "18:00", "20:00")],
            "3 17:00-20:00",
            "onsdag 17.00–20.00",
            id="touching-are-one",
        ),
        pytest.param(
            [on("6", "10:00", "12:00"), on("7", "10:00", "12:00")],
            "6-7 10:00-12:00",
            "lördag–söndag 10.00–12.00",
            id="the-same-clock-is-one",
        ),
        pytest.param(
            [on("1234567", "08:00", "20:00"), on("2", "09:00", "10:00")],
            "1-7 08:00-20:00",
            "08.00–20.00",
            id="what-lies-inside-another-is-not-repeated",
        ),
        pytest.param(
            [on("1234567", "08:00", "12:00"), on("2", "11:00", "14:00")],
            "1-7 08:00-12:00;2 11:00-14:00",
            "alla dagar 08.00–12.00, tisdag 11.00–14.00",
            id="partly-over-each-other-stays-as-said",
        ),
    ],
)
def test_how_hours_are_stored_and_said(spans: list[SafeSpan], code: str, words: str) -> None:
    hours = SafeHours.of(spans)
    assert (hours.code, hours.words) == (code, words)
    assert SafeHours.parse(code) == hours


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (ALL_DAYS, "alla dagar"),
        (WORKDAYS, "vardagar"),
        (WEEKEND, "lördag–söndag"),
        (frozenset({7}), "söndag"),
        (frozenset({1, 2, 6}), "måndag–tisdag och lördag"),
        (frozenset({1, 3, 5, 6, 7}), "måndag, onsdag och fredag–söndag"),
    ],
)
def test_days_in_words(days: frozenset[int], words: str) -> None:
    assert day_words(days) == words


@pytest.mark.parametrize(
    "code",
    [
        "17:00-19:00",
        "8 17:00-19:00",
        "5-1 17:00-19:00",
        "1- 17:00-19:00",
        "1-- 17:00-19:00",
        "1,, 17:00-19:00",
        "1-5 17-19",
        "1-5 19:00-17:00",
        "1-5 17:00-17:00",
        "1-5 25:00-26:00",
        "1-5 17:00-19:00;",
        "1-5 17:00-19:00; 6 10:00-12:00",
        "vardagar",
    ],
)
def test_what_is_no_code_is_refused_and_never_read_as_any_time(code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        SafeHours.parse(code)


@pytest.mark.parametrize(
    ("at", "is_safe", "following"),
    [
        # A Monday in November.
        ("2026-11-23 16:59:59", False, "2026-11-23 17:00"),
        ("2026-11-23 17:00", True, "2026-11-23 17:00"),
        ("2026-11-23 18:59:59", True, "2026-11-23 18:59:59"),
        ("2026-11-23 19:00", False, "2026-11-24 17:00"),
        # From Friday evening to Saturday morning, and from Sunday to Monday.
        ("2026-11-27 19:00", False, "2026-11-28 10:00"),
        ("2026-11-28 11:00", True, "2026-11-28 11:00"),
        ("2026-11-29 12:00", False, "2026-11-30 17:00"),
        # The clock changes in the night to Sunday: the same clock, not the same number of hours.
        ("2026-03-28 12:00", False, "2026-03-29 10:00"),
        ("2026-03-29 09:59:59", False, "2026-03-29 10:00"),
        ("2026-10-24 12:00", False, "2026-10-25 10:00"),
        ("2026-10-25 11:59:59", True, "2026-10-25 11:59:59"),
        # Christmas Day is a Friday and no "vardag": neither its hours nor those of a Sunday.
        ("2026-12-24 18:00", True, "2026-12-24 18:00"),
        ("2026-12-24 19:00", False, "2026-12-26 10:00"),
        ("2026-12-25 17:30", False, "2026-12-26 10:00"),
        ("2026-12-25 11:00", False, "2026-12-26 10:00"),
    ],
)
def test_when_it_is_safe_and_when_next(at: str, is_safe: bool, following: str) -> None:
    assert USUAL.is_safe_at(sthlm(at)) is is_safe
    assert USUAL.next_safe(sthlm(at)) == sthlm(following)


def test_the_same_hours_every_day_hold_on_holidays_too() -> None:
    assert SafeHours.daily(time(17), time(19)).is_safe_at(sthlm("2026-12-25 17:30"))


def test_on_a_holiday_only_what_is_safe_that_weekday_and_on_a_sunday_is() -> None:
    hours = SafeHours.of([on("12345", "10:00", "14:00"), on("67", "12:00", "18:00")])
    assert not hours.is_safe_at(sthlm("2026-12-25 11:00"))
    assert hours.is_safe_at(sthlm("2026-12-25 13:00"))
    assert not hours.is_safe_at(sthlm("2026-12-25 15:00"))


def test_a_weekday_that_is_a_holiday_two_weeks_in_a_row_is_waited_for() -> None:
    fridays = SafeHours.of([on("5", "10:00", "12:00")])
    assert fridays.next_safe(sthlm("2026-12-18 12:00")) == sthlm("2027-01-08 10:00")


@pytest.mark.parametrize(
    ("at", "is_safe"),
    [
        ("2026-03-29 00:30", False),  # 01.30
        ("2026-03-29 01:00", False),  # 03.00: the hour between two and three never came
        ("2026-03-29 01:15", False),
        ("2026-03-28 01:15", True),  # 02.15 the day before
    ],
)
def test_hours_inside_the_hour_that_is_skipped_do_not_move(at: str, is_safe: bool) -> None:
    night = SafeHours.daily(time(2, 10), time(2, 50))
    assert night.is_safe_at(utc(at)) is is_safe


def test_nothing_said_is_any_time() -> None:
    at = utc("2026-11-23 03:00")
    assert not ALWAYS
    assert ALWAYS.is_safe_at(at)
    assert ALWAYS.next_safe(at) == at


@given(st.lists(safe_spans, max_size=5))
def test_the_stored_form_comes_back_as_it_was(spans: list[SafeSpan]) -> None:
    hours = SafeHours.of(spans)
    assert SafeHours.parse(hours.code) == hours
    assert SafeHours.of(hours.spans) == hours
    assert len(hours.spans) <= len(spans)
    assert bool(hours) == bool(spans)


@given(st.lists(safe_spans, min_size=1, max_size=3))
def test_three_spans_always_find_room_in_the_column(spans: list[SafeSpan]) -> None:
    assert len(SafeHours.of(spans).code) <= 80


@given(st.lists(safe_spans, min_size=1, max_size=4), moments)
def test_putting_spans_together_changes_no_time(spans: list[SafeSpan], at: datetime) -> None:
    each = any(SafeHours((span,)).is_safe_at(at) for span in spans)
    is_holiday_mix = local(at).weekday() < 5
    together = SafeHours.of(spans).is_safe_at(at)
    # On a holiday one span may open the weekday and another the Sunday.
    assert together or not each
    assert together == each or is_holiday_mix


@given(moments, safe_hours)
@example(utc("2026-03-29 00:59"), SafeHours.daily(time(2), time(3)))
@example(utc("2026-10-25 00:30"), SafeHours.daily(time(2), time(3)))
def test_the_next_safe_moment_is_safe_and_none_is_missed(at: datetime, hours: SafeHours) -> None:
    found = hours.next_safe(at)
    assert found >= at
    assert hours.is_safe_at(found)
    assert hours.is_safe_at(at) == (found == at)
    assert found == at or not hours.is_safe_at(found - timedelta(seconds=1))


@given(moments, safe_spans)
def test_a_span_is_what_the_clock_says(at: datetime, span: SafeSpan) -> None:
    clock = local(at)
    if clock.hour in {1, 2, 3}:
        return  # the hours of the changes have tests of their own
    says = clock.isoweekday() in span.days and span.start <= clock.time() < span.end
    is_safe = SafeHours((span,)).is_safe_at(at)
    assert says or not is_safe
    if span.days == ALL_DAYS or clock.isoweekday() > 5:
        assert is_safe == says
