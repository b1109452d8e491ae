"""The follow-up as an Excel workbook: a first sheet to read, one sheet a table, and one with all
values in one list.

Numbers are numbers, so that they can be summed; a withheld number leaves its cell empty and says
so in words beside it. Frozen headers and filters; nothing merged, nothing hidden, no author.
"""

import io
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reporting.domain.figures import Cell, FollowUp, Kronor, Median, RoundedShare, Share, Table
from reporting.render import readme
from reporting.render.text import plain
from reporting.render.tidy import tidy

ALL_VALUES = "Alla värden"
READ_ME = "Läs mig"
_LONGEST_SHEET_NAME = 31
_ALL_HEADER = (
    "Tabell", "Radkod", "Rad", "Kolumnkod", "Kolumn", "Typ",
    "Värde", "Täljare", "Nämnare", "Visas som",
)  # fmt: skip

Value = str | int | Decimal | None


def excel_file(followup: FollowUp) -> bytes:
    """The workbook's bytes. What a cell holds is exactly what `tidy` says of it."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    # Without an author; the file's own time is that of the follow-up.
    workbook.set_properties(
        {
            "title": readme.heading(followup),
            "created": followup.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    book = _Book(workbook)
    book.read_me(followup)
    for table in followup.tables:
        book.table(table)
    book.all_values(followup)
    workbook.close()
    return out.getvalue()


def sheet_name(title: str) -> str:
    """The title as Excel allows it: no reserved signs, at most 31 characters."""
    return "".join(c for c in title if c not in "[]:*?/\\")[:_LONGEST_SHEET_NAME]


class _Book:
    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._header = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        self._text = workbook.add_format({"text_wrap": True, "valign": "top"})
        self._whole = workbook.add_format({"num_format": "#,##0", "valign": "top"})
        self._tenths = workbook.add_format({"num_format": "#,##0.0", "valign": "top"})

    def read_me(self, followup: FollowUp) -> None:
        sheet = self._sheet(READ_ME, ("Rubrik", "Text"), (34, 100))
        rows = [*readme.facts(followup), *readme.texts(followup)]
        self._write(sheet, rows)

    def table(self, table: Table) -> None:
        headers, rows = wide(table)
        widths = [12, 44, *(16 for _ in headers[2:])]
        sheet = self._sheet(sheet_name(table.title), headers, widths)
        self._write(sheet, rows)

    def all_values(self, followup: FollowUp) -> None:
        sheet = self._sheet(ALL_VALUES, _ALL_HEADER, (24, 14, 34, 14, 24, 14, 12, 12, 12, 30))
        rows: list[Sequence[Value]] = []
        for table in followup.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    value = tidy(cell)
                    texts = (table.title, row.code, row.title, column.code, column.title)
                    numbers = (value.value, value.numerator, value.denominator)
                    rows.append((*texts, value.kind, *numbers, value.shown))
        self._write(sheet, rows)

    def _sheet(self, name: str, headers: Sequence[str], widths: Sequence[int]) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        for place, (header, width) in enumerate(zip(headers, widths, strict=True)):
            sheet.write_string(0, place, plain(header), self._header)
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
        self._columns = len(headers)
        return sheet

    def _write(self, sheet: Worksheet, rows: Sequence[Sequence[Value]]) -> None:
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, place, plain(value), self._text)
                elif value is not None:
                    sheet.write_number(line, place, float(value), self._number_format(value))
        sheet.autofilter(0, 0, max(len(rows), 1), self._columns - 1)

    def _number_format(self, value: int | Decimal) -> Format:
        return self._tenths if isinstance(value, Decimal) else self._whole


def wide(table: Table) -> tuple[tuple[str, ...], list[list[Value]]]:
    """A table as people read it: a row a row, with a share and a median spread over columns."""
    headers = ["Kod", "Rad"]
    for place, column in enumerate(table.columns):
        headers += _headers(column.title, [row.cells[place] for row in table.rows])
    rows: list[list[Value]] = []
    for row in table.rows:
        values: list[Value] = [row.code, row.title]
        for place, cell in enumerate(row.cells):
            values += _values(cell, [other.cells[place] for other in table.rows])
        rows.append(values)
    return tuple(headers), rows


def _headers(title: str, cells: Sequence[Cell]) -> list[str]:
    if all(isinstance(cell, Kronor) for cell in cells):
        return [title]
    names = {_COUNT: title, _OF: f"{title}: av", _PERCENT: f"{title}: procent",
             _MINUTES: f"{title}: minuter", _SHOWN: f"{title}: visas som"}  # fmt: skip
    return [names[part] for part in _parts(cells)]


def _values(cell: Cell, column: Sequence[Cell]) -> list[Value]:
    value = tidy(cell)
    if all(isinstance(other, Kronor) for other in column):
        return [value.value]
    found: dict[str, Value] = {_SHOWN: value.shown}
    if isinstance(cell, Share | RoundedShare):
        found |= {_COUNT: value.numerator, _OF: value.denominator, _PERCENT: value.value}
    elif isinstance(cell, Median):
        found |= {_COUNT: value.denominator, _MINUTES: value.value}
    else:
        found[_COUNT] = value.value
    return [found.get(part) for part in _parts(column)]


_COUNT, _OF, _PERCENT, _MINUTES, _SHOWN = "count", "of", "percent", "minutes", "shown"


def _parts(cells: Sequence[Cell]) -> list[str]:
    """Which numbers a column of the table is spread over: only those that some row has."""
    parts = [_COUNT]
    if any(isinstance(cell, Share | RoundedShare) for cell in cells):
        parts += [_OF, _PERCENT]
    if any(isinstance(cell, Median) for cell in cells):
        parts.append(_MINUTES)
    return [*parts, _SHOWN]
