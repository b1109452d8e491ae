"""The rows that were not taken in, with why, as a file to put right and bring again."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import xlsxwriter

from cases.domain.import_columns import REASON_HEADER
from cases.domain.import_states import LEFT, RowState
from cases.importing.models import ListImport
from cases.importing.plan import Plan, Verdict, chunks_of, rows_of, verdicts_of
from cases.importing.words import reasons
from jourcase.kernel import csv_file

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class FileKind:
    label: str
    content_type: str
    make: Callable[[ListImport, Plan], bytes]


def left_rows(brought: ListImport, plan: Plan) -> Iterator[list[str]]:
    """Headers first. Formulas, errors and merged cells as the texts that they are."""
    headers = [header for header in plan.headers if header != REASON_HEADER]
    skipped = {place for place, header in enumerate(plan.headers) if header == REASON_HEADER}
    yield [*headers, REASON_HEADER]
    for chunk in chunks_of(brought):
        for row, verdict in zip(rows_of(chunk), verdicts_of(chunk), strict=True):
            if verdict.state not in LEFT:
                continue
            texts = [cell.text for place, cell in enumerate(row.cells) if place not in skipped]
            texts += [""] * (len(headers) - len(texts))
            yield [*texts[: len(headers)], _why(verdict), *texts[len(headers) :]]


def _why(verdict: Verdict) -> str:
    said = reasons(verdict)
    if verdict.state is RowState.READY:
        said.append("Inte vald än.")
    if verdict.state is RowState.ALIKE and verdict.alike:
        said.append("Det kan finnas ett ärende redan.")
    return " ".join(said)


def _csv(brought: ListImport, plan: Plan) -> bytes:
    safe = (
        [csv_file.safe_text(text.replace("\n", " ")) for text in row]
        for row in left_rows(brought, plan)
    )
    return csv_file.csv_bytes(safe)


def _excel(brought: ListImport, plan: Plan) -> bytes:
    """Every cell is a text: no formula runs, and no number loses its zero."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    sheet = book.add_worksheet("Inte intagna")
    as_text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(plan.headers), 18, as_text)
    for at, row in enumerate(left_rows(brought, plan)):
        for place, text in enumerate(row):
            sheet.write_string(at, place, text, as_text)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


FILE_KINDS = {
    "xlsx": FileKind("Excel", _EXCEL, _excel),
    "csv": FileKind("CSV", csv_file.CONTENT_TYPE, _csv),
}
