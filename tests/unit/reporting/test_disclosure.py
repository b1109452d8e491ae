"""What leaves the jour: totals exact, parts banded and rounded, protected and unknown withheld."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.disclosure import Rules, disclosed, for_city
from reporting.domain.figures import (
    Audience,
    Banded,
    Cell,
    Column,
    Count,
    FollowUp,
    Kronor,
    Median,
    Parties,
    Role,
    Rounded,
    RoundedShare,
    Row,
    Section,
    Share,
    Split,
    Table,
    TableKind,
    Unreported,
)
from reporting.domain.periods import ReportPeriod

RULES = Rules(threshold=5)
FEWER = Banded(5)


def table(cell: Cell, *, split: Split = Split.OTHER, role: Role = Role.ORDINARY) -> Table:
    row = Row("part", "Del", (cell,), role)
    return Table(
        "t", "T", TableKind.COHORT, (Column("c", "C"),), (row,), split=split, has_lists=True
    )


def leaves(cell: Cell, *, split: Split = Split.OTHER, role: Role = Role.ORDINARY) -> Cell:
    return disclosed(table(cell, split=split, role=role), RULES).cell("part", "c")


@pytest.mark.parametrize(
    ("true", "shown"),
    [
        (0, FEWER),
        (1, FEWER),
        (4, FEWER),
        (5, Rounded(5)),
        (7, Rounded(5)),
        (8, Rounded(10)),
        (12, Rounded(10)),
        (13, Rounded(15)),
        (863, Rounded(865)),
    ],
)
def test_a_count_of_a_part_is_banded_or_rounded(true: int, shown: Cell) -> None:
    assert leaves(Count(true)) == shown


@pytest.mark.parametrize("cell", [Count(3), Share(3, 7), Median(90, 12), Kronor(1500)])
def test_the_whole_jour_and_every_total_are_exact(cell: Cell) -> None:
    assert leaves(cell, split=Split.NONE) == cell
    assert leaves(cell, role=Role.TOTAL) == cell


@pytest.mark.parametrize("cell", [Count(300), Share(300, 400), Median(90, 12)])
def test_protected_and_unknown_are_not_reported(cell: Cell) -> None:
    assert leaves(cell, role=Role.UNREPORTED) == Unreported()


def test_nothing_is_reported_where_an_unreported_column_meets_a_total_row() -> None:
    exact = Table(
        "t",
        "T",
        TableKind.COHORT,
        (Column("protected", "Skyddade", Role.UNREPORTED), Column("total", "Totalt", Role.TOTAL)),
        (
            Row("a", "A", (Count(9), Count(40))),
            Row("total", "Totalt", (Count(9), Count(40)), Role.TOTAL),
        ),
        split=Split.OTHER,
    )
    safe = disclosed(exact, RULES)
    assert safe.cell("a", "protected") == safe.cell("total", "protected") == Unreported()
    assert safe.cell("a", "total") == safe.cell("total", "total") == Count(40)


@pytest.mark.parametrize(
    ("share", "percent"),
    [
        (Share(10, 20), 50),
        (Share(10, 19), None),  # too few of them
        (Share(15, 20), 75),
        (Share(16, 20), None),  # four are left: a small cell by subtraction
        (Share(4, 20), None),
        (Share(0, 40), None),
        (Share(40, 40), None),
        (Share(753, 865), 87),
    ],
)
def test_a_district_has_a_percentage_only_when_neither_side_is_small(
    share: Share, percent: int | None
) -> None:
    cell = leaves(share, split=Split.DISTRICT)
    assert isinstance(cell, RoundedShare)
    assert cell.percent == percent


def test_other_parts_have_no_percentage_but_rounded_numbers() -> None:
    assert leaves(Share(753, 863)) == RoundedShare(Rounded(755), Rounded(865), None)


def test_a_median_of_a_part_is_not_reported() -> None:
    assert leaves(Median(90, 400)) == Unreported()


def test_no_figure_that_leaves_the_jour_opens_a_list() -> None:
    assert disclosed(table(Count(9)), RULES).has_lists is False
    assert disclosed(table(Count(9), split=Split.NONE), RULES).has_lists is False


counts = st.integers(0, 2000)
shares = counts.flatmap(lambda n: st.builds(Share, st.integers(0, n), st.just(n)))
cells = st.one_of(st.builds(Count, counts), shares)


@given(cells, st.sampled_from([Split.DISTRICT, Split.OTHER]), st.integers(2, 50))
def test_no_small_number_of_a_part_can_be_read(cell: Cell, split: Split, threshold: int) -> None:
    safe = disclosed(table(cell, split=split), Rules(threshold)).cell("part", "c")
    numbers = [safe.numerator, safe.denominator] if isinstance(safe, RoundedShare) else [safe]
    truths = [cell.numerator, cell.denominator] if isinstance(cell, Share) else [cell.value]  # type: ignore[union-attr]
    for true, number in zip(truths, numbers, strict=True):
        if true < threshold:
            assert number == Banded(threshold)
        else:
            assert isinstance(number, Rounded)
            assert number.value >= threshold
            assert abs(number.value - true) <= max(2, threshold - 3)


@given(counts, counts)
def test_two_small_numbers_look_the_same(one: int, other: int) -> None:
    if max(one, other) < RULES.threshold:
        assert leaves(Count(one)) == leaves(Count(other))


@given(st.lists(counts, min_size=1, max_size=8))
def test_the_shape_of_a_table_does_not_depend_on_its_numbers(values: list[int]) -> None:
    rows = tuple(Row(f"r{at}", "R", (Count(value),)) for at, value in enumerate(values))
    exact = replace(table(Count(0)), rows=rows)
    safe = disclosed(exact, RULES)
    assert [row.code for row in safe.rows] == [row.code for row in exact.rows]
    assert safe.columns == exact.columns


def test_the_city_s_follow_up_says_what_was_done_to_it() -> None:
    exact = FollowUp(
        period=ReportPeriod(date(2025, 4, 1), date(2025, 12, 31)),
        previous=None,
        made_at=datetime(2026, 1, 15, tzinfo=UTC),
        audience=Audience.INTERNAL,
        parties=Parties("IOP", "Jouren", "802476-1044", "Staden"),
        method=("Perioden.",),
        sections=(Section("s", "S", (), (), (table(Count(3)),)),),
    )
    safe = for_city(exact, RULES, notes=("Små tal visas inte.",))
    assert safe.audience is Audience.CITY
    assert safe.method == ("Perioden.", "Små tal visas inte.")
    assert safe.tables[0].cell("part", "c") == FEWER


# --- Colleagues ---------------------------------------------------------------------------------

GENDERS = (
    Column("woman", "Kvinna"),
    Column("man", "Man"),
    Column("other", "Annat eller okänt"),
    Column("total", "Totalt", Role.TOTAL),
)


def staff(women: int, men: int, other: int) -> tuple[Cell, ...]:
    """What the city sees of colleagues by gender."""
    counts = tuple(Count(number) for number in (women, men, other, women + men + other))
    exact = Table(
        "staff",
        "Medarbetare",
        TableKind.PEOPLE,
        GENDERS,
        (Row("all", "Alla", counts),),
        split=Split.OTHER,
    )
    return disclosed(exact, RULES).rows[0].cells


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ((0, 0, 0), (FEWER, FEWER, FEWER, Unreported())),
        ((3, 1, 0), (FEWER, FEWER, FEWER, Unreported())),
        ((14, 8, 1), (Rounded(15), Rounded(10), FEWER, Unreported())),
        ((14, 8, 5), (Rounded(15), Rounded(10), Rounded(5), Rounded(25))),
    ],
)
def test_of_colleagues_no_total_stands_beside_a_small_number(
    people: tuple[int, int, int], shown: tuple[Cell, ...]
) -> None:
    assert staff(*people) == shown


@pytest.mark.parametrize("total", range(31))
def test_whoever_tries_every_staff_learns_no_small_number(total: int) -> None:
    """An attacker who tries all that give the same figures: a number that is truly small may be
    none, and there are at least four that it may be. (Rule 5 of disclosure control.)
    """
    most = total + 5
    every = [
        (women, men, other)
        for women in range(most)
        for men in range(most - women)
        for other in range(most - women - men)
        if max(total - 5, 0) <= women + men + other
    ]
    shown: dict[tuple[Cell, ...], list[tuple[int, int, int]]] = {}
    for people in every:
        shown.setdefault(staff(*people), []).append(people)
    for cells, possible in shown.items():
        if not any(sum(people) == total for people in possible):
            continue
        for place in range(3):
            numbers = {people[place] for people in possible}
            if any(number < RULES.threshold for number in numbers):
                assert min(numbers) == 0, cells
                assert max(numbers) - min(numbers) >= 3, cells
