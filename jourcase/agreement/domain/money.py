"""The two budget tables: 12-month amounts, and their pro rata part, in whole kronor.

Source: the annex, sections 5 and 6, whose amounts are for 12 months; the first period is nine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from jourcase.kernel.labelled import Labelled

BASIS_MONTHS = 12


class BudgetTable(Labelled):
    """The two tables of the annex."""

    REIMBURSEMENT = "reimbursement", "Socialförvaltningens ersättning"
    OWN_FINANCING = "own_financing", "Egenfinansiering"


class PaidBasis(Labelled):
    """Which of the two amounts the city pays for a period shorter than 12 months."""

    TWELVE_MONTHS = "twelve_months", "12-månadersbeloppet"
    PRO_RATA = "pro_rata", "beloppet i förhållande till periodens längd"


@dataclass(frozen=True, slots=True)
class Basis:
    """What an amount is counted on: so many months of so many."""

    months: int
    of: int = BASIS_MONTHS


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One row of a table: the annex's own row text and its amount for 12 months."""

    name: str
    amount_kr: int
    earmarked: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A row with both amounts."""

    name: str
    earmarked: bool
    twelve_months_kr: int
    pro_rata_kr: int


@dataclass(frozen=True, slots=True)
class PricedTable:
    """A table with both amounts; both columns sum exactly to their totals."""

    lines: tuple[PricedLine, ...]
    twelve_months_kr: int
    pro_rata_kr: int
    basis: Basis


def pro_rata(amount_kr: int, months: int) -> int:
    """`months` twelfths of an amount, in whole kronor, half a krona up."""
    return int(_share(amount_kr, months) + Fraction(1, 2))


def pro_rata_rows(amounts_kr: Sequence[int], months: int) -> tuple[int, ...]:
    """`months` twelfths of each row, summing exactly to `pro_rata` of the sum.

    Largest remainder: every row is rounded down, and the kronor left over go to the rows that
    lost most, earlier rows first. Amounts are never negative.
    """
    shares = [_share(amount, months) for amount in amounts_kr]
    rounded = [int(share) for share in shares]
    left_over = pro_rata(sum(amounts_kr), months) - sum(rounded)
    by_loss = sorted(range(len(shares)), key=lambda i: rounded[i] - shares[i])
    for i in by_loss[:left_over]:
        rounded[i] += 1
    return tuple(rounded)


def price_table(lines: Sequence[BudgetLine], months: int) -> PricedTable:
    """Both amounts of every row and both totals, for a period of `months` months."""
    amounts = [line.amount_kr for line in lines]
    parts = pro_rata_rows(amounts, months)
    return PricedTable(
        lines=tuple(
            PricedLine(line.name, line.earmarked, line.amount_kr, part)
            for line, part in zip(lines, parts, strict=True)
        ),
        twelve_months_kr=sum(amounts),
        pro_rata_kr=sum(parts),
        basis=Basis(months),
    )


def sum_difference(lines: Sequence[BudgetLine], typed_total_kr: int) -> int:
    """Typed total less the sum of the rows, in kronor: 0 when they agree."""
    return typed_total_kr - sum(line.amount_kr for line in lines)


def _share(amount_kr: int, months: int) -> Fraction:
    if amount_kr < 0 or months < 0:
        raise ValueError("amounts and months are never negative")
    return Fraction(amount_kr * months, BASIS_MONTHS)
