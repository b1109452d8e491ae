"""The deadline for first contact and the evening window, at every awkward hour of the year."""

import os
import time as machine_time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.terms import (
    DayCount,
    Terms,
    TermsHistory,
    TermsRefusal,
    contact_deadline,
    evening_window,
    is_evening,
    is_working_day,
    refusals_of_terms,
)
from jourcase.kernel.local_time import STOCKHOLM, at_local, local, local_date

TERMS = Terms(valid_from=date(2025, 4, 1))
WORKING = replace(TERMS, first_contact_day_count=DayCount.WORKING)

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
instants = st.integers(0, 6 * 366 * 86_400).map(lambda seconds: FIRST + timedelta(seconds=seconds))
any_terms = st.builds(
    Terms,
    valid_from=st.just(date(2025, 4, 1)),
    first_contact_days=st.integers(0, 60),
    first_contact_day_count=st.sampled_from(DayCount),
    evening_start=st.times(time(12), time(18)),
    evening_end=st.times(time(18, 1), time(23, 59)),
)


def clock(text: str) -> datetime:
    """A local time of Stockholm as UTC; `+` after the text means the later of two."""
    naive = datetime.fromisoformat(text.rstrip("+"))
    return naive.replace(tzinfo=STOCKHOLM, fold=int(text.endswith("+"))).astimezone(UTC)


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-05-18 00:00:00", "2026-05-21 23:59:59"),
        ("2026-05-18 23:59:59", "2026-05-21 23:59:59"),
        ("2026-05-19 00:00:00", "2026-05-22 23:59:59"),
        # weekends are not rolled over
        ("2026-05-20 12:00:00", "2026-05-23 23:59:59"),
        # New Year, and the agreement's first year boundary
        ("2025-12-31 23:59:59", "2026-01-03 23:59:59"),
        ("2026-01-01 00:00:00", "2026-01-04 23:59:59"),
        # Whitsun (24 May 2026) and Midsummer (19-20 June 2026)
        ("2026-05-22 10:00:00", "2026-05-25 23:59:59"),
        ("2026-06-17 10:00:00", "2026-06-20 23:59:59"),
        # the night of spring, 29 March 2026: received before, ending on, inside
        ("2026-03-27 10:00:00", "2026-03-30 23:59:59"),
        ("2026-03-26 10:00:00", "2026-03-29 23:59:59"),
        ("2026-03-29 03:00:00", "2026-04-01 23:59:59"),
        # the night of autumn, 25 October 2026: both rounds of the doubled hour are one day
        ("2026-10-22 10:00:00", "2026-10-25 23:59:59"),
        ("2026-10-25 02:30:00", "2026-10-28 23:59:59"),
        ("2026-10-25 02:30:00+", "2026-10-28 23:59:59"),
        # leap day
        ("2028-02-27 10:00:00", "2028-03-01 23:59:59"),
    ],
)
def test_calendar_days_end_at_the_last_second_of_the_third_day(
    received: str, deadline: str
) -> None:
    assert contact_deadline(clock(received), TERMS) == clock(deadline)


