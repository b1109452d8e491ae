"""Under 18 on a given day, from what is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.age import age_group, whole_years
from cases.domain.enums import AgeBand, AgeGroup
from cases.domain.minor import Under18, under_18

RECEIVED = date(2026, 6, 15)
LATER = date(2026, 11, 23)
YES, NO, MAY_BE, UNKNOWN = Under18.YES, Under18.NO, Under18.MAY_BE, Under18.UNKNOWN
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        pytest.param(LATER, {}, UNKNOWN, id="nothing-is-known"),
        pytest.param(LATER, {"born": date(2008, 11, 23)}, NO, id="eighteen-today"),
        pytest.param(LATER, {"born": date(2008, 11, 24)}, YES, id="eighteen-tomorrow"),
        pytest.param(date(2026, 2, 28), {"born": date(2008, 2, 29)}, YES, id="leap-day-28-feb"),
        pytest.param(date(2026, 3, 1), {"born": date(2008, 2, 29)}, NO, id="leap-day-1-march"),
        pytest.param(LATER, {"born": date(2027, 1, 1)}, YES, id="born-after-today"),
        pytest.param(LATER, {"birth_year": 2007}, NO, id="a-year-that-makes-18-or-19"),
        pytest.param(LATER, {"birth_year": 2008}, MAY_BE, id="a-year-that-makes-17-or-18"),
        pytest.param(LATER, {"birth_year": 2009}, YES, id="a-year-that-makes-16-or-17"),
        pytest.param(RECEIVED, {"group": AgeGroup.A12_17}, YES, id="the-day-it-came-in"),
        pytest.param(
            RECEIVED + timedelta(days=1), {"group": AgeGroup.A12_17}, MAY_BE, id="the-day-after"
        ),
        pytest.param(date(2032, 6, 15), {"group": AgeGroup.A12_17}, NO, id="six-years-after"),
        pytest.param(LATER, {"group": AgeGroup.A0_11}, YES, id="a-child-of-11"),
        pytest.param(LATER, {"group": AgeGroup.A18_20}, NO, id="of-age-already-then"),
        pytest.param(LATER, {"stated": AgeBand.UNDER}, MAY_BE, id="under-21-and-no-more"),
        pytest.param(LATER, {"stated": AgeBand.EXACTLY}, NO, id="21"),
        pytest.param(LATER, {"stated": AgeBand.OVER}, NO, id="over-21"),
        pytest.param(LATER, {"stated": AgeBand.ASK}, NO, id="20-or-21"),
        pytest.param(LATER, {"stated": AgeBand.UNKNOWN}, UNKNOWN, id="said-not-to-know"),
        pytest.param(
            LATER,
            {"born": date(1990, 1, 1), "birth_year": 2015, "group": AgeGroup.A0_11},
            NO,
            id="the-birth-date-wins",
        ),
        pytest.param(
            LATER,
            {"birth_year": 2015, "group": AgeGroup.A25_44, "stated": AgeBand.OVER},
            YES,
            id="then-the-year",
        ),
        pytest.param(
            LATER, {"group": AgeGroup.A22_24, "stated": AgeBand.UNDER}, NO, id="then-the-group"
        ),
    ],
)
def test_under_18(on: date, known: dict[str, object], expected: Under18) -> None:
    assert under_18(on=on, received_on=RECEIVED, **known) is expected  # type: ignore[arg-type]


def test_only_who_is_or_may_be_under_18_is_treated_as_a_child() -> None:
    assert {state for state in Under18 if state.is_possible} == {YES, MAY_BE}


@given(born=DAYS, on=DAYS)
def test_a_birth_date_is_never_in_doubt(born: date, on: date) -> None:
    found = under_18(on=on, received_on=on, born=born)
    assert found is (YES if whole_years(born, on) < 18 else NO)


@given(born=DAYS, on=DAYS)
def test_a_year_never_says_the_opposite_of_the_date(born: date, on: date) -> None:
    exact = under_18(on=on, received_on=on, born=born)
    by_year = under_18(on=on, received_on=on, birth_year=born.year)
    assert by_year in {exact, MAY_BE}


@given(born=DAYS, received=DAYS, days=st.integers(0, 8_000))
def test_the_group_of_the_received_day_never_says_the_opposite_either(
    born: date, received: date, days: int
) -> None:
    born = min(born, received)
    on = received + timedelta(days=days)
    group = age_group(whole_years(born, received))
    exact = under_18(on=on, received_on=received, born=born)
    assert under_18(on=on, received_on=received, group=group) in {exact, MAY_BE}


@given(on=DAYS, days=st.integers(0, 4_000), group=st.sampled_from(list(AgeGroup)))
def test_nobody_becomes_a_child_again(on: date, days: int, group: AgeGroup) -> None:
    order = [YES, MAY_BE, NO]
    first = under_18(on=on, received_on=on, group=group)
    then = under_18(on=on + timedelta(days=days), received_on=on, group=group)
    assert first is then is UNKNOWN or order.index(then) >= order.index(first)
