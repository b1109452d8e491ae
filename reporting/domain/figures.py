"""A follow-up as plain values: what the page and every file show, and nothing else.

Cells hold numbers, never formatted text; `reporting.render.text` gives each its one wording.
Rows counted on when a case came in and rows counted on when something was done never share a
table: each table has one `kind`. Source: domain rule "The follow-up report".
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from jourcase.kernel.labelled import Labelled
from reporting.domain.periods import ReportPeriod

# A share of fewer than this many cases is not given as a percentage.
PERCENT_FROM = 10


class Audience(Labelled):
    """For whom the figures are. The board sees what the city sees."""

    INTERNAL = "internal", "Internt"
    CITY = "city", "Till staden"


class TableKind(Labelled):
    """What the rows of a table count."""

    COHORT = "cohort", "Räknat på ärenden som kom in under perioden"
    ACTIVITY = "activity", "Räknat på det som gjordes under perioden"
    PEOPLE = "people", "Räknat på medarbetare"
    MONEY = "money", "Belopp i svenska kronor"


class Split(Labelled):
    """Whether a table is about the whole jour or divides it, and how."""

    NONE = "none", "Hela jouren"
    DISTRICT = "district", "Per stadsdelsområde"
    OTHER = "other", "Fördelning"


class Role(Labelled):
    """What a row or a column is to the table."""

    ORDINARY = "ordinary", "Delrad"
    TOTAL = "total", "Totalt"
    UNREPORTED = "unreported", "Redovisas ej"


@dataclass(frozen=True, slots=True)
class Count:
    value: int


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `numerator` is never above `denominator`."""

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"no share: {self.numerator} of {self.denominator}")

    @property
    def per_mille(self) -> int | None:
        """Tenths of a percent, half up; None when there are too few for a percentage."""
        if self.denominator < PERCENT_FROM:
            return None
        return int(Fraction(self.numerator * 1000, self.denominator) + Fraction(1, 2))


@dataclass(frozen=True, slots=True)
class Kronor:
    kr: int


@dataclass(frozen=True, slots=True)
class Median:
    """A median time over `cases` cases; `minutes` None when there are too few for one."""

    minutes: int | None
    cases: int


@dataclass(frozen=True, slots=True)
class Banded:
    """A count below `below`. Zero looks the same, or presence would be proved."""

    below: int


@dataclass(frozen=True, slots=True)
class Rounded:
    """A count, rounded."""

    value: int


@dataclass(frozen=True, slots=True)
class RoundedShare:
    """A share of which only rounded numbers leave the jour; `percent` None when withheld."""

    numerator: Banded | Rounded
    denominator: Banded | Rounded
    percent: int | None


@dataclass(frozen=True, slots=True)
class Unreported:
    """Withheld altogether."""


Cell = Count | Share | Kronor | Median | Banded | Rounded | RoundedShare | Unreported


@dataclass(frozen=True, slots=True)
class Column:
    """`period` is set when the column shows another period than the follow-up's own."""

    code: str
    title: str
    role: Role = Role.ORDINARY
    period: ReportPeriod | None = None


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    title: str
    cells: tuple[Cell, ...]
    role: Role = Role.ORDINARY


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `has_lists` tells that its figures are counts of cases that can be listed."""

    code: str
    title: str
    kind: TableKind
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    split: Split = Split.NONE
    has_lists: bool = False

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError(f"table {self.code} has a row of another length than its columns")
        for part in (self.columns, self.rows):
            if len({item.code for item in part}) != len(part):
                raise ValueError(f"table {self.code} uses a code twice")

    def cell(self, row: str, column: str) -> Cell:
        """Raises KeyError when there is no such row or column."""
        place = {item.code: at for at, item in enumerate(self.columns)}[column]
        return {item.code: item for item in self.rows}[row].cells[place]


@dataclass(frozen=True, slots=True)
class Section:
    """One measure: the undertakings it follows up, how it counts, and its tables."""

    code: str
    title: str
    undertakings: tuple[str, ...]
    definitions: tuple[str, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Parties:
    agreement: str
    jour: str
    jour_orgnr: str
    city: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A whole follow-up. `made_at` is aware; `is_empty` tells that no case came in."""

    period: ReportPeriod
    previous: ReportPeriod | None
    made_at: datetime
    audience: Audience
    parties: Parties
    method: tuple[str, ...]
    sections: tuple[Section, ...]
    is_empty: bool = False

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for section in self.sections for table in section.tables)
