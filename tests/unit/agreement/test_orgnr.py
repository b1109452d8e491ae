"""Organisation numbers: shape, third digit, check digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.orgnr import OrgnrRefusal, read_orgnr

TABLE: list[tuple[str, str | OrgnrRefusal]] = [
    ("802476-1044", "802476-1044"),
    ("8024761044", "802476-1044"),
    (" 802476-1044 ", "802476-1044"),
    ("212000-0142", "212000-0142"),
    ("802476-1045", OrgnrRefusal.WRONG_CHECK_DIGIT),
    ("802476-1049", OrgnrRefusal.WRONG_CHECK_DIGIT),
    ("802467-1044", OrgnrRefusal.WRONG_CHECK_DIGIT),
    ("121212-1212", OrgnrRefusal.THIRD_DIGIT_BELOW_TWO),
    ("801476-1044", OrgnrRefusal.THIRD_DIGIT_BELOW_TWO),
    ("", OrgnrRefusal.WRONG_SHAPE),
    ("802476-104", OrgnrRefusal.WRONG_SHAPE),
    ("802476--1044", OrgnrRefusal.WRONG_SHAPE),
    ("16802476-1044", OrgnrRefusal.WRONG_SHAPE),
    ("٨٠٢٤٧٦-1044", OrgnrRefusal.WRONG_SHAPE),
    ("802476-١٠٤٤", OrgnrRefusal.WRONG_SHAPE),
]


@pytest.mark.parametrize(("typed", "result"), TABLE)
def test_a_number_is_read_or_refused_with_the_reason(
    typed: str, result: str | OrgnrRefusal
) -> None:
    assert read_orgnr(typed) == result


def test_every_refusal_of_org_numbers_is_in_the_table() -> None:
    assert {result for _, result in TABLE if isinstance(result, OrgnrRefusal)} == set(OrgnrRefusal)


@given(st.integers(0, 9), st.integers(0, 9))
def test_any_one_wrong_digit_is_found(place: int, digit: int) -> None:
    right = "8024761044"
    wrong = right[:place] + str(digit) + right[place + 1 :]
    assert (read_orgnr(wrong) == "802476-1044") is (wrong == right)
