"""CSV for Swedish spreadsheets: semicolons, UTF-8 with byte order mark, no no-break spaces.

A text that begins as a formula would is given an apostrophe first, so that no spreadsheet runs it.
"""

import csv
import io
from collections.abc import Iterable

from jourcase.kernel.swedish import NBSP

CONTENT_TYPE = "text/csv; charset=utf-8"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(text: str) -> str:
    """The text as a spreadsheet may read it: never as a formula, never with odd spaces."""
    text = text.replace(NBSP, " ")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """The file. Texts are to be made safe before; numbers of our own stay numbers."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")
