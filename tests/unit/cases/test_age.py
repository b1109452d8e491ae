"""Age on the day a case was received, and on which side of the referral age it lies."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.age import AgeFacts, age_facts, age_group, whole_years
from cases.domain.enums import AgeBand, AgeGroup

RECEIVED = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        pytest.param(date(2005, 6, 15), RECEIVED, 21, id="on-the-birthday"),
        pytest.param(date(2005, 6, 16), RECEIVED, 20, id="the-day-before"),
        pytest.param(date(2005, 6, 14), RECEIVED, 21, id="the-day-after"),
        pytest.param(date(2026, 6, 15), RECEIVED, 0, id="born-that-day"),
        pytest.param(date(2004, 2, 29), date(2025, 2, 28), 20, id="leap-day-28-february"),
        pytest.param(date(2004, 2, 29), date(2025, 3, 1), 21, id="leap-day-1-march"),
        pytest.param(date(2004, 2, 29), date(2028, 2, 29), 24, id="leap-day-in-a-leap-year"),
        pytest.param(date(2005, 12, 31), date(2027, 1, 1), 21, id="new-year"),
    ],
)
def test_age_is_in_whole_years_on_the_day(born: date, on: date, years: int) -> None:
    assert whole_years(born, on) == years


@pytest.mark.parametrize(
    ("years", "group"),
    [
        (0, AgeGroup.A0_11),
        (11, AgeGroup.A0_11),
        (12, AgeGroup.A12_17),
        (17, AgeGroup.A12_17),
        (18, AgeGroup.A18_20),
        (20, AgeGroup.A18_20),
        (21, AgeGroup.A21),
        (22, AgeGroup.A22_24),
        (24, AgeGroup.A22_24),
        (25, AgeGroup.A25_44),
        (44, AgeGroup.A25_44),
        (45, AgeGroup.A45_64),
        (64, AgeGroup.A45_64),
        (65, AgeGroup.A65_79),
        (79, AgeGroup.A65_79),
        (80, AgeGroup.A80),
        (104, AgeGroup.A80),
    ],
)
def test_every_age_has_its_group(years: int, group: AgeGroup) -> None:
    assert age_group(years) == group


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2005, 6, 16), AgeFacts(AgeGroup.A18_20, AgeBand.UNDER)),
        (date(2005, 6, 15), AgeFacts(AgeGroup.A21, AgeBand.EXACTLY)),
        (date(2004, 6, 16), AgeFacts(AgeGroup.A21, AgeBand.EXACTLY)),
        (date(2004, 6, 15), AgeFacts(AgeGroup.A22_24, AgeBand.OVER)),
        (date(2026, 6, 16), AgeFacts(AgeGroup.A0_11, AgeBand.UNDER)),
    ],
    ids=str,
)
def test_a_birth_date_settles_the_age(born: date, expected: AgeFacts) -> None:
    assert age_facts(on=RECEIVED, referral_age=21, born=born) == expected


@pytest.mark.parametrize(
    ("birth_year", "stated", "expected"),
    [
        pytest.param(
            2006, AgeBand.UNKNOWN, AgeFacts(AgeGroup.A18_20, AgeBand.UNDER), id="19-or-20"
        ),
        pytest.param(
            2005, AgeBand.UNKNOWN, AgeFacts(AgeGroup.UNKNOWN, AgeBand.ASK), id="20-or-21-is-asked"
        ),
        pytest.param(
            2005, AgeBand.UNDER, AgeFacts(AgeGroup.A18_20, AgeBand.UNDER), id="20-or-21-says-20"
        ),
        pytest.param(
            2005, AgeBand.EXACTLY, AgeFacts(AgeGroup.A21, AgeBand.EXACTLY), id="20-or-21-says-21"
        ),
        pytest.param(
            2005, AgeBand.OVER, AgeFacts(AgeGroup.UNKNOWN, AgeBand.ASK), id="20-or-21-cannot-be-22"
        ),
        pytest.param(
            2004, AgeBand.UNKNOWN, AgeFacts(AgeGroup.UNKNOWN, AgeBand.ASK), id="21-or-22-is-asked"
        ),
        pytest.param(
            2004, AgeBand.EXACTLY, AgeFacts(AgeGroup.A21, AgeBand.EXACTLY), id="21-or-22-says-21"
        ),
        pytest.param(
            2004, AgeBand.OVER, AgeFacts(AgeGroup.A22_24, AgeBand.OVER), id="21-or-22-says-22"
        ),
        pytest.param(2003, AgeBand.UNDER, AgeFacts(AgeGroup.A22_24, AgeBand.OVER), id="year-wins"),
        pytest.param(
            2008, AgeBand.UNKNOWN, AgeFacts(AgeGroup.UNKNOWN, AgeBand.UNDER), id="17-or-18"
        ),
        pytest.param(2030, AgeBand.UNKNOWN, AgeFacts(AgeGroup.A0_11, AgeBand.UNDER), id="future"),
    ],
)
def test_a_birth_year_settles_what_it_can_and_asks_for_the_rest(
    birth_year: int, stated: AgeBand, expected: AgeFacts
) -> None:
    facts = age_facts(on=RECEIVED, referral_age=21, birth_year=birth_year, stated=stated)
    assert facts == expected


@pytest.mark.parametrize(
    ("stated", "referral_age", "expected"),
    [
        (AgeBand.UNDER, 21, AgeFacts(AgeGroup.UNKNOWN, AgeBand.UNDER)),
        (AgeBand.EXACTLY, 21, AgeFacts(AgeGroup.A21, AgeBand.EXACTLY)),
        (AgeBand.EXACTLY, 18, AgeFacts(AgeGroup.UNKNOWN, AgeBand.EXACTLY)),
        (AgeBand.OVER, 21, AgeFacts(AgeGroup.UNKNOWN, AgeBand.OVER)),
        (AgeBand.ASK, 21, AgeFacts(AgeGroup.UNKNOWN, AgeBand.ASK)),
        (AgeBand.UNKNOWN, 21, AgeFacts(AgeGroup.UNKNOWN, AgeBand.UNKNOWN)),
    ],
)
def test_what_was_stated_is_kept_when_nothing_better_is_known(
    stated: AgeBand, referral_age: int, expected: AgeFacts
) -> None:
    assert age_facts(on=RECEIVED, referral_age=referral_age, stated=stated) == expected


def test_a_birth_date_wins_over_a_birth_year_and_over_what_was_stated() -> None:
    facts = age_facts(
        on=RECEIVED,
        referral_age=21,
        born=date(1950, 1, 1),
        birth_year=2020,
        stated=AgeBand.UNDER,
    )
    assert facts == AgeFacts(AgeGroup.A65_79, AgeBand.OVER)


@given(st.dates(date(1920, 1, 1), RECEIVED), st.integers(1, 120))
def test_a_birth_year_never_contradicts_the_birth_date(born: date, referral_age: int) -> None:
    exact = age_facts(on=RECEIVED, referral_age=referral_age, born=born)
    coarse = age_facts(on=RECEIVED, referral_age=referral_age, birth_year=born.year)
    assert coarse.group in {exact.group, AgeGroup.UNKNOWN}
    assert coarse.band in {exact.band, AgeBand.ASK}
