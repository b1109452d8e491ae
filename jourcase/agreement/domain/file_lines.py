"""On which line of a TOML file a value stands, so that a person finds what to put right.

`tomllib` tells no places. This reads headers, keys and the items of arrays line by line: enough
for files written one value a line. The answer is a help for the eye and decides nothing.
"""

import re

from jourcase.agreement.domain.file_problems import Path

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=\s*(.*)$")
_ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|\{.*?\}')


class Lines:
    """Where each table, key and array item of a text begins."""

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}
        table: Path = ()
        array: Path | None = None
        for number, line in enumerate(text.splitlines(), start=1):
            if array is not None and not line.strip().startswith("]"):
                self._note_items(array, line, number)
                if line.split("#")[0].rstrip().endswith("]"):
                    array = None
            elif header := _HEADER.match(line):
                table, array = self._open(header[1] == "[[", header[2].split(".")), None
                self._found.setdefault(table, number)
                if isinstance(table[-1], int):
                    self._found.setdefault(table[:-1], number)
            elif key := _KEY.match(line):
                path = (*table, key[1])
                self._found.setdefault(path, number)
                value = key[2].split("#")[0].rstrip()
                if value.startswith("["):
                    self._note_items(path, value, number)
                    array = None if value.endswith("]") else path
            else:
                array = None

    def of(self, path: Path) -> int | None:
        """The line of a place, or of the nearest thing around it that has a line."""
        while path:
            if path in self._found:
                return self._found[path]
            path = path[:-1]
        return None

    def _open(self, repeated: bool, names: list[str]) -> Path:
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._tables:
                path = (*path, self._tables[path])
        path = (*path, names[-1])
        if repeated:
            self._tables[path] = self._tables.get(path, -1) + 1
            path = (*path, self._tables[path])
        return path

    def _note_items(self, array: Path, line: str, number: int) -> None:
        if line.lstrip().startswith("#"):
            return
        count = sum(1 for path in self._found if path[:-1] == array and isinstance(path[-1], int))
        for position, _ in enumerate(_ITEM.finditer(line), start=count):
            self._found[(*array, position)] = number
