"""When a screen that nobody touches is locked."""

from datetime import timedelta

import pytest

from volunteers.domain.locking import cover_after, is_left

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("idle", "in_call", "is_shared", "left"),
    [
        (10 * MINUTE - SECOND, False, False, False),
        (10 * MINUTE, False, False, True),
        (5 * MINUTE - SECOND, False, True, False),
        (5 * MINUTE, False, True, True),
        (60 * MINUTE - SECOND, True, False, False),
        (60 * MINUTE, True, False, True),
        (59 * MINUTE, True, True, False),
        (60 * MINUTE, True, True, True),
        (timedelta(0), False, True, False),
        (-MINUTE, False, False, False),
        (timedelta(days=3), True, False, True),
    ],
)
def test_a_screen_is_locked_when_it_has_been_left(
    idle: timedelta, in_call: bool, is_shared: bool, left: bool
) -> None:
    assert is_left(idle, in_call=in_call, is_shared=is_shared) is left


def test_a_shared_computer_is_covered_sooner() -> None:
    assert cover_after(is_shared=True) == 5 * MINUTE
    assert cover_after(is_shared=False) == 10 * MINUTE
