"""The police's case number: tolerant in, one form kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.k_number import parse_k_number


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("5000-K123456-26", "5000-K123456-26"),
        ("5000-k123456-26", "5000-K123456-26"),
        (" 5000 - k 123 456 - 26 ", "5000-K123456-26"),
        ("5000\u00a0-K123456-26\n", "5000-K123456-26"),
        ("5000\u2013K123456\u201326", "5000-K123456-26"),
        ("5000\u2011K123456\u221226", "5000-K123456-26"),
        ("0123-K0000001-05", "0123-K0000001-05"),
        ("5000-K1-26", "5000-K1-26"),
    ],
)
def test_spaces_lower_case_and_other_dashes_are_tolerated(typed: str, stored: str) -> None:
    assert parse_k_number(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "K123456-26",
        "5000-123456-26",
        "500-K123456-26",
        "5000-K12345678-26",
        "5000-K-26",
        "5000-K123456-2026",
        "5000K12345626",
        "5000-K123456-26 och 5000-K123457-26",
        "\u0665\u0660\u0660\u0660-K123456-26",
    ],
)
def test_anything_else_is_no_k_number(typed: str) -> None:
    assert parse_k_number(typed) is None


@given(st.from_regex(r"[0-9]{4}-K[0-9]{1,7}-[0-9]{2}", fullmatch=True))
def test_a_stored_number_reads_as_itself(stored: str) -> None:
    assert parse_k_number(stored) == stored


@given(st.text(max_size=30))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    parse_k_number(typed)
