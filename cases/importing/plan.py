"""What is known of a list beside its rows, and how both are kept as JSON under the list's key."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cases.domain.enums import CallSafety, Source
from cases.domain.import_cells import Cell, kept_cell
from cases.domain.import_columns import Column
from cases.domain.import_rows import Defaults, Fault, Remark
from cases.domain.import_states import RowState
from cases.importing.models import ListChunk, ListImport
from jourcase.kernel.sealed import Unreadable


@dataclass(frozen=True, slots=True)
class Plan:
    """Headers in order, the column at each place, and what holds for every row."""

    headers: tuple[str, ...]
    columns: dict[int, Column]
    sheet: str = ""
    other_sheets: int = 0
    defaults: Defaults = field(default_factory=Defaults)

    @property
    def places(self) -> dict[Column, int]:
        return {column: place for place, column in self.columns.items()}

    def chosen(self, columns: dict[int, Column], defaults: Defaults) -> "Plan":
        return replace(self, columns=columns, defaults=defaults)

    def text(self) -> str:
        said = self.defaults
        return _json(
            {
                "headers": list(self.headers),
                "columns": {str(place): column.value for place, column in self.columns.items()},
                "sheet": self.sheet,
                "other_sheets": self.other_sheets,
                "source": said.source.value,
                "safety": said.call_safety.value,
                "received_on": said.received_on.isoformat() if said.received_on else "",
            }
        )


def plan_of(brought: ListImport) -> Plan | None:
    """None when it cannot be read any more."""
    text = brought.plan
    if isinstance(text, Unreadable) or not text:
        return None
    said = json.loads(text)
    received_on = said["received_on"]
    return Plan(
        headers=tuple(said["headers"]),
        columns={int(place): Column(code) for place, code in said["columns"].items()},
        sheet=said["sheet"],
        other_sheets=said["other_sheets"],
        defaults=Defaults(
            source=Source(said["source"]),
            call_safety=CallSafety(said["safety"]),
            received_on=date.fromisoformat(received_on) if received_on else None,
        ),
    )


@dataclass(frozen=True, slots=True)
class KeptRow:
    """A row and its number in the file."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(slots=True)
class Verdict:
    """How a row stands. `alike`: the ids of cases that may be the same, with -1 for one that may
    not be named. `alike_rows`: the numbers of such rows in the list. `case_id`: what it became.
    """

    state: RowState
    faults: list[tuple[Fault, Column | None]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    alike: list[int] = field(default_factory=list)
    alike_rows: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    case_id: int | None = None


HIDDEN = -1


def rows_text(rows: list[KeptRow]) -> str:
    return _json([[row.number, [cell.kept for cell in row.cells]] for row in rows])


def rows_of(chunk: ListChunk) -> list[KeptRow]:
    """Raises `ValueError` when they cannot be read any more."""
    return [
        KeptRow(number, tuple(kept_cell(kept) for kept in cells))
        for number, cells in _readable(chunk.rows)
    ]


def verdicts_text(verdicts: list[Verdict]) -> str:
    return _json(
        [
            {
                "s": one.state.value,
                "f": [[fault.name, column.value if column else ""] for fault, column in one.faults],
                "r": [remark.name for remark in one.remarks],
                "a": one.alike,
                "w": one.alike_rows,
                "x": one.refusals,
                "c": one.case_id,
            }
            for one in verdicts
        ]
    )


def verdicts_of(chunk: ListChunk) -> list[Verdict]:
    """Empty before the list has been checked. Raises `ValueError` when they cannot be read."""
    return [
        Verdict(
            state=RowState(said["s"]),
            faults=[(Fault[name], Column(code) if code else None) for name, code in said["f"]],
            remarks=[Remark[name] for name in said["r"]],
            alike=said["a"],
            alike_rows=said["w"],
            refusals=said["x"],
            case_id=said["c"],
        )
        for said in _readable(chunk.verdicts)
    ]


def chunks_of(brought: ListImport) -> Iterator[ListChunk]:
    """One at a time, so that a long list is never in memory as a whole."""
    for number in brought.chunks.values_list("number", flat=True):
        chunk = brought.chunks.filter(number=number).first()
        if chunk is not None:
            yield chunk


def _readable(text: str) -> list[Any]:
    if isinstance(text, Unreadable):
        raise ValueError("the key of the list is gone")
    found: list[Any] = json.loads(text) if text else []
    return found


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
