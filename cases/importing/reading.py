"""A file of rows, from its bytes in memory: which kind it is by its content, and one row at a time.

Nothing is written to disk. What is too large, packed too tightly, or no list at all is refused
before it is read.
"""

import csv
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from cases.domain.import_cells import Cell, text_cell

MOST_BYTES = 25 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 60
# So many lines are looked at, empty ones too.
MOST_LINES = 50_000
_LONGEST_CELL = 131_072
_ENCODINGS = ("cp1252", "mac_roman", "cp850")
_DELIMITERS = ";\t,"
_LETTERS = "åäöÅÄÖéÉüÜ"
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")


class Unreadable(Enum):
    """Why a file is not taken."""

    EMPTY = auto()
    TOO_LARGE = auto()
    OLD_EXCEL = auto()
    OTHER_KIND = auto()
    DAMAGED = auto()
    PACKED_TOO_TIGHTLY = auto()
    ODD_LETTERS = auto()
    UNCLOSED_QUOTE = auto()
    NO_ROWS = auto()
    TOO_MANY_ROWS = auto()
    TOO_MANY_COLUMNS = auto()
    TOO_MANY_MERGED = auto()


class UnreadableFileError(Exception):
    """The file is not taken. `line`: where, when that is known."""

    def __init__(self, why: Unreadable, line: int = 0) -> None:
        self.why, self.line = why, line
        super().__init__(why.name)


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not empty, and its number in the file as a spreadsheet counts."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a file, to be gone through once. `sheet` is the name of the sheet, empty for
    text; `other_sheets` says how many more have something in them and are not read.
    """

    lines: Iterator[Line]
    sheet: str = ""
    other_sheets: int = 0


def reading_of(content: bytes) -> Reading:
    """Raises `UnreadableFileError`, here or while the lines are gone through."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise UnreadableFileError(Unreadable.EMPTY)
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(Unreadable.TOO_LARGE)
    if content.startswith(b"PK\x03\x04"):
        from cases.importing import workbook  # heavy to load, and seldom needed

        return workbook.reading_of(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFileError(Unreadable.OLD_EXCEL)
    return Reading(_filled(_text_lines(_decoded(content))))


def _filled(lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        if line.number > MOST_LINES:
            raise UnreadableFileError(Unreadable.TOO_MANY_ROWS)
        if any(cell.text for cell in line.cells):
            yield line


def _decoded(content: bytes) -> str:
    """The text, in whatever encoding it came. Without a mark it is UTF-8 when it can be, and else
    the old one in which most of the odd letters are Swedish.
    """
    marked = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
    for mark, encoding in marked.items():
        if content.startswith(mark):
            return _strict(content, encoding)
    zeros = content[:4096].count(0)
    if zeros:
        if zeros < len(content[:4096]) // 4:
            raise UnreadableFileError(Unreadable.OTHER_KIND)
        is_little = content[1:4096:2].count(0) > content[0:4096:2].count(0)
        return _strict(content, "utf-16-le" if is_little else "utf-16-be")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = max(map(content.decode, _ENCODINGS, itertools.repeat("replace")), key=_swedish)
    return _printable(text)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return _printable(content.decode(encoding))
    except UnicodeError:
        raise UnreadableFileError(Unreadable.ODD_LETTERS) from None


def _swedish(text: str) -> int:
    return sum(1 if sign in _LETTERS else -1 for sign in text if sign > "\x7f")


def _printable(text: str) -> str:
    """A picture or a PDF is no list: text has no control characters but tab and line ends."""
    odd = sum(sign < " " and sign not in "\t\r\n" for sign in text[:4096])
    if odd > 2 or text.startswith(("%PDF", "{\\rtf", "<!DOCTYPE", "<html", "<?xml")):
        raise UnreadableFileError(Unreadable.OTHER_KIND)
    return text.replace("\0", " ")


def _text_lines(text: str) -> Iterator[Line]:
    delimiter, text = _delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)
    lines = (found[0] for found in _LINE.finditer(text))  # a StringIO takes four times the room
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            if len(row) > 4 * MOST_COLUMNS:
                raise UnreadableFileError(Unreadable.TOO_MANY_COLUMNS, number)
            yield Line(number, [text_cell(cell) for cell in row])
            number = reader.line_num + 1
    except csv.Error:
        raise UnreadableFileError(Unreadable.UNCLOSED_QUOTE, number) from None


def _delimiter(text: str) -> tuple[str, str]:
    """What stands between the cells: as the first line says (`sep=;`), or else what most evenly
    divides the first lines.
    """
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and first.strip()[4:5]:
        # An empty line in its place, so that the numbers of the others are right.
        return first.strip()[4:5], f"\n{rest}"
    head = [line for line in text[:20_000].splitlines()[:20] if line.strip()]
    return max(_DELIMITERS, key=lambda one: _evenness(one, head)), text


def _evenness(delimiter: str, lines: list[str]) -> tuple[int, int]:
    counts = [line.count(delimiter) for line in lines]
    usual = max(set(counts), key=counts.count) if counts else 0
    return (counts.count(usual) if usual else 0, usual)
