"""How each stored field is declared: what it holds, and what becomes of it when a case is erased.

Every app has a `register.py`; `jourcase.register` joins them, and a test holds that every field of
every table stands there once. What an erasure does to a row of a case is read from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jourcase.kernel.labelled import Labelled


class Fate(Labelled):
    """What an erasure of the case does to the field."""

    KEEP = "keep", "behålls"
    SCRUB = "scrub", "görs grovt"
    ERASE = "erase", "raderas"


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `is_sealed`: stored as ciphertext; everything else is readable in the database.
    `is_personal`: it is about a living person, by itself or with what stands beside it.
    """

    fate: Fate
    why: str  # Swedish, a few words
    is_personal: bool
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its model's label, its fields in the order of the declaration."""

    label: str
    fields: Mapping[str, Entry]

    def with_fate(self, fate: Fate) -> list[str]:
        return [name for name, entry in self.fields.items() if entry.fate is fate]


Row = tuple[str, Entry]


def keep(names: str, why: str, *, personal: bool = False, sealed: bool = False) -> Row:
    """`names`: the fields' names with blanks between."""
    return names, Entry(Fate.KEEP, why, personal, sealed)


def scrub(names: str, why: str, *, personal: bool = True, sealed: bool = False) -> Row:
    return names, Entry(Fate.SCRUB, why, personal, sealed)


def erase(names: str, why: str, *, personal: bool = True, sealed: bool = False) -> Row:
    return names, Entry(Fate.ERASE, why, personal, sealed)


def table(label: str, *rows: Row) -> Table:
    """Raises `ValueError` when a field is declared twice."""
    fields: dict[str, Entry] = {}
    for names, entry in rows:
        for name in names.split():
            if name in fields:
                raise ValueError(f"{label}.{name} is declared twice")
            fields[name] = entry
    return Table(label, fields)


def joined(*parts: Iterable[Table]) -> dict[str, Table]:
    """Every table by its model's label. Raises `ValueError` when one is declared twice."""
    found: dict[str, Table] = {}
    for part in parts:
        for one in part:
            if one.label in found:
                raise ValueError(f"{one.label} is declared twice")
            found[one.label] = one
    return found
