"""The age of a later day is not that of the day when the case came in."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.age import age_facts
from cases.domain.enums import AgeBand
from cases.domain.referral import (
    Age,
    band_at_receipt,
    band_on,
    possible_bands,
    stated_at_receipt,
)

UNDER, EXACTLY, OVER = AgeBand.UNDER, AgeBand.EXACTLY, AgeBand.OVER
ASK, UNKNOWN = AgeBand.ASK, AgeBand.UNKNOWN
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


def later(year: int | None, band: AgeBand | None, *, received: date, on: date) -> AgeBand | None:
    """The side on `on` of somebody whose case came in with `band` kept of that day."""
    stated = stated_at_receipt(band, birth_year=year, on=received, referral_age=21)
    return band_on(Age(None, year, stated, received), on=on, referral_age=21)


@pytest.mark.parametrize(
    ("year", "band", "received", "on", "expected"),
    [
        pytest.param(2006, UNDER, BEFORE, BEFORE, UNDER, id="19-or-20"),
        pytest.param(2006, UNDER, BEFORE, AFTER, ASK, id="reckoned-under-is-asked-next-year"),
        pytest.param(2004, OVER, date(2027, 1, 2), date(2027, 6, 1), OVER, id="22-or-23"),
        pytest.param(2005, ASK, BEFORE, AFTER, ASK, id="20-or-21-becomes-21-or-22"),
        pytest.param(2004, ASK, BEFORE, AFTER, OVER, id="21-or-22-becomes-over"),
        pytest.param(
            2005, EXACTLY, date(2026, 11, 1), BEFORE, EXACTLY, id="said-21-stays-so-all-year"
        ),
        pytest.param(
            2005, EXACTLY, date(2026, 11, 1), AFTER, ASK, id="said-21-may-be-22-next-year"
        ),
        pytest.param(
            2005, EXACTLY, date(2026, 3, 1), date(2027, 4, 1), OVER, id="birthday-was-before-march"
        ),
        pytest.param(2005, UNDER, date(2026, 12, 30), AFTER, EXACTLY, id="born-on-31-december"),
        pytest.param(2005, UNDER, BEFORE, AFTER, ASK, id="said-what-cannot-be"),
        pytest.param(
            2005, UNDER, date(2026, 6, 1), date(2026, 12, 30), ASK, id="birthday-may-have-been"
        ),
        pytest.param(None, UNDER, date(2026, 6, 1), date(2027, 5, 31), UNDER, id="said-this-year"),
        pytest.param(None, UNDER, date(2026, 6, 1), date(2027, 6, 1), None, id="said-a-year-ago"),
        pytest.param(None, EXACTLY, date(2026, 6, 1), date(2027, 6, 1), OVER, id="21-a-year-ago"),
        pytest.param(None, OVER, date(2026, 6, 1), date(2030, 6, 1), OVER, id="never-younger"),
        pytest.param(None, UNKNOWN, date(2026, 6, 1), AFTER, UNKNOWN, id="does-not-know"),
        pytest.param(None, ASK, BEFORE, BEFORE, None, id="a-year-that-was-taken-away"),
        pytest.param(None, None, BEFORE, AFTER, None, id="nobody-asked"),
    ],
)
def test_the_side_of_a_later_day(
    year: int | None, band: AgeBand | None, received: date, on: date, expected: AgeBand | None
) -> None:
    assert later(year, band, received=received, on=on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2025, 2, 28), UNDER), (date(2025, 3, 1), EXACTLY), (date(2026, 3, 1), OVER)],
)
def test_a_birthday_on_29_february_is_on_1_march(on: date, expected: AgeBand) -> None:
    assert band_on(Age(born=date(2004, 2, 29)), on=on, referral_age=21) == expected
    # Whoever said 21 on 1 March of the year 2004 has their birthday by then, the leap day included.
    said = Age(birth_year=2004, stated=expected, stated_on=on)
    assert band_on(said, on=on, referral_age=21) == expected


def test_said_21_on_1_march_leaves_only_a_birthday_before() -> None:
    said = Age(birth_year=2004, stated=EXACTLY, stated_on=date(2025, 3, 1))
    assert band_on(said, on=date(2026, 2, 28), referral_age=21) == ASK
    assert band_on(said, on=date(2026, 3, 1), referral_age=21) == OVER


@pytest.mark.parametrize(
    ("kept", "year", "answer", "expected"),
    [
        pytest.param(UNDER, 2006, EXACTLY, UNDER, id="answered-then-stands"),
        pytest.param(UNKNOWN, None, OVER, UNKNOWN, id="did-not-know-stands"),
        pytest.param(ASK, 2005, UNDER, ASK, id="cannot-be"),
        pytest.param(ASK, 2005, OVER, EXACTLY, id="22-now-was-21-then"),
        pytest.param(ASK, 2005, EXACTLY, ASK, id="does-not-tell"),
        pytest.param(None, None, OVER, OVER, id="nobody-had-asked"),
        pytest.param(None, None, UNKNOWN, UNKNOWN, id="and-nobody-knows"),
    ],
)
def test_what_an_answer_of_today_says_of_the_received_day(
    kept: AgeBand | None, year: int | None, answer: AgeBand, expected: AgeBand | None
) -> None:
    age = Age(birth_year=year, stated=answer, stated_on=AFTER)
    received = date(2026, 12, 1)
    assert band_at_receipt(kept, age, received_on=received, referral_age=21) == expected


@given(
    born=st.dates(min_value=date(1995, 1, 1), max_value=date(2012, 12, 31)),
    received=st.dates(min_value=date(2024, 1, 1), max_value=date(2028, 12, 31)),
    days=st.integers(0, 900),
    was_asked=st.booleans(),
)
def test_what_is_said_of_a_later_day_is_true_or_asked(
    born: date, received: date, days: int, was_asked: bool
) -> None:
    """Of whoever gave the year, and was asked then or not."""
    on = date.fromordinal(received.toordinal() + days)
    true = band_on(Age(born=born), on=on, referral_age=21)
    then = band_on(Age(born=born), on=received, referral_age=21)
    kept = age_facts(
        on=received,
        referral_age=21,
        birth_year=born.year,
        stated=(then or UNKNOWN) if was_asked else UNKNOWN,
    ).band
    assert later(born.year, kept, received=received, on=on) in {true, ASK}
    stated = stated_at_receipt(kept, birth_year=born.year, on=received, referral_age=21)
    left = possible_bands(Age(None, born.year, stated, received), on=on, referral_age=21)
    assert true in left
    answered = Age(None, born.year, true, on)
    again = band_at_receipt(kept, answered, received_on=received, referral_age=21)
    assert again in {then, ASK}
