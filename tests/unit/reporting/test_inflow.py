"""When a source has fallen silent, compared with itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.inflow import (
    EXPECTED_IN_SILENCE,
    Flow,
    by_week,
    judged,
    since_the_first,
    week_begins,
    week_name,
    weeks_before,
    weeks_to_be_silent,
)

WEEKS_OF_TEN = [10] * 12


@pytest.mark.parametrize(
    ("counts", "flow"),
    [
        ([], Flow.UNKNOWN),
        ([3, 4, 5], Flow.UNKNOWN),
        ([0, 0], Flow.UNKNOWN),
        (WEEKS_OF_TEN, Flow.USUAL),
        ([*WEEKS_OF_TEN, 0], Flow.USUAL),  # one week is a holiday
        ([*WEEKS_OF_TEN, 0, 0], Flow.SILENT),
        ([*WEEKS_OF_TEN, 0, 0, 0], Flow.SILENT),
        ([*WEEKS_OF_TEN, 4, 4], Flow.LOW),
        ([*WEEKS_OF_TEN, 4, 5], Flow.USUAL),
        ([*WEEKS_OF_TEN, 0, 4], Flow.LOW),
        ([1] * 12 + [0] * 3, Flow.USUAL),
        ([1] * 12 + [0] * 4, Flow.SILENT),
        ([0, 1] * 6 + [0] * 6, Flow.USUAL),
        ([1, 0] * 6 + [0] * 9, Flow.SILENT),
        ([1] + [0] * 11, Flow.UNKNOWN),
    ],
)
def test_a_source_is_compared_with_itself(counts: list[int], flow: Flow) -> None:
    assert judged(counts).flow is flow


def test_every_flow_occurs_in_the_table() -> None:
    mark = test_a_source_is_compared_with_itself.pytestmark[0]  # type: ignore[attr-defined]
    assert {case[1] for case in mark.args[1]} == set(Flow)


def test_what_is_usual_is_the_median_of_the_weeks_before() -> None:
    found = judged([2, 2, 3, 100, 3, 3, 3, 0, 0, 0])
    assert (found.flow, found.usual, found.weeks_silent) == (Flow.SILENT, 3, 3)


@given(st.lists(st.integers(0, 40), max_size=26))
def test_one_more_week_of_silence_never_takes_a_mark_of_silence_away(counts: list[int]) -> None:
    if judged(counts).flow is Flow.SILENT:
        assert judged([*counts, 0]).flow is Flow.SILENT


@pytest.mark.parametrize("weeks", [2, 19, 20, 21, 26, 60, 90])
def test_a_silence_keeps_its_mark_however_long_it_lasts(weeks: int) -> None:
    found = judged([*WEEKS_OF_TEN, *[0] * weeks])
    assert (found.flow, found.usual, found.weeks_silent) == (Flow.SILENT, 10, weeks)


@given(st.lists(st.integers(0, 40), max_size=26), st.integers(1, 9))
def test_what_comes_this_week_ends_a_silence(counts: list[int], this_week: int) -> None:
    found = judged(counts, this_week=this_week)
    assert found.flow is not Flow.SILENT
    assert found.weeks_silent == 0


@given(st.lists(st.integers(0, 40), max_size=26))
def test_a_source_that_has_just_sent_something_is_not_silent(counts: list[int]) -> None:
    assert judged([*counts, 1]).flow is not Flow.SILENT


@given(st.lists(st.integers(0, 40), min_size=1, max_size=26).filter(any))
def test_so_many_should_have_come_during_a_silence(before: list[int]) -> None:
    weeks = weeks_to_be_silent(before)
    assert weeks * sum(before) / len(before) >= EXPECTED_IN_SILENCE
    assert (weeks - 1) * sum(before) / len(before) < EXPECTED_IN_SILENCE


def test_weeks_are_iso_weeks_and_the_present_one_is_not_whole() -> None:
    mondays = weeks_before(date(2027, 1, 3), weeks=3)  # the Sunday of v. 53
    assert [week_name(one) for one in mondays] == ["v. 50", "v. 51", "v. 52"]
    assert week_begins(date(2027, 1, 3)) == date(2026, 12, 28)
    counted = {mondays[0]: 2, mondays[2]: 1, date(2026, 12, 28): 7}
    assert by_week(counted, mondays) == [2, 0, 1]
    assert since_the_first([0, 0, 3, 0]) == [3, 0]
