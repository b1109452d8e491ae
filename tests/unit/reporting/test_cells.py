"""What a cell holds, and the one wording of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jourcase.kernel import swedish
from jourcase.kernel.csv_file import safe_text
from reporting.domain.figures import (
    Banded,
    Cell,
    Column,
    Count,
    Kronor,
    Median,
    Rounded,
    RoundedShare,
    Row,
    Share,
    Table,
    TableKind,
    Unreported,
)
from reporting.render.excel import sheet_name
from reporting.render.text import Part, duration, pieces, plain, shown
from reporting.render.tidy import Tidy, tidy


@pytest.mark.parametrize(
    ("cell", "text", "numbers"),
    [
        (Count(1241), "1 241", Tidy("count", "1 241", 1241)),
        (
            Share(753, 865),
            "87,1 % (753 av 865)",
            Tidy("share", "87,1 % (753 av 865)", Decimal("87.1"), 753, 865),
        ),
        (Share(9, 9), "för få (9 av 9)", Tidy("share", "för få (9 av 9)", None, 9, 9)),
        (
            Share(10, 10),
            "100,0 % (10 av 10)",
            Tidy("share", "100,0 % (10 av 10)", Decimal(100), 10, 10),
        ),
        (Kronor(1241000), "1 241 000", Tidy("kronor", "1 241 000", 1241000)),
        (
            Median(1080, 861),
            "18 timmar (median för 861)",
            Tidy("median_minutes", "18 timmar (median för 861)", 1080, None, 861),
        ),
        (
            Median(None, 3),
            "för få (median för 3)",
            Tidy("median_minutes", "för få (median för 3)", None, None, 3),
        ),
        (Banded(5), "färre än 5", Tidy("fewer_than", "färre än 5")),
        (Rounded(85), "85", Tidy("rounded_count", "85", 85)),
        (Unreported(), "redovisas ej", Tidy("unreported", "redovisas ej")),
        (
            RoundedShare(Rounded(75), Rounded(85), 87),
            "87 % (75 av 85)",
            Tidy("rounded_share", "87 % (75 av 85)", 87, 75, 85),
        ),
        (
            RoundedShare(Banded(5), Rounded(85), None),
            "färre än 5 av 85",
            Tidy("rounded_share", "färre än 5 av 85", None, None, 85),
        ),
        (
            RoundedShare(Banded(5), Banded(5), None),
            "färre än 5",
            Tidy("rounded_share", "färre än 5"),
        ),
    ],
)
def test_each_kind_of_cell_has_one_wording_and_one_reading_as_numbers(
    cell: Cell, text: str, numbers: Tidy
) -> None:
    assert plain(shown(cell)) == text
    assert tidy(cell) == numbers


def test_both_numbers_of_a_share_can_be_opened() -> None:
    found = {piece.part: piece.cases for piece in pieces(Share(753, 865)) if piece.part}
    assert found == {Part.COUNT: 753, Part.OF: 865}


@given(st.integers(10, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_percentage_in_files_is_the_one_on_the_page(share: tuple[int, int]) -> None:
    value = tidy(Share(*share)).value
    assert f"{value:.1f}".replace(".", ",") + f"{swedish.NBSP}%" == swedish.percent(*share)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 minuter"),
        (1, "1 minut"),
        (59, "59 minuter"),
        (60, "1 timme"),
        (89, "1 timme"),
        (90, "2 timmar"),
        (2879, "48 timmar"),
        (2880, "2,0 dygn"),
        (4320, "3,0 dygn"),
    ],
)
def test_a_duration_is_told_in_its_largest_sensible_unit(minutes: int, text: str) -> None:
    assert plain(duration(minutes)) == text


def test_a_share_above_the_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        Share(3, 2)


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ((Column("a", "A"),), (Row("r", "R", ()),)),
        ((Column("a", "A"), Column("a", "B")), (Row("r", "R", (Count(1), Count(2))),)),
        ((Column("a", "A"),), (Row("r", "R", (Count(1),)), Row("r", "S", (Count(2),)))),
    ],
)
def test_a_table_that_does_not_hang_together_is_refused(
    columns: tuple[Column, ...], rows: tuple[Row, ...]
) -> None:
    with pytest.raises(ValueError, match="table t"):
        Table("t", "T", TableKind.COHORT, columns, rows)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=SUMMA(A1)", "'=SUMMA(A1)"),
        ("+46", "'+46"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("1\u00a0241", "1 241"),
        ("Stöd", "Stöd"),
    ],
)
def test_no_text_of_a_csv_is_read_as_a_formula(text: str, safe: str) -> None:
    assert safe_text(text) == safe


def test_a_sheet_name_is_one_that_excel_takes() -> None:
    assert sheet_name("A/B: [C]? " + "x" * 40) == "AB C " + "x" * 26
