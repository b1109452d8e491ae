"""When the agreement runs, when notice is in time, and when the board is reminded."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.period import (
    AgreementDates,
    DatesRefusal,
    NoticeStrip,
    Period,
    Reminder,
    ReminderKind,
    ends_on,
    last_day_for_notice,
    months_in,
    period_on,
    periods,
    refusals_of_dates,
    reminders,
    runs_on,
    strip_on,
)

DATES = AgreementDates(date(2025, 4, 1), date(2025, 12, 31), date(2027, 12, 31))
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("notice_on", "end"),
    [
        (None, date(2027, 12, 31)),
        (date(2025, 2, 1), date(2025, 12, 31)),
        (date(2025, 9, 29), date(2025, 12, 31)),
        (date(2025, 9, 30), date(2025, 12, 31)),
        (date(2025, 10, 1), date(2026, 12, 31)),
        (date(2025, 12, 31), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 9, 29), date(2026, 12, 31)),
        (date(2026, 9, 30), date(2026, 12, 31)),
        (date(2026, 10, 1), date(2027, 12, 31)),
        (date(2027, 9, 30), date(2027, 12, 31)),
        (date(2027, 10, 1), date(2027, 12, 31)),
        (date(2028, 1, 1), date(2027, 12, 31)),
    ],
)
def test_notice_to_and_with_30_september_ends_it_with_that_year(
    notice_on: date | None, end: date
) -> None:
    assert ends_on(DATES, notice_on) == end


@pytest.mark.parametrize(
    ("on", "notice_on", "runs"),
    [
        (date(2025, 3, 31), None, False),
        (date(2025, 4, 1), None, True),
        (date(2025, 12, 31), None, True),
        (date(2026, 1, 1), None, True),
        (date(2027, 12, 31), None, True),
        (date(2028, 1, 1), None, False),
        (date(2025, 12, 31), date(2025, 9, 30), True),
        (date(2026, 1, 1), date(2025, 9, 30), False),
        (date(2026, 1, 1), date(2025, 10, 1), True),
        (date(2027, 1, 1), date(2026, 9, 30), False),
        (date(2027, 1, 1), date(2026, 10, 1), True),
    ],
)
def test_it_runs_from_its_first_day_to_its_last_and_no_day_more(
    on: date, notice_on: date | None, runs: bool
) -> None:
    assert runs_on(DATES, on, notice_on) is runs


@pytest.mark.parametrize(
    ("on", "last_day"),
    [
        (date(2025, 1, 1), date(2025, 9, 30)),
        (date(2025, 9, 30), date(2025, 9, 30)),
        (date(2025, 10, 1), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), None),
        (date(2027, 6, 1), None),
        (date(2028, 1, 1), None),
    ],
)
def test_the_last_day_for_notice_is_the_next_one_that_still_stops_an_extension(
    on: date, last_day: date | None
) -> None:
    assert last_day_for_notice(DATES, on) == last_day


def test_the_periods_are_nine_months_and_then_calendar_years() -> None:
    found = periods(DATES)
    assert found == (
        Period(1, date(2025, 4, 1), date(2025, 12, 31)),
        Period(2, date(2026, 1, 1), date(2026, 12, 31)),
        Period(3, date(2027, 1, 1), date(2027, 12, 31)),
    )
    assert [months_in(period) for period in found] == [9, 12, 12]
    assert periods(DATES, date(2025, 9, 30)) == found[:1]
    assert periods(DATES, date(2025, 10, 1)) == found[:2]


def test_new_years_eve_and_new_years_day_are_in_different_periods() -> None:
    last, first = date(2025, 12, 31), date(2026, 1, 1)
    assert [period.number for day in (last, first) if (period := period_on(DATES, day))] == [1, 2]
    assert period_on(DATES, date(2028, 1, 1)) is None


@given(days, st.none() | days)
def test_a_day_is_in_a_period_exactly_when_the_agreement_runs(
    on: date, notice_on: date | None
) -> None:
    assert (period_on(DATES, on, notice_on) is not None) is runs_on(DATES, on, notice_on)


@given(st.none() | days)
def test_periods_follow_each_other_without_a_gap(notice_on: date | None) -> None:
    found = periods(DATES, notice_on)
    assert found[0].starts_on == DATES.starts_on
    assert found[-1].ends_on == ends_on(DATES, notice_on) <= DATES.last_end_on
    for earlier, later in pairwise(found):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)


@given(days)
def test_notice_on_the_last_day_for_it_stops_an_extension_and_a_day_later_does_not(
    on: date,
) -> None:
    last_day = last_day_for_notice(DATES, on)
    if last_day is not None:
        assert last_day >= on
        assert ends_on(DATES, last_day) < ends_on(DATES, last_day + timedelta(days=1))


def test_the_board_is_reminded_of_notice_while_there_is_something_to_stop() -> None:
    assert reminders(DATES, 2026) == (
        Reminder(date(2026, 6, 1), ReminderKind.NOTICE),
        Reminder(date(2026, 9, 1), ReminderKind.NOTICE),
        Reminder(date(2026, 9, 23), ReminderKind.NOTICE),
    )


def test_in_the_last_year_the_board_is_reminded_of_a_new_agreement() -> None:
    assert {reminder.kind for reminder in reminders(DATES, 2027)} == {ReminderKind.NEW_AGREEMENT}
    after_notice = reminders(DATES, 2026, notice_on=date(2026, 5, 1))
    assert {reminder.kind for reminder in after_notice} == {ReminderKind.NEW_AGREEMENT}


@pytest.mark.parametrize("year", [2024, 2028])
def test_nobody_is_reminded_in_a_year_without_the_agreement(year: int) -> None:
    assert reminders(DATES, year) == ()


JUNE, EARLY, LATE = (date(2026, month, day) for month, day in ((6, 1), (9, 1), (9, 23)))
LAST = date(2026, 9, 30)


@pytest.mark.parametrize(
    ("on", "notice_on", "expected"),
    [
        (date(2026, 5, 31), None, None),
        (JUNE, None, NoticeStrip(ReminderKind.NOTICE, JUNE, LAST, 121)),
        (date(2026, 8, 31), None, NoticeStrip(ReminderKind.NOTICE, JUNE, LAST, 30)),
        (EARLY, None, NoticeStrip(ReminderKind.NOTICE, EARLY, LAST, 29)),
        (date(2026, 9, 22), None, NoticeStrip(ReminderKind.NOTICE, EARLY, LAST, 8)),
        (LATE, None, NoticeStrip(ReminderKind.NOTICE, LATE, LAST, 7)),
        (LAST, None, NoticeStrip(ReminderKind.NOTICE, LATE, LAST, 0)),
        (date(2026, 10, 1), None, None),
        # Notice too late for the year changes nothing that year.
        (LAST, date(2026, 10, 1), NoticeStrip(ReminderKind.NOTICE, LATE, LAST, 0)),
        (date(2026, 10, 1), date(2026, 10, 1), None),
        # Notice in time: what is left is that a new one is needed.
        (
            LATE,
            date(2026, 6, 15),
            NoticeStrip(ReminderKind.NEW_AGREEMENT, LATE, date(2026, 12, 31), 99),
        ),
        (date(2027, 1, 1), None, None),
        (
            date(2027, 12, 31),
            None,
            NoticeStrip(ReminderKind.NEW_AGREEMENT, date(2027, 9, 23), date(2027, 12, 31), 0),
        ),
        (date(2028, 1, 1), None, None),
        (date(2028, 9, 23), None, None),
        (date(2024, 9, 23), None, None),
    ],
)
def test_what_the_board_has_before_its_eyes(
    on: date, notice_on: date | None, expected: NoticeStrip | None
) -> None:
    assert strip_on(DATES, on, notice_on) == expected


@given(days, st.none() | days)
def test_a_strip_has_been_reminded_of_and_ends_with_what_it_is_about(
    on: date, notice_on: date | None
) -> None:
    strip = strip_on(DATES, on, notice_on)
    if strip is None:
        return
    assert Reminder(strip.since, strip.kind) in reminders(DATES, on.year, notice_on)
    assert strip.since <= on <= strip.last_day
    assert on + timedelta(days=strip.days_left) == strip.last_day
    assert strip.is_last == (strip.since.month == 9 and strip.since.day == 23)
    if strip.kind is ReminderKind.NOTICE:
        # Notice on any day of the strip still shortens the agreement.
        assert ends_on(DATES, on) < ends_on(DATES, notice_on)
        assert strip.last_day == last_day_for_notice(DATES, on)


REFUSED: list[tuple[AgreementDates, set[DatesRefusal]]] = [
    (DATES, set()),
    (replace(DATES, last_end_on=date(2025, 12, 31)), set()),
    (
        replace(DATES, starts_on=date(2026, 1, 1)),
        {DatesRefusal.FIRST_PERIOD_ENDS_BEFORE_START},
    ),
    (
        replace(DATES, last_end_on=date(2024, 12, 31)),
        {DatesRefusal.LAST_END_BEFORE_FIRST_PERIOD_END},
    ),
    (replace(DATES, starts_on=date(2025, 4, 2)), {DatesRefusal.NOT_FIRST_OF_MONTH}),
    (
        replace(DATES, first_period_ends_on=date(2025, 12, 30)),
        {DatesRefusal.FIRST_PERIOD_NOT_TO_YEAR_END},
    ),
    (replace(DATES, last_end_on=date(2027, 6, 30)), {DatesRefusal.LAST_END_NOT_YEAR_END}),
    (replace(DATES, notice_day=31), {DatesRefusal.NO_SUCH_NOTICE_DAY}),
    (replace(DATES, notice_month=2, notice_day=29), {DatesRefusal.NO_SUCH_NOTICE_DAY}),
]


@pytest.mark.parametrize(("dates", "refusals"), REFUSED)
def test_dates_that_contradict_each_other_are_refused(
    dates: AgreementDates, refusals: set[DatesRefusal]
) -> None:
    assert refusals_of_dates(dates) == refusals


def test_every_refusal_of_dates_is_in_the_table() -> None:
    assert set().union(*(refusals for _, refusals in REFUSED)) == set(DatesRefusal)
