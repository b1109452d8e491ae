"""A cell of a list as it is kept between the file and the case: a kind and a text.

A spreadsheet has made dates and numbers of much that was typed; here they are text again, in one
shape, and what must not be guessed at (a formula, an error, a merged cell) says what it is.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum


class CellKind(Enum):
    """What the file says that it is. The values are how it is kept."""

    TEXT = "t"
    NUMBER = "n"
    DATE = "d"
    FORMULA = "f"
    ERROR = "e"
    MERGED = "m"


@dataclass(frozen=True, slots=True)
class Cell:
    kind: CellKind
    text: str

    @property
    def kept(self) -> list[str] | str:
        """As JSON keeps it."""
        return self.text if self.kind is CellKind.TEXT else [self.kind.value, self.text]


EMPTY = Cell(CellKind.TEXT, "")
MERGED = Cell(CellKind.MERGED, "")


def kept_cell(kept: list[str] | str) -> Cell:
    """What `Cell.kept` gave."""
    return Cell(CellKind.TEXT, kept) if isinstance(kept, str) else Cell(CellKind(kept[0]), kept[1])


def cell_of(value: object, *, is_formula: bool = False, is_error: bool = False) -> Cell:
    """The cell for a value as a spreadsheet gives it."""
    if is_formula:
        return Cell(CellKind.FORMULA, value if isinstance(value, str) else "=")
    if is_error:
        return Cell(CellKind.ERROR, str(value))
    match value:
        case None:
            return EMPTY
        case bool():
            return Cell(CellKind.TEXT, "ja" if value else "nej")
        case int() | float():
            return Cell(CellKind.NUMBER, number_text(value))
        case datetime():
            is_day = value.time() == time(0, 0)
            shape = "%Y-%m-%d" if is_day else "%Y-%m-%d %H:%M"
            return Cell(CellKind.DATE, value.strftime(shape))
        case date():
            return Cell(CellKind.DATE, value.isoformat())
        case time():
            return Cell(CellKind.TEXT, f"{value:%H:%M}")
        case _:
            return text_cell(str(value))


def text_cell(text: str) -> Cell:
    """Without what cannot be printed, and without the apostrophe that keeps a text from being
    taken for a formula.
    """
    tidy = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).strip()
    if tidy[:1] == "'" and tidy[1:2] in {"=", "+", "-", "@"}:
        tidy = tidy[1:]
    return Cell(CellKind.TEXT, tidy)


def number_text(value: float) -> str:
    """701740612.0 is 701740612: whole numbers without decimals, never in powers of ten."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
