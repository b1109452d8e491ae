"""A cell as columns of numbers, for files that are read by programs."""

from dataclasses import dataclass
from decimal import Decimal

from reporting.domain.figures import (
    Banded,
    Cell,
    Count,
    Kronor,
    Median,
    Rounded,
    RoundedShare,
    Share,
    Unreported,
)
from reporting.render.text import plain, shown


@dataclass(frozen=True, slots=True)
class Tidy:
    """`value` is a count, kronor, minutes, or percent, by `kind`; None when it is withheld.

    `numerator` and `denominator` go with a percentage, `cases` of a median is its `denominator`.
    """

    kind: str
    shown: str
    value: int | Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None


def tidy(cell: Cell) -> Tidy:
    """The one reading of a cell as numbers; what it shows is that of the page."""
    text = plain(shown(cell))
    match cell:
        case Count(value):
            return Tidy("count", text, value)
        case Share(numerator, denominator):
            percent = None if cell.per_mille is None else Decimal(cell.per_mille) / 10
            return Tidy("share", text, percent, numerator, denominator)
        case Median(minutes, cases):
            return Tidy("median_minutes", text, minutes, denominator=cases)
        case Kronor(kr):
            return Tidy("kronor", text, kr)
        case Banded():
            return Tidy("fewer_than", text)
        case Rounded(value):
            return Tidy("rounded_count", text, value)
        case RoundedShare(numerator, denominator, percent):
            return Tidy(
                "rounded_share",
                text,
                percent,
                _rounded(numerator),
                _rounded(denominator),
            )
        case Unreported():
            return Tidy("unreported", text)


def _rounded(count: Banded | Rounded) -> int | None:
    return count.value if isinstance(count, Rounded) else None
