"""Twelve-month amounts and their pro rata part, to the krona."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.agreement.domain.money import (
    Basis,
    BudgetLine,
    price_table,
    pro_rata,
    pro_rata_rows,
    sum_difference,
)

REIMBURSEMENT = [1_084_500, 5_500, 54_000, 20_000, 20_000, 57_000]
OWN_FINANCING = [35_000, 1_500, 48_000, 35_000]
amounts = st.lists(st.integers(0, 5_000_000), max_size=12)
months = st.integers(0, 12)


@pytest.mark.parametrize(
    ("amount", "month_count", "part"),
    [
        (1_241_000, 9, 930_750),
        (119_500, 9, 89_625),
        (1_241_000, 12, 1_241_000),
        (1_241_000, 0, 0),
        (1, 6, 1),  # half a krona goes up
        (1, 5, 0),
        (100, 1, 8),
    ],
)
def test_the_pro_rata_part_is_so_many_twelfths(amount: int, month_count: int, part: int) -> None:
    assert pro_rata(amount, month_count) == part


def test_the_rows_of_the_annex_sum_to_its_totals_for_nine_months() -> None:
    assert sum(REIMBURSEMENT) == 1_241_000
    assert pro_rata_rows(REIMBURSEMENT, 9) == (813_375, 4_125, 40_500, 15_000, 15_000, 42_750)
    assert sum(pro_rata_rows(REIMBURSEMENT, 9)) == 930_750
    assert sum(OWN_FINANCING) == 119_500
    assert pro_rata_rows(OWN_FINANCING, 9) == (26_250, 1_125, 36_000, 26_250)
    assert sum(pro_rata_rows(OWN_FINANCING, 9)) == 89_625


def test_left_over_kronor_go_to_the_rows_that_lost_most_and_earlier_rows_first() -> None:
    assert pro_rata_rows([10, 10, 10], 4) == (4, 3, 3)
    assert pro_rata_rows([1, 2, 3], 7) == (1, 1, 2)
    assert pro_rata_rows([1, 11], 6) == (1, 5)


@given(amounts, months)
def test_the_rows_always_sum_to_the_rounded_total(rows: list[int], month_count: int) -> None:
    assert sum(pro_rata_rows(rows, month_count)) == pro_rata(sum(rows), month_count)


@given(amounts, months)
def test_no_row_is_a_whole_krona_from_its_exact_part(rows: list[int], month_count: int) -> None:
    for row, part in zip(rows, pro_rata_rows(rows, month_count), strict=True):
        assert abs(part * 12 - row * month_count) < 12


@given(amounts)
def test_twelve_months_change_nothing(rows: list[int]) -> None:
    assert pro_rata_rows(rows, 12) == tuple(rows)


@pytest.mark.parametrize(("amount", "month_count"), [(-1, 9), (100, -1)])
def test_a_negative_amount_or_month_count_is_a_programming_error(
    amount: int, month_count: int
) -> None:
    with pytest.raises(ValueError, match="never negative"):
        pro_rata(amount, month_count)


def test_a_priced_table_shows_both_amounts_of_every_row_and_their_basis() -> None:
    table = price_table([BudgetLine("Lokaler", 54_000), BudgetLine("Bidrag", 35_000, True)], 9)
    assert [(line.twelve_months_kr, line.pro_rata_kr) for line in table.lines] == [
        (54_000, 40_500),
        (35_000, 26_250),
    ]
    assert [line.earmarked for line in table.lines] == [False, True]
    assert (table.twelve_months_kr, table.pro_rata_kr) == (89_000, 66_750)
    assert table.basis == Basis(9, 12)


@pytest.mark.parametrize(("typed", "difference"), [(30, 0), (31, 1), (20, -10)])
def test_a_typed_sum_differs_by_so_much_and_in_that_direction(typed: int, difference: int) -> None:
    assert sum_difference([BudgetLine("a", 10), BudgetLine("b", 20)], typed) == difference
