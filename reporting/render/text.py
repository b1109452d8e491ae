"""The one wording of each cell: the page, Excel, CSV and JSON all show exactly this."""

from dataclasses import dataclass
from enum import StrEnum

from jourcase.kernel import swedish
from jourcase.kernel.swedish import NBSP
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

TOO_FEW = "för få"
NOT_REPORTED = "redovisas ej"
_HOURS_UP_TO = 48 * 60


class Part(StrEnum):
    """Which number of a cell a piece of text is: both have cases behind them."""

    COUNT = "antal"
    OF = "av"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a cell's text; `part` is set when it is a number of `cases` cases."""

    text: str
    part: Part | None = None
    cases: int = 0


def shown(cell: Cell) -> str:
    """The text of a cell: 87,1 % (753 av 865)."""
    return "".join(piece.text for piece in pieces(cell))


def pieces(cell: Cell) -> tuple[Piece, ...]:
    """The text of a cell in pieces, so that the page can make links of the numbers."""
    match cell:
        case Count(value):
            return (_number(value, Part.COUNT),)
        case Share(numerator, denominator):
            start = TOO_FEW if cell.per_mille is None else swedish.percent(numerator, denominator)
            return (
                Piece(f"{start} ("),
                _number(numerator, Part.COUNT),
                Piece(f"{NBSP}av{NBSP}"),
                _number(denominator, Part.OF),
                Piece(")"),
            )
        case Median(minutes, cases):
            text = TOO_FEW if minutes is None else duration(minutes)
            return (Piece(f"{text} (median för "), _number(cases, Part.COUNT), Piece(")"))
        case Kronor(kr):
            return (Piece(swedish.number(kr)),)
        case Unreported():
            return (Piece(NOT_REPORTED),)
        case Banded() | Rounded():
            return (Piece(_safe(cell)),)
        case RoundedShare(numerator, denominator, percent):
            return (Piece(_rounded_share(numerator, denominator, percent)),)


def duration(minutes: int) -> str:
    """45 minuter, 18 timmar, 2,4 dygn."""
    if minutes < 60:
        return f"{minutes}{NBSP}{'minut' if minutes == 1 else 'minuter'}"
    if minutes < _HOURS_UP_TO:
        hours = (minutes + 30) // 60
        return f"{hours}{NBSP}{'timme' if hours == 1 else 'timmar'}"
    tenths = (minutes * 10 + 12 * 60) // (24 * 60)
    return f"{tenths // 10},{tenths % 10}{NBSP}dygn"


def plain(text: str) -> str:
    """Without no-break spaces, for files that are read by programs."""
    return text.replace(NBSP, " ")


def _number(value: int, part: Part) -> Piece:
    return Piece(swedish.number(value), part, value)


def _safe(cell: Banded | Rounded) -> str:
    if isinstance(cell, Banded):
        return f"färre än {cell.below}"
    return swedish.number(cell.value)


def _rounded_share(
    numerator: Banded | Rounded, denominator: Banded | Rounded, percent: int | None
) -> str:
    if isinstance(denominator, Banded):
        return _safe(denominator)
    counts = f"{_safe(numerator)}{NBSP}av{NBSP}{_safe(denominator)}"
    return counts if percent is None else f"{percent}{NBSP}% ({counts})"
