"""The one reader of real time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
import time_machine

from jourcase.kernel import clock

NOON = datetime(2026, 5, 22, 12, 0, 0, tzinfo=UTC)


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_now_is_the_real_time_cut_to_whole_seconds() -> None:
    with time_machine.travel(NOON + timedelta(microseconds=999_999), tick=False):
        assert clock.now() == NOON


def test_a_fixed_clock_stands_still_and_runs_again_afterwards() -> None:
    with clock.fixed(NOON):
        assert clock.now() == NOON
    assert clock.now() > NOON


def test_a_fixed_clock_is_told_in_utc_and_in_whole_seconds() -> None:
    summer = timezone(timedelta(hours=2))
    with clock.fixed(datetime(2026, 5, 22, 14, 0, 0, 999_999, tzinfo=summer)):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_an_inner_fixed_clock_gives_the_outer_one_back() -> None:
    with clock.fixed(NOON):
        with clock.fixed(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON


def test_the_clock_runs_again_after_an_error_inside() -> None:
    with pytest.raises(RuntimeError), clock.fixed(NOON):
        raise RuntimeError
    assert clock.now() > NOON


def test_a_naive_datetime_cannot_hold_the_clock() -> None:
    with pytest.raises(ValueError, match="aware"), clock.fixed(NOON.replace(tzinfo=None)):
        pass
