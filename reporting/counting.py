"""From declared figures to numbers: one aggregate for all whole-jour figures of a base, one
grouped query for several divisions at once, one query a median. The number of queries never
follows the rows.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from django.db.models import Case as SqlCase
from django.db.models import (
    CharField,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cases.models import Case
from contacts.models import Contact
from reporting.domain.figures import (
    PERCENT_FROM,
    Cell,
    Column,
    Median,
    Role,
    Row,
    Share,
    Table,
)
from reporting.domain.figures import Count as CountCell
from reporting.domain.periods import ReportPeriod
from reporting.measures.specs import (
    EVERY_ROW,
    Base,
    Dimension,
    Figure,
    ReadyTable,
    Slice,
    SplitTable,
    TableSpec,
    WholeTable,
)
from reporting.queries import cohort_of, contacts_in, received_in

Rows = QuerySet[Case] | QuerySet[Contact]
TOTAL = "total"
OUTCOME = "outcome"
PREVIOUS = "previous"


def case_rows(base: Base, period: ReportPeriod) -> QuerySet[Case]:
    """The cases that the tables of a base of cases count."""
    return received_in(period) if base is Base.RECEIVED else cohort_of(period)


def _rows_of(base: Base, period: ReportPeriod) -> Rows:
    return contacts_in(period) if base is Base.CONTACTS else case_rows(base, period)


def counted(
    specs: Sequence[TableSpec],
    period: ReportPeriod,
    previous: ReportPeriod | None,
    *,
    previous_title: str = "",
) -> dict[str, Table]:
    """The table of every spec, by its code. Whole-jour tables get the previous period beside."""
    whole = [spec for spec in specs if isinstance(spec, WholeTable)]
    now_cells = _whole_cells(whole, period)
    before_cells = _whole_cells(whole, previous) if previous else {}
    columns = [Column(OUTCOME, "Utfall")]
    if previous:
        columns.append(Column(PREVIOUS, previous_title, period=previous))
    tables = {spec.code: _whole_table(spec, columns, now_cells, before_cells) for spec in whole}
    for batch in _batches(spec for spec in specs if isinstance(spec, SplitTable)):
        tables |= _count_batch(batch, period)
    for spec in specs:
        if isinstance(spec, ReadyTable):
            tables[spec.code] = spec.build()
    return tables


class _Conditions:
    """The different conditions of an aggregate, each counted once under its own name."""

    def __init__(self) -> None:
        self._names: dict[tuple[Q, bool], str] = {}

    def add(self, figures: Iterable[Figure]) -> None:
        for figure in figures:
            for condition in (figure.where, figure.of):
                if condition is not None:
                    key = (condition, figure.counts_cases)
                    self._names.setdefault(key, f"n{len(self._names)}")

    def aggregates(self) -> dict[str, Count]:
        return {
            name: Count(
                "case_id" if counts_cases else "pk",
                distinct=counts_cases,
                filter=condition if condition else None,
            )
            for (condition, counts_cases), name in self._names.items()
        }

    def cell(self, figure: Figure, numbers: Mapping[str, int]) -> Cell:
        count = numbers.get(self._names[figure.where, figure.counts_cases], 0)
        if figure.of is None:
            return CountCell(count)
        return Share(count, numbers.get(self._names[figure.of, figure.counts_cases], 0))


def _whole_cells(tables: Sequence[WholeTable], period: ReportPeriod) -> dict[tuple[str, str], Cell]:
    cells: dict[tuple[str, str], Cell] = {}
    for base in dict.fromkeys(table.base for table in tables):
        figures = [(t.code, figure) for t in tables if t.base is base for figure in t.figures]
        conditions = _Conditions()
        conditions.add(figure for _, figure in figures)
        rows = _rows_of(base, period)
        numbers = rows.aggregate(**conditions.aggregates())
        for code, figure in figures:
            cell = conditions.cell(figure, numbers)
            if figure.median is not None and isinstance(cell, CountCell):
                cell = _median(rows.filter(figure.where), *figure.median, cases=cell.value)
            cells[code, figure.code] = cell
    return cells


def _whole_table(
    spec: WholeTable,
    columns: Sequence[Column],
    now_cells: dict[tuple[str, str], Cell],
    before_cells: dict[tuple[str, str], Cell],
) -> Table:
    sources = (now_cells, before_cells)[: len(columns)]
    return Table(
        code=spec.code,
        title=spec.title,
        kind=spec.base.kind,
        columns=tuple(columns),
        rows=tuple(
            Row(
                figure.code, figure.title, tuple(cells[spec.code, figure.code] for cells in sources)
            )
            for figure in spec.figures
        ),
        note=spec.note,
        has_lists=True,
    )


def _median(rows: Rows, start: str, end: str, kept: str, *, cases: int) -> Median:
    """The median time in whole minutes, no earlier than the start. One query whatever `cases`.

    Each time is taken in whole minutes, as it is kept when the case is erased.
    """
    exact = ExpressionWrapper(F(end) - F(start), output_field=DurationField())
    spans = rows.annotate(span=Coalesce(F(kept), exact)).order_by("span")
    middle = list(spans.values_list("span", flat=True)[max(cases - 1, 0) // 2 : cases // 2 + 1])
    if cases < PERCENT_FROM:
        return Median(None, cases)
    minutes = [span // timedelta(minutes=1) for span in middle]
    return Median(max(sum(minutes) // len(minutes), 0), cases)


def _split_table(spec: SplitTable, cells: Mapping[tuple[str, str], Cell]) -> Table:
    slices = [*spec.dimension.slices, *([_TOTAL] if spec.has_total else [])]
    columns: tuple[Column, ...]
    if spec.figures_down:
        columns = tuple(Column(s.code, s.title, s.role) for s in slices)
        rows = tuple(
            Row(f.code, f.title, tuple(cells[s.code, f.code] for s in slices)) for f in spec.figures
        )
    else:
        columns = tuple(Column(f.code, f.title) for f in spec.figures)
        rows = tuple(
            Row(s.code, s.title, tuple(cells[s.code, f.code] for f in spec.figures), s.role)
            for s in slices
        )
    return Table(
        code=spec.code,
        title=spec.title,
        kind=spec.base.kind,
        columns=columns,
        rows=rows,
        note=spec.note,
        split=spec.dimension.split,
        has_lists=True,
    )


_TOTAL = Slice(TOTAL, "Totalt", EVERY_ROW, Role.TOTAL)


# Divisions are counted together as long as their slices make no more groups than this.
_MOST_GROUPS = 1000


def _batches(specs: Iterable[SplitTable]) -> list[list[SplitTable]]:
    """Divisions that one query can count. Different cases of contacts cannot be added up from
    groups, and a contact stands in several support forms: such a division is counted alone.
    """
    batches: list[list[SplitTable]] = []
    groups = 0
    for spec in specs:
        size = len(spec.dimension.slices) + 1
        if spec.base is not Base.COHORT:
            batches.insert(0, [spec])
        elif groups and groups * size <= _MOST_GROUPS:
            batches[-1].append(spec)
            groups *= size
        else:
            batches.append([spec])
            groups = size
    return batches


def _count_batch(specs: Sequence[SplitTable], period: ReportPeriod) -> dict[str, Table]:
    conditions = _Conditions()
    for spec in specs:
        conditions.add(spec.figures)
    parts = {f"part{place}": _part_of(spec.dimension) for place, spec in enumerate(specs)}
    aggregates = conditions.aggregates()
    grouped = list(
        _rows_of(specs[0].base, period)
        .annotate(**parts)
        .order_by()
        .values(*parts)
        .annotate(**aggregates)
        .values_list(*parts, *aggregates)
    )
    tables = {}
    for place, spec in enumerate(specs):
        found: dict[str, Counter[str]] = {TOTAL: Counter()}
        for group in grouped:
            numbers = Counter(dict(zip(aggregates, group[len(parts) :], strict=True)))
            found.setdefault(group[place], Counter()).update(numbers)
            found[TOTAL].update(numbers)
        cells = {
            (s.code, figure.code): conditions.cell(figure, found.get(s.code, Counter()))
            for s in (*spec.dimension.slices, _TOTAL)
            for figure in spec.figures
        }
        tables[spec.code] = _split_table(spec, cells)
    return tables


def _part_of(dimension: Dimension) -> SqlCase:
    """The code of the slice that a row is in; empty when it is in none."""
    return SqlCase(
        *(When(part.where, then=Value(part.code)) for part in dimension.slices),
        default=Value(""),
        output_field=CharField(),
    )
