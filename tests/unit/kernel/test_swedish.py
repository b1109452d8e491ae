"""What people read: dates, clocks, amounts and shares."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel import swedish

NBSP, MINUS = "\u00a0", "\u2212"
TODAY = date(2026, 11, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2026, 5, 22), "22 maj 2026"),
        (date(2026, 1, 1), "1 januari 2026"),
        (date(2026, 12, 31), "31 december 2026"),
    ],
)
def test_a_date_in_running_text(on: date, text: str) -> None:
    assert swedish.long_date(on) == text


@pytest.mark.parametrize(
    ("month", "text"),
    [
        (1, "jan."),
        (2, "feb."),
        (3, "mars"),
        (4, "apr."),
        (5, "maj"),
        (6, "juni"),
        (7, "juli"),
        (8, "aug."),
        (9, "sep."),
        (10, "okt."),
        (11, "nov."),
        (12, "dec."),
    ],
)
def test_short_months(month: int, text: str) -> None:
    assert swedish.short_date(date(2026, month, 9)).endswith(f" 9 {text}")


@pytest.mark.parametrize(
    ("on", "text"),
    [
        pytest.param(date(2026, 11, 23), "i dag", id="today"),
        pytest.param(date(2026, 11, 24), "i morgon", id="tomorrow"),
        pytest.param(date(2026, 11, 22), "i går", id="yesterday"),
        pytest.param(date(2026, 11, 25), "ons 25 nov.", id="wednesday"),
        pytest.param(date(2026, 11, 26), "tors 26 nov.", id="thursday"),
        pytest.param(date(2026, 11, 27), "fre 27 nov.", id="friday"),
        pytest.param(date(2026, 11, 28), "lör 28 nov.", id="saturday"),
        pytest.param(date(2026, 11, 29), "sön 29 nov.", id="sunday"),
        pytest.param(date(2026, 11, 30), "mån 30 nov.", id="monday"),
        pytest.param(date(2026, 12, 1), "tis 1 dec.", id="tuesday"),
        pytest.param(date(2027, 1, 2), "lör 2 jan. 2027", id="next-year-says-the-year"),
        pytest.param(date(2025, 11, 23), "sön 23 nov. 2025", id="last-year-says-the-year"),
    ],
)
def test_a_date_near_today(on: date, text: str) -> None:
    assert swedish.near_date(on, today=TODAY) == text


def test_tomorrow_is_tomorrow_across_the_year() -> None:
    assert swedish.near_date(date(2027, 1, 1), today=date(2026, 12, 31)) == "i morgon"


@pytest.mark.parametrize(
    ("at", "now", "text"),
    [
        pytest.param("2026-11-23 22:59:59", "2026-11-23 17:00", "i dag kl. 23.59", id="winter"),
        pytest.param("2026-07-01 21:59:59", "2026-07-01 17:00", "i dag kl. 23.59", id="summer"),
        pytest.param(
            "2026-06-30 22:30", "2026-06-30 20:00", "i morgon kl. 00.30", id="local-midnight-counts"
        ),
        pytest.param("2026-10-25 00:30", "2026-10-24 20:00", "i morgon kl. 02.30", id="fold-first"),
        pytest.param(
            "2026-10-25 01:30", "2026-10-24 20:00", "i morgon kl. 02.30", id="fold-second"
        ),
        pytest.param("2026-03-29 01:00", "2026-03-28 20:00", "i morgon kl. 03.00", id="after-gap"),
    ],
)
def test_an_instant_near_now(at: str, now: str, text: str) -> None:
    assert swedish.near_instant(utc(at), now=utc(now)) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(seconds=59), "0 minuter"),
        (timedelta(minutes=1), "1 minut"),
        (timedelta(minutes=59, seconds=59), "59 minuter"),
        (timedelta(hours=1), "1 timme"),
        (timedelta(hours=4, minutes=59), "4 timmar"),
        (timedelta(hours=47, minutes=59), "47 timmar"),
        (timedelta(hours=48), "2 dagar"),
        (-timedelta(hours=5), "5 timmar"),
    ],
    ids=str,
)
def test_a_span_is_told_in_its_largest_whole_unit(span: timedelta, text: str) -> None:
    assert swedish.span_text(span) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 kr"),
        (999, "999 kr"),
        (1000, "1 000 kr"),
        (89_625, "89 625 kr"),
        (930_750, "930 750 kr"),
        (1_241_000, "1 241 000 kr"),
        (-5500, f"{MINUS}5 500 kr"),
    ],
)
def test_kronor_have_no_break_spaces_and_a_true_minus(value: int, text: str) -> None:
    assert swedish.kronor(value) == text.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        pytest.param(753, 865, "87,1 %", id="the-rule's-example"),
        pytest.param(467, 504, "92,7 %", id="rounded-up"),
        pytest.param(1, 16, "6,3 %", id="6,25-goes-up"),
        pytest.param(1, 2000, "0,1 %", id="0,05-goes-up"),
        pytest.param(49, 100_000, "0,0 %", id="0,049-goes-down"),
        pytest.param(3, 16, "18,8 %", id="18,75-goes-up"),
        pytest.param(1999, 2000, "100,0 %", id="99,95-goes-up"),
        pytest.param(0, 7, "0,0 %", id="none"),
        pytest.param(7, 7, "100,0 %", id="all"),
        pytest.param(3, 2, "150,0 %", id="over-all"),
        pytest.param(-1, 16, f"{MINUS}6,3 %", id="away-from-zero"),
        pytest.param(1, -16, f"{MINUS}6,3 %", id="negative-base"),
        pytest.param(-49, 100_000, "0,0 %", id="no-negative-zero"),
        pytest.param(5, 0, "", id="of-nothing"),
    ],
)
def test_a_share_has_one_decimal_rounded_half_up(
    numerator: int, denominator: int, text: str
) -> None:
    assert swedish.percent(numerator, denominator) == text.replace(" ", NBSP)


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_a_share_is_never_further_off_than_half_a_tenth(numerator: int, denominator: int) -> None:
    shown = swedish.percent(numerator, denominator).removesuffix(f"{NBSP}%")
    told = Fraction(shown.replace(",", ".").replace(MINUS, "-"))
    assert abs(told - Fraction(numerator * 100, denominator)) <= Fraction(1, 20)


@given(st.integers())
def test_a_number_reads_back(value: int) -> None:
    shown = swedish.number(value)
    assert int(shown.replace(NBSP, "").replace(MINUS, "-")) == value


@pytest.mark.parametrize(
    ("text", "shown"), [("", ""), ("övning 3", "Övning 3"), ("IOP", "IOP"), ("å", "Å")]
)
def test_only_the_first_letter_is_made_large(text: str, shown: str) -> None:
    assert swedish.capitalised(text) == shown
