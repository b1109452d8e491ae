"""The follow-up as CSV for Swedish spreadsheets: one file a table, one row a value, in one zip.

Decimal comma. How the file itself is made stands in `jourcase.kernel.csv_file`.
"""

import io
import zipfile
from decimal import Decimal

from jourcase.kernel.csv_file import csv_bytes, safe_text
from jourcase.kernel.local_time import local
from reporting.domain.figures import FollowUp, Table
from reporting.render import readme
from reporting.render.tidy import tidy

HEADER = (
    "tabell_kod", "tabell", "rad_kod", "rad", "kolumn_kod", "kolumn",
    "typ", "varde", "taljare", "namnare", "visas_som",
)  # fmt: skip


def csv_zip(followup: FollowUp) -> bytes:
    """A zip with `las-mig.csv` and one CSV a table; the same follow-up gives the same bytes."""
    out = io.BytesIO()
    made = local(followup.made_at).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        files = [("las-mig", _readme_rows(followup))]
        files += [(table.code, _table_rows(table)) for table in followup.tables]
        for number, (name, rows) in enumerate(files):
            info = zipfile.ZipInfo(f"{number:02d}-{name}.csv", made)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, csv_bytes(rows))
    return out.getvalue()


def _readme_rows(followup: FollowUp) -> list[list[str]]:
    rows = [["rubrik", "text"]]
    for heading, text in (*readme.facts(followup), *readme.texts(followup)):
        rows.append([safe_text(heading), safe_text(text)])
    return rows


def _table_rows(table: Table) -> list[list[str]]:
    rows = [list(HEADER)]
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            value = tidy(cell)
            texts = (table.code, table.title, row.code, row.title, column.code, column.title)
            numbers = (value.value, value.numerator, value.denominator)
            rows.append(
                [
                    *(safe_text(text) for text in (*texts, value.kind)),
                    *(_number(number) for number in numbers),
                    safe_text(value.shown),
                ]
            )
    return rows


def _number(value: int | Decimal | None) -> str:
    return "" if value is None else str(value).replace(".", ",")
