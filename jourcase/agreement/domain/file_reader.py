"""Reading one table of a TOML file: every value is asked for by name and kind.

A reader never raises: it notes each fault with its place and answers with a stand-in, so that
all faults of a file are found in one reading. A stand-in is never used: whoever asked looks at
what `finish()` says before believing the values.
"""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import TypeVar

from jourcase.agreement.domain.file_problems import FileFault, FileProblem, Path
from jourcase.kernel.labelled import Labelled
from jourcase.kernel.refusals import Refusal

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KINDS: dict[type, str] = {
    str: "text",
    int: "number",
    bool: "flag",
    date: "day",
    time: "clock",
    list: "list",
    dict: "table",
}

# Dates outside these are slips of the finger, and would overflow the calendar.
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)

Kind = TypeVar("Kind")
Choice = TypeVar("Choice", bound=Labelled)
Ranged = TypeVar("Ranged", int, date)


class Reader:
    """One table: ask for each of its keys, then `finish()`, which notes keys nobody asked for."""

    def __init__(
        self,
        table: Mapping[str, object],
        path: Path,
        noted: list[FileProblem],
        above: "Reader | None" = None,
    ) -> None:
        self.path = path
        self._table = table
        self._noted = noted
        self._above = above
        self._asked: set[str] = set()
        self.is_clean = True

    def finish(self) -> bool:
        """Note every unknown key. True when nothing was wrong with this table or its parts."""
        for key in self._table:
            if key not in self._asked:
                self.note(FileFault.UNKNOWN_KEY, key, known=sorted(self._asked))
        return self.is_clean

    def note(
        self, fault: FileFault, *at: str | int, why: Refusal | None = None, **details: object
    ) -> None:
        """Note a fault at a place inside this table."""
        self._noted.append(FileProblem(fault, (*self.path, *at), why=why, details=details))
        reader: Reader | None = self
        while reader is not None:
            reader.is_clean = False
            reader = reader._above

    def text(self, key: str, *, longest: int) -> str:
        """A text of 1 to `longest` characters; line breaks and runs of spaces become one space."""
        value = self._value(key, str)
        return "" if value is None else self._checked_text(value, longest, key)

    def code(self, key: str) -> str:
        """A short name for machines: small letters a-z, digits and hyphens, at most 40."""
        value = self.text(key, longest=40)
        if value and not _CODE.fullmatch(value):
            self.note(FileFault.BAD_CODE, key, value=value)
        return value

    def optional_code(self, key: str) -> str | None:
        """A code, or None when the key is left out."""
        return self.code(key) if self._has(key) else None

    def number(self, key: str, limits: tuple[int, int]) -> int:
        """A whole number within its limits, both included."""
        value = self._value(key, int)
        if value is None:
            return limits[0]
        self._check_range(value, *limits, key)
        return value

    def day(self, key: str) -> date:
        """A date without a time, in this century."""
        value = self._value(key, date)
        if value is None:
            return EARLIEST
        self._check_range(value, EARLIEST, LATEST, key)
        return value

    def optional_day(self, key: str) -> date | None:
        """A date, or None when the key is left out."""
        return self.day(key) if self._has(key) else None

    def clock(self, key: str) -> time:
        """A local time of day."""
        return self._value(key, time) or time.min

    def optional_flag(self, key: str) -> bool:
        """true or false; false when left out."""
        return bool(self._value(key, bool)) if self._has(key) else False

    def choice(self, key: str, options: type[Choice]) -> Choice:
        """One of the codes of an enum."""
        value = self._value(key, str)
        members = {member.value: member for member in options}
        if value in members:
            return members[value]
        if value is not None:
            self.note(FileFault.NOT_A_CHOICE, key, value=value, options=list(members))
        return next(iter(options))

    def optional_texts(self, key: str, *, longest: int) -> list[str]:
        """A list of texts, possibly none."""
        items = self._value(key, list) if self._has(key) else []
        texts = [self._of_kind(item, str, key, i) for i, item in enumerate(items or [])]
        return [
            "" if text is None else self._checked_text(text, longest, key, i)
            for i, text in enumerate(texts)
        ]

    def table(self, key: str) -> "Reader":
        """A table inside this one."""
        return self._inner(self._value(key, dict), key)

    def tables(self, key: str) -> list["Reader"]:
        """A list of tables, at least one."""
        items = self._value(key, list)
        if items == []:
            self.note(FileFault.EMPTY, key)
        return [
            self._inner(self._of_kind(item, dict, key, i), key, i)
            for i, item in enumerate(items or [])
        ]

    def _inner(self, table: Mapping[str, object] | None, *at: str | int) -> "Reader":
        # Of a table that is not there only that is said, not that each of its keys is missing.
        noted = [] if table is None else self._noted
        return Reader(table or {}, (*self.path, *at), noted, above=self)

    def _has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._table

    def _value(self, key: str, kind: type[Kind]) -> Kind | None:
        if not self._has(key):
            self.note(FileFault.MISSING, key)
            return None
        return self._of_kind(self._table[key], kind, key)

    def _of_kind(self, value: object, kind: type[Kind], *at: str | int) -> Kind | None:
        # Exactly the kind: to Python a bool is an int, and a datetime is a date.
        if isinstance(value, kind) and type(value) is kind:
            return value
        self.note(FileFault.WRONG_TYPE, *at, value=value, expected=_KINDS[kind])
        return None

    def _check_range(self, value: Ranged, low: Ranged, high: Ranged, key: str) -> None:
        if not low <= value <= high:
            self.note(FileFault.OUT_OF_RANGE, key, value=value, low=low, high=high)

    def _checked_text(self, value: str, longest: int, *at: str | int) -> str:
        text = " ".join(value.split())
        if not text:
            self.note(FileFault.EMPTY, *at)
        elif len(text) > longest:
            self.note(FileFault.TOO_LONG, *at, length=len(text), longest=longest)
        return text
