"""A follow-up's tables as the page's templates read them: texts, labels and links, no rules."""

from dataclasses import dataclass

from django.urls import reverse

from reporting.domain.figures import Cell, Column, FollowUp, Kronor, Role, Row, Section, Table
from reporting.domain.periods import ReportPeriod
from reporting.render.text import Part, Piece, pieces

# With more columns than this a table scrolls sideways on a phone instead of stacking.
_STACKED_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class PagePiece:
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class PageCell:
    label: str
    pieces: tuple[PagePiece, ...]


@dataclass(frozen=True, slots=True)
class PageRow:
    title: str
    is_total: bool
    cells: tuple[PageCell, ...]


@dataclass(frozen=True, slots=True)
class PageTable:
    code: str
    title: str
    kind: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[PageRow, ...]
    is_stacked: bool


@dataclass(frozen=True, slots=True)
class PageSection:
    code: str
    title: str
    undertakings: tuple[str, ...]
    definitions: tuple[str, ...]
    tables: tuple[PageTable, ...]


def page_sections(followup: FollowUp) -> list[PageSection]:
    """The sections of the page, in order."""
    return [_section(section, followup.period) for section in followup.sections]


def _section(section: Section, period: ReportPeriod) -> PageSection:
    return PageSection(
        code=section.code,
        title=section.title,
        undertakings=section.undertakings,
        definitions=section.definitions,
        tables=tuple(_table(table, period) for table in section.tables),
    )


def _table(table: Table, period: ReportPeriod) -> PageTable:
    return PageTable(
        code=table.code,
        title=table.title,
        kind=table.kind.label,
        note=table.note,
        columns=tuple(column.title for column in table.columns),
        rows=tuple(_row(table, row, period) for row in table.rows),
        is_stacked=len(table.columns) <= _STACKED_COLUMNS,
    )


def _row(table: Table, row: Row, period: ReportPeriod) -> PageRow:
    return PageRow(
        title=row.title,
        is_total=row.role is Role.TOTAL,
        cells=tuple(
            PageCell(column.title, _pieces(table, row, column, cell, period))
            for column, cell in zip(table.columns, row.cells, strict=True)
        ),
    )


def _pieces(
    table: Table, row: Row, column: Column, cell: Cell, period: ReportPeriod
) -> tuple[PagePiece, ...]:
    if not table.has_lists or isinstance(cell, Kronor):
        return (PagePiece("".join(piece.text for piece in pieces(cell))),)
    # A comparison is the other period's own outcome.
    shown_period, code = (column.period, "outcome") if column.period else (period, column.code)
    return tuple(
        PagePiece(piece.text, _href(piece, shown_period, table.code, row.code, code))
        for piece in pieces(cell)
    )


def _href(piece: Piece, period: ReportPeriod, table: str, row: str, column: str) -> str:
    if piece.part is None or piece.cases == 0:
        return ""
    name = "reporting:figure" if piece.part is Part.COUNT else "reporting:figure_of"
    return reverse(name, args=(period, table, row, column))
