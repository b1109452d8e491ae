"""An Excel workbook as rows, read as a stream and never as a whole.

The parts of the file say beforehand how large they become, and no more of them is read than they
say: so a small file that would swell to gigabytes is refused unread.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import openpyxl

from cases.domain.import_cells import EMPTY, MERGED, Cell, cell_of
from cases.importing.reading import (
    MOST_COLUMNS,
    MOST_LINES,
    Line,
    Reading,
    Unreadable,
    UnreadableFileError,
)

_MOST_UNPACKED = 80 * 1024 * 1024
_MOST_SHARED = 25 * 1024 * 1024  # texts are held in memory while the rows are read
_PICTURES = "xl/media/"  # never unpacked
_MOST_PARTS = 500
_WIDEST = 4 * MOST_COLUMNS
_MOST_WIDE = 1_000
_MOST_MERGED = 2_000
_BLOCK = 64 * 1024
_MERGED_CELL = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"))


@dataclass(frozen=True, slots=True)
class _Merged:
    """A range of merged cells, counted from 1; only its first cell has what it says."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def reading_of(content: bytes) -> Reading:
    """Raises `UnreadableFileError`, here or while the lines are gone through."""
    _check_parts(content)
    book = _opened(content)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    filled = [sheet for sheet in sheets if _has_anything(sheet)]
    if not filled:
        raise UnreadableFileError(Unreadable.NO_ROWS)
    sheet = filled[0]
    merged = _merged_of(content, sheet)
    return Reading(_lines(sheet, merged), sheet.title or "", len(filled) - 1)


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnreadableFileError(Unreadable.OTHER_KIND)
            shared = sum(p.file_size for p in parts if "sharedstrings" in p.filename.lower())
            read = [part for part in parts if not part.filename.startswith(_PICTURES)]
            unpacked = sum(part.file_size for part in read)
            if unpacked > _MOST_UNPACKED or shared > _MOST_SHARED or len(parts) > _MOST_PARTS:
                raise UnreadableFileError(Unreadable.PACKED_TOO_TIGHTLY)
            for part in read:
                with packed.open(part) as opened:
                    if any(entity in opened.read(4096) for entity in _ENTITIES):
                        raise UnreadableFileError(Unreadable.DAMAGED)
    except UnreadableFileError:
        raise
    except Exception:
        # Whatever is wrong with it; the words of the error may hold what the file holds.
        raise UnreadableFileError(Unreadable.DAMAGED) from None


def _opened(content: bytes) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of drawings and rules that are not kept
            return openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
    except Exception:
        raise UnreadableFileError(Unreadable.DAMAGED) from None


def _rows(sheet: Any) -> Iterator[Any]:
    """The rows from the first. What the sheet says of its own size is often wrong, and a row may
    say any number of itself: the empty ones before it are counted too.
    """
    sheet.reset_dimensions()
    wide = 0
    for number, row in enumerate(sheet.iter_rows(min_row=1), start=1):
        wide += len(row) > _WIDEST
        if wide > _MOST_WIDE:
            raise UnreadableFileError(Unreadable.TOO_MANY_COLUMNS, number)
        if number > MOST_LINES:
            raise UnreadableFileError(Unreadable.TOO_MANY_ROWS)
        yield row


def _has_anything(sheet: Any) -> bool:
    try:
        return any(cell.value is not None for row in _rows(sheet) for cell in row)
    except UnreadableFileError:
        raise
    except Exception:
        raise UnreadableFileError(Unreadable.DAMAGED) from None


def _merged_of(content: bytes, sheet: Any) -> list[_Merged]:
    """The merged ranges of a sheet, which stand after its rows: read by themselves, in blocks."""
    found: list[_Merged] = []
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as packed,
            packed.open(sheet._worksheet_path) as part,
        ):
            tail = b""
            while block := part.read(_BLOCK):
                text, last = tail + block, 0
                for match in _MERGED_CELL.finditer(text):
                    found.append(_merged(match))
                    last = match.end()
                tail = text[max(last, len(text) - 200) :]
                if len(found) > _MOST_MERGED:
                    raise UnreadableFileError(Unreadable.TOO_MANY_MERGED)
    except UnreadableFileError:
        raise
    except Exception:
        raise UnreadableFileError(Unreadable.DAMAGED) from None
    return found


def _merged(match: re.Match[bytes]) -> _Merged:
    return _Merged(int(match[2]), int(match[4]), _place(match[1]), _place(match[3]))


def _place(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place


def _lines(sheet: Any, merged: list[_Merged]) -> Iterator[Line]:
    number = 0
    try:
        for row in _rows(sheet):
            number += 1
            if len(row) > _WIDEST and any(cell.value is not None for cell in row[_WIDEST:]):
                raise UnreadableFileError(Unreadable.TOO_MANY_COLUMNS, number)
            cells = [_cell(cell) for cell in row[:_WIDEST]]
            if not any(cell.text for cell in cells):
                continue
            _mark_merged(cells, number, merged)
            while cells and cells[-1] == EMPTY:
                cells.pop()
            yield Line(number, cells)
    except UnreadableFileError:
        raise
    except Exception:
        raise UnreadableFileError(Unreadable.DAMAGED, number) from None


def _cell(cell: Any) -> Cell:
    kind = getattr(cell, "data_type", "n")
    value = cell.value
    if kind == "f" or (value is not None and type(value).__name__.endswith("Formula")):
        return cell_of(value, is_formula=True)
    return cell_of(value, is_error=kind == "e" and value is not None)


def _mark_merged(cells: list[Cell], number: int, merged: list[_Merged]) -> None:
    """The empty cells of a merged range hold what its first one says, but for whom is not known."""
    for area in merged:
        if area.first_row <= number <= area.last_row:
            last = min(area.last_column, _WIDEST)
            cells += [EMPTY] * (last - len(cells))
            for place in range(area.first_column - 1, last):
                is_first = (number, place + 1) == (area.first_row, area.first_column)
                if not is_first and cells[place] == EMPTY:
                    cells[place] = MERGED
