"""Telephone numbers: any spelling in, one form stored, one form shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel.phones import parse_phone, show_phone

MOBILE = "+46701740605"


@pytest.mark.parametrize(
    "typed",
    [
        "0701740605",
        "070-174 06 05",
        "070 174 06 05",
        " 070-1740605 ",
        "070-174\u00a006\u00a005",
        "070\u2011174 06 05",
        "070\u2013174 06 05",
        "070/174 06 05",
        "(070) 174 06 05",
        "+46701740605",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "+460701740605",
        "0046701740605",
        "0046 70-174 06 05",
        "00 46 (0)70 174 06 05",
        "tel: 070-174 06 05",
        "mobil 070-174 06 05",
        "070-174 06 05\n",
    ],
)
def test_every_spelling_becomes_one_number(typed: str) -> None:
    assert parse_phone(typed) == MOBILE


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "-",
        "vet inte",
        "070",
        "070-174 06",
        "070-174 06 05 12 34",
        "070-174 06 05 / 08-12 34 56",
        "070-174 06 05, 08-12 34 56",
        "070-174 06 05 eller 08-12 34 56",
        "070-174 06 05 (mamma)",
        "070-174 06 05 ankn. 12",
        "070-174 06 05 x12",
        "070-174 06 05 #12",
        "070-FLOWERS",
        "+1 800 FLOWERS",
        "112",
        "116 006",
        "+46",
        "+999 123 456",
        "0000000000",
        "19800101-1234",
        "9" * 400,
    ],
)
def test_what_is_no_one_plausible_number_is_not_read(typed: str) -> None:
    assert parse_phone(typed) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("08-12 34 56", "+468123456"),
        ("+47 22 22 22 22", "+4722222222"),
        ("0045 12 34 56 78", "+4512345678"),
        ("+358 40 1234567", "+358401234567"),
    ],
)
def test_landlines_and_foreign_numbers_are_read(typed: str, stored: str) -> None:
    assert parse_phone(typed) == stored


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        pytest.param(MOBILE, "070-174 06 05", id="mobile"),
        pytest.param("+46701234567", "070-123 45 67", id="the-rule's-example"),
        pytest.param("+468123456", "08-12 34 56", id="six-digits"),
        pytest.param("+4681234567", "08-123 45 67", id="seven-digits"),
        pytest.param("+46812345678", "08-123 456 78", id="eight-digits"),
        pytest.param("+4641012345", "0410-123 45", id="five-digits"),
        pytest.param("+4620123456", "020-12 34 56", id="freephone"),
        pytest.param("+4722222222", "+47 22 22 22 22", id="norwegian"),
        pytest.param("", "", id="none"),
        pytest.param("+46", "+46", id="broken"),
        pytest.param("okänt", "okänt", id="words"),
    ],
)
def test_a_number_is_shown_as_people_write_it(stored: str, shown: str) -> None:
    assert show_phone(stored) == shown


@given(st.integers(0, 9_999_999).map(lambda rest: f"+4670{rest:07d}"))
def test_what_is_shown_is_read_back_as_the_same_number(stored: str) -> None:
    if parse_phone(stored) is not None:
        assert parse_phone(show_phone(stored)) == stored


@given(st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    stored = parse_phone(typed)
    assert stored is None or stored.startswith("+")
    show_phone(typed)
