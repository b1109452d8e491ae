"""The weeks of the loggkontroll, who checks what, and the draw."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.log_week import (
    LogCheckRefusal,
    Part,
    Week,
    check_refusals,
    drawn,
    last_finished,
)

WEEK = Week(2026, 47)


@given(st.dates(date(2025, 1, 1), date(2040, 12, 31)))
def test_every_day_lies_in_one_week(on: date) -> None:
    week = Week.of(on)
    assert week.monday <= on <= week.sunday
    assert week.sunday - week.monday == timedelta(days=6)
    assert Week.of_key(week.key) == week
    assert week.moved(1).moved(-1) == week
    assert week.ends_at == week.moved(1).starts_at


@pytest.mark.parametrize(
    "text",
    ["", "2026-W00", "2026-W54", "2025-W53", "2026-47", "2026-W4", "1999-W01", "2026-W47 "],
)
def test_what_is_no_week_is_none(text: str) -> None:
    assert Week.of_key(text) is None


def test_a_year_with_fifty_three_weeks_has_the_last() -> None:
    assert Week.of_key("2026-W53") == Week.of(date(2027, 1, 3))


def test_weeks_with_a_change_of_clocks_are_an_hour_off() -> None:
    spring, autumn = Week.of(date(2026, 3, 29)), Week.of(date(2026, 10, 25))
    assert spring.ends_at - spring.starts_at == timedelta(days=7, hours=-1)
    assert autumn.ends_at - autumn.starts_at == timedelta(days=7, hours=1)


def test_the_week_to_check_is_the_last_that_is_over() -> None:
    sunday_night = datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)
    assert last_finished(sunday_night) == Week(2026, 46)
    assert last_finished(sunday_night + timedelta(seconds=1)) == WEEK
    assert WEEK.is_over(sunday_night + timedelta(seconds=1))
    assert not WEEK.is_over(sunday_night)


NOT_YOURS, RUNS = LogCheckRefusal.NOT_YOURS, LogCheckRefusal.WEEK_RUNS


@pytest.mark.parametrize(
    ("part", "is_coordinator", "is_board", "is_over"),
    list(product(Part, (True, False), (True, False), (True, False))),
)
def test_nobody_checks_what_they_did_themselves(
    part: Part, is_coordinator: bool, is_board: bool, is_over: bool
) -> None:
    now = WEEK.ends_at if is_over else WEEK.ends_at - timedelta(seconds=1)
    found = check_refusals(
        part=part, is_coordinator=is_coordinator, is_board=is_board, week=WEEK, now=now
    )
    allowed = {
        (Part.COORDINATOR, True, True),
        (Part.COORDINATOR, True, False),
        (Part.BOARD, False, True),
    }
    expected = set() if (part, is_coordinator, is_board) in allowed else {NOT_YOURS}
    assert found == expected | (set() if is_over else {RUNS})


NUMBERS = st.sets(st.integers(1, 10**9), max_size=300)
SEEDS = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(NUMBERS, SEEDS, st.randoms())
def test_the_same_week_always_gives_the_same_draw(
    numbers: set[int], seed: str, random: object
) -> None:
    shuffled = sorted(numbers) * 2
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    draw = drawn(numbers, seed=seed)
    assert drawn(shuffled, seed=seed) == draw
    assert draw <= numbers
    assert len(draw) == ceil(len(numbers) / 20)


@given(NUMBERS, SEEDS, st.integers(1, 10**9))
def test_one_event_more_moves_at_most_one_that_was_drawn(
    numbers: set[int], seed: str, more: int
) -> None:
    """What is drawn cannot be steered by making many harmless accesses after the fact."""
    before, after = drawn(numbers, seed=seed), drawn({*numbers, more}, seed=seed)
    assert len(before - after) <= 1


def test_another_week_draws_others() -> None:
    numbers = range(1, 1001)
    draws = {drawn(numbers, seed=f"{n:064x}") for n in range(20)}
    assert len(draws) == 20


def test_over_many_weeks_everyone_is_drawn_about_equally_often() -> None:
    times = dict.fromkeys(range(1, 101), 0)
    for n in range(2000):
        for number in drawn(times, seed=f"{n:064x}"):
            times[number] += 1
    assert 60 <= min(times.values()) <= max(times.values()) <= 145
