"""How long a closed case keeps its identity, and what may stand in the way."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.retention import (
    Hold,
    answer_refusals,
    asking_refusals,
    closed_before,
    erased_from,
    hold_refusals,
    is_due,
)
from cases.domain.rules import CaseRefusal as R
from jourcase.kernel.local_time import at_local, local_date, start_of_local_day

BEGINS = datetime(2024, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 7 * 366 * 24 * 60).map(lambda n: BEGINS + n * timedelta(minutes=1))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed_at", "days", "on"),
    [
        # 90 whole days after 2 January is 2 April; the case goes on the 3rd.
        (utc("2026-01-02 12:00"), 90, date(2026, 4, 3)),
        # A quarter past midnight in Stockholm is still the day before in UTC.
        (utc("2026-01-01 23:15"), 90, date(2026, 4, 3)),
        (utc("2026-01-01 22:59"), 90, date(2026, 4, 2)),
        # Over the night when summer time begins, and on it: 28-29 March 2026.
        (utc("2026-03-28 23:30"), 1, date(2026, 3, 31)),
        (utc("2026-03-29 00:59"), 1, date(2026, 3, 31)),
        (utc("2026-03-29 22:30"), 1, date(2026, 4, 1)),
        # Over the night when it ends: 24-25 October 2026, both rounds of 02.30.
        (utc("2026-10-24 22:30"), 1, date(2026, 10, 27)),
        (utc("2026-10-25 00:30"), 1, date(2026, 10, 27)),
        (utc("2026-10-25 01:30"), 1, date(2026, 10, 27)),
        # Midsummer, New Year and the leap day are days like any other.
        (utc("2026-06-19 10:00"), 7, date(2026, 6, 27)),
        (utc("2026-12-31 22:59"), 1, date(2027, 1, 2)),
        (utc("2026-12-31 23:00"), 1, date(2027, 1, 3)),
        (utc("2028-02-28 10:00"), 1, date(2028, 3, 1)),
    ],
)
def test_the_first_day_of_erasure_is_counted_on_local_dates(
    closed_at: datetime, days: int, on: date
) -> None:
    assert erased_from(closed_at, retention_days=days) == on
    begins = start_of_local_day(on)
    assert is_due(closed_at, retention_days=days, now=begins)
    assert not is_due(closed_at, retention_days=days, now=begins - timedelta(seconds=1))


@given(closed_at=INSTANTS, days=st.integers(1, 400), after=st.integers(0, 500))
def test_the_query_asks_the_same_as_the_rule(closed_at: datetime, days: int, after: int) -> None:
    on = local_date(closed_at) + timedelta(days=after)
    now = at_local(on, time(0))
    before = start_of_local_day(closed_before(retention_days=days, on=on))
    assert is_due(closed_at, retention_days=days, now=now) == (closed_at < before)


HOLDING: list[tuple[str, Hold, set[R]]] = [
    ("nothing", Hold(), set()),
    ("rung", Hold(is_rung_now=True), {R.RUNG_NOW}),
    ("unjudged", Hold(has_unjudged_opening=True), {R.OPENING_UNJUDGED}),
    ("worried", Hold(has_open_concern=True), {R.CONCERN_UNSETTLED}),
]


@pytest.mark.parametrize(("name", "hold", "found"), HOLDING)
def test_what_makes_an_erasure_wait(name: str, hold: Hold, found: set[R]) -> None:
    assert hold_refusals(hold) == found


ASKING: list[tuple[str, dict[str, bool], set[R]]] = [
    ("first", {}, set()),
    ("erased", {"is_erased": True}, {R.IS_ERASED}),
    ("asked", {"is_asked": True}, {R.ERASURE_ALREADY_ASKED}),
]


@pytest.mark.parametrize(("name", "said", "found"), ASKING)
def test_an_erasure_is_asked_for_once(name: str, said: dict[str, bool], found: set[R]) -> None:
    assert asking_refusals(**{"is_erased": False, "is_asked": False} | said) == found


ANSWERING: list[tuple[str, dict[str, Any], set[R]]] = [
    ("another", {}, set()),
    ("answered", {"is_pending": False}, {R.ERASURE_NOT_ASKED}),
    ("own", {"is_own": True}, {R.OWN_ERASURE}),
    ("own-alone", {"is_own": True, "others_can": False}, {R.OWN_ERASURE}),
    ("system", {"is_system": True}, {R.COORDINATOR_ANSWERS}),
    ("system-alone", {"is_system": True, "others_can": False}, set()),
]


@pytest.mark.parametrize(("name", "said", "found"), ANSWERING)
def test_two_persons_erase_a_case_before_its_time(
    name: str, said: dict[str, Any], found: set[R]
) -> None:
    usual = {"is_pending": True, "is_own": False, "is_system": False, "others_can": True}
    assert answer_refusals(**usual | said) == found