@pytest.mark.parametrize(
    ("received", "deadline"),
    [
        ("2026-05-18 10:00:00", "2026-05-21 23:59:59"),
        # Friday before Whitsun: annandag pingst (Monday 25 May) is a working day
        ("2026-05-22 10:00:00", "2026-05-27 23:59:59"),
        # Kristi himmelsfärdsdag, Thursday 14 May, is none
        ("2026-05-12 10:00:00", "2026-05-18 23:59:59"),
        # Midsommarafton (Friday 19 June) is not in the law and counts
        ("2026-06-17 10:00:00", "2026-06-22 23:59:59"),
        # Easter: Thursday 2 April, then långfredagen to annandag påsk
        ("2026-04-02 10:00:00", "2026-04-09 23:59:59"),
        # julafton (24th) and nyårsafton (31st) count; 25, 26 December and 1 January do not
        ("2025-12-23 10:00:00", "2025-12-30 23:59:59"),
        ("2025-12-30 10:00:00", "2026-01-05 23:59:59"),
        # Saturday 6 June 2026 is the national day as well; Sunday 7 June no day either
        ("2026-06-04 10:00:00", "2026-06-09 23:59:59"),
        # received on a Sunday
        ("2026-05-31 10:00:00", "2026-06-03 23:59:59"),
        # alla helgons dag, Saturday 31 October 2026, after the autumn night
        ("2026-10-25 02:30:00+", "2026-10-28 23:59:59"),
    ],
)
def test_working_days_skip_weekends_and_public_holidays_only(received: str, deadline: str) -> None:
    assert contact_deadline(clock(received), WORKING) == clock(deadline)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 5, 24), False),  # pingstdagen
        (date(2026, 5, 25), True),  # annandag pingst
        (date(2026, 6, 19), True),  # midsommarafton
        (date(2026, 6, 20), False),  # midsommardagen
        (date(2026, 12, 24), True),  # julafton
        (date(2026, 12, 25), False),
        (date(2026, 12, 31), True),  # nyårsafton
        (date(2027, 1, 1), False),
        (date(2027, 1, 6), False),  # trettondedag jul
        (date(2026, 5, 1), False),
        (date(2025, 6, 6), False),  # nationaldagen, a Friday
        (date(2026, 5, 17), False),  # a common Sunday
        (date(2026, 5, 16), False),  # a common Saturday
    ],
)
def test_a_working_day_is_a_weekday_that_the_law_does_not_free(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_with_no_days_the_deadline_is_the_received_day_itself() -> None:
    sunday = clock("2026-05-17 10:00:00")
    for terms in (TERMS, WORKING):
        assert contact_deadline(sunday, replace(terms, first_contact_days=0)) == clock(
            "2026-05-17 23:59:59"
        )


@given(instants, any_terms)
def test_the_deadline_is_always_the_last_second_of_a_local_day(
    received: datetime, terms: Terms
) -> None:
    deadline = contact_deadline(received, terms)
    assert deadline.utcoffset() == timedelta(0)
    assert local(deadline).time() == time(23, 59, 59)
    assert local_date(deadline) >= local_date(received) + timedelta(days=terms.first_contact_days)


@given(instants, any_terms)
def test_working_days_never_end_before_calendar_days(received: datetime, terms: Terms) -> None:
    calendar = replace(terms, first_contact_day_count=DayCount.CALENDAR)
    working = replace(terms, first_contact_day_count=DayCount.WORKING)
    assert contact_deadline(received, working) >= contact_deadline(received, calendar)


@given(instants, instants, any_terms)
def test_who_came_first_never_has_the_later_deadline(
    one: datetime, other: datetime, terms: Terms
) -> None:
    first, second = sorted((one, other))
    assert contact_deadline(first, terms) <= contact_deadline(second, terms)


@pytest.mark.parametrize(
    ("at", "evening"),
    [
        ("2026-05-20 16:59:59", False),
        ("2026-05-20 17:00:00", True),
        ("2026-05-20 21:59:59", True),
        ("2026-05-20 22:00:00", False),
        # winter clock, and any day of the week
        ("2025-12-31 16:59:59", False),
        ("2025-12-31 17:00:00", True),
        ("2026-01-01 21:59:59", True),
        ("2026-06-19 17:00:00", True),
        ("2026-05-24 21:59:59", True),
        # the days of both clock changes and the days before
        ("2026-03-28 16:59:59", False),
        ("2026-03-28 17:00:00", True),
        ("2026-03-29 16:59:59", False),
        ("2026-03-29 17:00:00", True),
        ("2026-03-29 22:00:00", False),
        ("2026-10-24 21:59:59", True),
        ("2026-10-25 16:59:59", False),
        ("2026-10-25 17:00:00", True),
        ("2026-10-25 02:30:00", False),
        ("2026-10-25 02:30:00+", False),
    ],
)
def test_the_evening_is_from_17_up_to_but_not_with_22_on_the_local_clock(
    at: str, evening: bool
) -> None:
    assert is_evening(clock(at), TERMS) is evening


@pytest.mark.parametrize(
    ("on", "start", "end"),
    [
        (date(2026, 3, 28), "2026-03-28T16:00Z", "2026-03-28T21:00Z"),
        (date(2026, 3, 29), "2026-03-29T15:00Z", "2026-03-29T20:00Z"),
        (date(2026, 10, 24), "2026-10-24T15:00Z", "2026-10-24T20:00Z"),
        (date(2026, 10, 25), "2026-10-25T16:00Z", "2026-10-25T21:00Z"),
    ],
)
def test_the_window_moves_with_the_clock_changes(on: date, start: str, end: str) -> None:
    assert evening_window(on, TERMS) == (
        datetime.fromisoformat(start),
        datetime.fromisoformat(end),
    )


@given(instants, any_terms)
def test_the_evening_is_half_open_on_the_local_clock(at: datetime, terms: Terms) -> None:
    clock_reading = local(at).time()
    assert is_evening(at, terms) is (terms.evening_start <= clock_reading < terms.evening_end)
    start, end = evening_window(local_date(at), terms)
    assert is_evening(start, terms)
    assert not is_evening(end, terms)
    assert not is_evening(start - timedelta(seconds=1), terms)


@pytest.fixture
def machine_zone() -> Iterator[None]:
    """Puts the machine's time zone back afterwards."""
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    machine_time.tzset()


@pytest.mark.usefixtures("machine_zone")
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])
def test_the_machines_time_zone_changes_nothing(zone: str) -> None:
    received = clock("2026-10-22 23:30:00")
    os.environ["TZ"] = zone
    machine_time.tzset()
    elsewhere = received.astimezone()
    assert elsewhere.utcoffset() != local(received).utcoffset()
    for at in (received, elsewhere):
        assert contact_deadline(at, TERMS) == datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)
        assert contact_deadline(at, WORKING) == datetime(2026, 10, 27, 22, 59, 59, tzinfo=UTC)
    assert is_evening(clock("2026-10-25 17:00:00").astimezone(), TERMS)


