"""Reading a follow-up back from what a person gets: the page and each file.

Every reader gives the same thing: for each table code, each (row code, column code) with the text
that is shown; and, where the file holds numbers, the numbers beside it.
"""

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from reporting.domain.figures import FollowUp
from reporting.render.text import plain
from reporting.render.tidy import tidy

Number = Decimal | None


@dataclass(frozen=True)
class Read:
    """A cell as it was read."""

    shown: str
    value: Number = None
    numerator: Number = None
    denominator: Number = None


Cells = Mapping[tuple[str, str, str], Read]


def expected(followup: FollowUp) -> Cells:
    """What every reader should find."""
    return {
        (table.code, row.code, column.code): Read(
            value.shown,
            _number(value.value),
            _number(value.numerator),
            _number(value.denominator),
        )
        for table in followup.tables
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        for value in [tidy(cell)]
    }


def shown_only(cells: Cells) -> dict[tuple[str, str, str], str]:
    return {key: cell.shown for key, cell in cells.items()}


def read_json(content: bytes) -> Cells:
    data = json.loads(content)
    return {
        (table["code"], row["code"], column["code"]): Read(
            cell["shown"],
            _number(cell["value"]),
            _number(cell["numerator"]),
            _number(cell["denominator"]),
        )
        for section in data["sections"]
        for table in section["tables"]
        for row in table["rows"]
        for column, cell in zip(table["columns"], row["cells"], strict=True)
    }


def read_csv(content: bytes) -> Cells:
    cells = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist()[1:]:
            text = archive.read(name).decode("utf-8-sig")
            for line in csv.DictReader(io.StringIO(text), delimiter=";"):
                key = (line["tabell_kod"], line["rad_kod"], line["kolumn_kod"])
                cells[key] = Read(
                    line["visas_som"],
                    *(
                        _number(line[part].replace(",", ".") or None)
                        for part in ("varde", "taljare", "namnare")
                    ),
                )
    return cells


def workbook_of(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def read_excel(content: bytes, followup: FollowUp) -> Cells:
    """From the sheet with all values; sheets name tables by title, so codes come from there."""
    codes = {table.title: table.code for table in followup.tables}
    sheet = workbook_of(content)["Alla värden"]
    cells = {}
    for line in sheet.iter_rows(min_row=2, values_only=True):
        title, row, _, column, _, _, value, numerator, denominator, shown = line
        cells[codes[str(title)], str(row), str(column)] = Read(
            str(shown), _number(value), _number(numerator), _number(denominator)
        )
    return cells


def read_page(html: str, followup: FollowUp) -> dict[tuple[str, str, str], str]:
    """By table id; the rows and columns stand in the order of the follow-up."""
    found = _Tables.of(html)
    cells = {}
    for table in followup.tables:
        rows = found.tables[f"tabell-{table.code}"]
        assert len(rows) == len(table.rows)
        for row, texts in zip(table.rows, rows, strict=True):
            for column, text in zip(table.columns, texts, strict=True):
                cells[table.code, row.code, column.code] = plain(text)
    return cells


def figure_links(html: str) -> dict[str, int]:
    """Every link of a number in a table, with the number."""
    return _Tables.of(html).links


class _Tables(HTMLParser):
    """The texts of all table cells, and the links in them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.links: dict[str, int] = {}
        self._table = self._href = ""
        self._in_cell = False

    @classmethod
    def of(cls, html: str) -> "_Tables":
        found = cls()
        found.feed(html)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "table":
            self._table = named.get("id") or ""
            self.tables[self._table] = []
        elif tag == "tr" and self._table:
            self.tables[self._table].append([])
        elif tag == "td":
            self._in_cell = True
            self.tables[self._table][-1].append("")
        elif tag == "a" and self._in_cell:
            self._href = named["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._in_cell = False
        elif tag == "a":
            self._href = ""
        elif tag == "thead" and self._table:
            self.tables[self._table].clear()

    def handle_data(self, data: str) -> None:
        if not self._in_cell:
            return
        self.tables[self._table][-1][-1] += data
        if self._href:
            number = int("".join(c for c in data if c.isdigit()))
            self.links[self._href] = number


def _number(value: Any) -> Number:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.1"))
