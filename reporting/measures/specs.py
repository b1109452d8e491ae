"""What a measure declares: its figures and tables as conditions, before anything is counted.

A figure is a condition on rows. The number on the page and the list behind it both come from
that one condition, so they cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from django.db.models import Q

from jourcase.agreement.domain.terms import Terms
from jourcase.agreement.models import Agreement, District, SupportForm
from reporting.domain.figures import Role, Split, Table, TableKind
from reporting.domain.periods import ReportPeriod
from reporting.queries import PromiseStates, promise_states

EVERY_ROW = Q()


class Base(Enum):
    """Which rows a table counts, and so what kind of table it is."""

    RECEIVED = auto()  # all cases that came in
    COHORT = auto()  # less duplicates, withdrawn and forwarded untouched
    CONTACTS = auto()  # effective contacts that began in the period

    @property
    def kind(self) -> TableKind:
        return TableKind.ACTIVITY if self is Base.CONTACTS else TableKind.COHORT


@dataclass(frozen=True, slots=True)
class Figure:
    """The rows that meet `where`, as a count, or as a share of those that meet `of` (whose
    rows include them). `median` names two columns, and a third that holds the time between them
    for an erased case: the figure is then the median of that time.
    """

    code: str
    title: str
    where: Q = EVERY_ROW
    of: Q | None = None
    median: tuple[str, str, str] | None = None
    counts_cases: bool = False  # of contacts: the different cases, not the contacts


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a division."""

    code: str
    title: str
    where: Q
    role: Role = Role.ORDINARY


@dataclass(frozen=True, slots=True)
class Dimension:
    """A division of the rows into slices, no row in two of them."""

    title: str
    slices: tuple[Slice, ...]
    split: Split = Split.OTHER


@dataclass(frozen=True, slots=True)
class WholeTable:
    """Figures of the whole jour, one a row, with the previous period beside."""

    code: str
    title: str
    base: Base
    figures: tuple[Figure, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SplitTable:
    """Figures of the slices of a dimension. `figures_down` makes a row of each figure instead of
    a column. Without `has_total` the slices overlap or are not to be added.
    """

    code: str
    title: str
    base: Base
    figures: tuple[Figure, ...]
    dimension: Dimension
    note: str = ""
    figures_down: bool = False
    has_total: bool = True


@dataclass(frozen=True, slots=True)
class ReadyTable:
    """A table with no cases behind it, built when it is wanted."""

    code: str
    build: Callable[[], Table]


TableSpec = WholeTable | SplitTable | ReadyTable


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """What one measure contributes: its definitions in words, and its tables."""

    definitions: tuple[str, ...]
    tables: tuple[TableSpec, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What the measures are told.

    `as_of` is the period's last day, or today while it is running; `terms` are those in force
    on it, `all_terms` every version in force on some day of the period, oldest first.
    """

    period: ReportPeriod
    previous: ReportPeriod | None
    now: datetime
    agreement: Agreement
    terms: Terms
    all_terms: tuple[Terms, ...]
    districts: tuple[District, ...]
    support_forms: tuple[SupportForm, ...]
    today: date
    as_of: date

    @property
    def states(self) -> PromiseStates:
        return promise_states(self.now)
