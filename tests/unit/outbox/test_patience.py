"""When a row is tried again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.outbox.domain.patience import LEASE, STUCK_AFTER, is_stuck, wait_after
from jourcase.outbox.jobs import TRIES, TURN_SECONDS
from jourcase.outbox.services import ROUND_SECONDS

TRIES_MADE = st.integers(min_value=1, max_value=30_000)


@pytest.mark.parametrize(
    ("tries", "wait"),
    [
        (1, timedelta(seconds=10)),
        (2, timedelta(minutes=1)),
        (5, timedelta(hours=1)),
        (6, timedelta(hours=3)),
        (9_000, timedelta(hours=3)),
    ],
)
def test_each_failure_is_waited_for_longer_up_to_three_hours(tries: int, wait: timedelta) -> None:
    assert wait_after(tries) == wait


@given(tries=TRIES_MADE)
def test_no_wait_is_shorter_than_the_one_before_and_none_is_for_ever(tries: int) -> None:
    assert timedelta(0) < wait_after(tries) <= wait_after(tries + 1) <= timedelta(hours=3)


@given(tries=TRIES_MADE)
def test_what_is_stuck_stays_so(tries: int) -> None:
    assert is_stuck(tries) is (tries >= STUCK_AFTER)
    assert not is_stuck(tries) or is_stuck(tries + 1)


def test_a_lease_outlives_what_is_done_in_one_turn() -> None:
    assert timedelta(seconds=ROUND_SECONDS) < LEASE
    assert timedelta(seconds=TURN_SECONDS) * 4 < LEASE


def test_a_job_is_over_before_its_row_counts_as_stuck() -> None:
    assert TRIES < STUCK_AFTER
