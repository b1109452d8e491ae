"""No personnummer is kept: only the day of birth in it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.personal_number import PERSONAL_NUMBER, is_phone_like, without_personal_numbers

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("19610502-1234", "1961-05-02"),
        ("196105021234", "1961-05-02"),
        ("610502-1234", "1961-05-02"),
        ("6105021234", "1961-05-02"),
        ("610502+1234", "1861-05-02"),
        ("120502-1234", "2012-05-02"),
        ("261224-1234", "1926-12-24"),
        ("19610562-1234", "1961-05-02"),  # a samordningsnummer
        ("610502\u20111234", "1961-05-02"),
        ("610231-1234", "[borttaget]"),
        ("Amina 19610502-1234, Farsta", "Amina 1961-05-02, Farsta"),
        ("0701740612", "0701740612"),
        ("070-174 06 12", "070-174 06 12"),
        ("5000-K123456-26", "5000-K123456-26"),
        ("46701740612", "46701740612"),
    ],
)
def test_the_day_of_birth_is_left(text: str, expected: str) -> None:
    assert without_personal_numbers(text, today=TODAY) == expected


def test_where_only_personnummer_stand_ten_digits_are_one() -> None:
    assert without_personal_numbers("0301021234", today=TODAY, all_of_them=True) == "2003-01-02"
    assert without_personal_numbers("0301021234", today=TODAY) == "0301021234"


@given(text=st.text(alphabet="0123456789-+ aK", max_size=40))
def test_none_is_left_but_what_may_be_a_telephone_number(text: str) -> None:
    left = without_personal_numbers(text, today=TODAY, all_of_them=True)
    assert not [one for one in PERSONAL_NUMBER.finditer(left) if not is_phone_like(one)]