REFUSED: list[tuple[Terms, set[TermsRefusal]]] = [
    (TERMS, set()),
    (replace(TERMS, evening_start=time(12), evening_end=time(23, 59)), set()),
    (replace(TERMS, minimum_evening_attempts=3), set()),
    (
        replace(TERMS, evening_end=time(17)),
        {TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS},
    ),
    (
        replace(TERMS, evening_start=time(11, 59)),
        {TermsRefusal.EVENING_BEGINS_BEFORE_NOON},
    ),
    (
        replace(TERMS, minimum_phone_attempts=1, minimum_evening_attempts=2),
        {TermsRefusal.MORE_EVENING_TRIES_THAN_TRIES},
    ),
    (
        replace(TERMS, evening_start=time(1), evening_end=time(0), minimum_evening_attempts=4),
        set(TermsRefusal),
    ),
]


@pytest.mark.parametrize(("terms", "refusals"), REFUSED)
def test_terms_that_contradict_themselves_are_refused(
    terms: Terms, refusals: set[TermsRefusal]
) -> None:
    assert refusals_of_terms(terms) == refusals


def test_the_history_answers_with_the_version_of_the_day() -> None:
    later = replace(TERMS, valid_from=date(2026, 1, 1), first_contact_days=2)
    history = TermsHistory.of([TERMS, later])
    assert history.on(date(2025, 3, 31)) is None
    assert history.on(date(2025, 4, 1)) == TERMS
    assert history.on(date(2025, 12, 31)) == TERMS
    assert history.on(date(2026, 1, 1)) == later


def test_a_case_received_at_new_years_midnight_is_judged_by_its_local_date() -> None:
    # 23:30 UTC on 31 December is already the new year in Stockholm.
    late = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert contact_deadline(late, TERMS) == at_local(date(2026, 1, 4), time(23, 59, 59))
