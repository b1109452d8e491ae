"""What a person is given of what is held about them, as plain values: for paper and for a file.

Source: the data protection regulation, articles 12, 15 and 20. What is the rights and freedoms of
others is left out (article 15.4), and what was left out is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from jourcase.kernel.local_time import local
from jourcase.kernel.phones import show_phone
from jourcase.kernel.swedish import clock_text, long_date, span_text

# Of the file. A change that a reader of the old form would not understand takes the next number.
VERSION = 1
FORMAT = "jourcase-utdrag"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing held: `text` for people, `value` for machines, `code` when it is one of a list."""

    name: str
    label: str
    text: str
    value: Any
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One table's rows, and why they are kept."""

    code: str
    title: str
    purpose: str
    rows: tuple[tuple[Held, ...], ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the person is not given, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Extract:
    reference: str
    made_at: datetime
    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]
    about: tuple[tuple[str, str], ...]  # article 15.1: heading and text


def held(name: str, label: str, value: Any, codes: Mapping[Any, str] | None = None) -> Held | None:
    """The thing as it is given; None when nothing is held."""
    if value is None or value == "":
        return None
    if codes is not None and not isinstance(value, bool):
        text = str(codes.get(value, value))
        return Held(name, label, text, text, str(value))
    return Held(name, label, _text(value), _plain(value))


def held_phone(name: str, label: str, number: str) -> Held | None:
    """A number grouped for people, E.164 for machines."""
    return Held(name, label, show_phone(number), number) if number else None


def _text(value: Any) -> str:
    match value:
        case bool():
            return "Ja" if value else "Nej"
        case datetime():
            return f"{long_date(local(value).date())} kl. {clock_text(value)}"
        case date():
            return long_date(value)
        case time():
            return f"{value:%H.%M}"
        case timedelta():
            return span_text(value)
        case _:
            return str(value)


def _plain(value: Any) -> Any:
    match value:
        case bool() | int():
            return value
        case datetime():
            return local(value).isoformat(timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return int(value.total_seconds())
        case _:
            return str(value)


def as_data(extract: Extract) -> dict[str, Any]:
    """As `docs/utdrag.schema.json` describes it."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "reference": extract.reference,
        "made_at": _plain(extract.made_at),
        "about": [{"heading": heading, "text": text} for heading, text in extract.about],
        "sections": [
            {
                "code": section.code,
                "title": section.title,
                "purpose": section.purpose,
                "rows": [[_as_item(one) for one in row] for row in section.rows],
            }
            for section in extract.sections
        ],
        "left_out": [{"what": one.what, "why": one.why} for one in extract.left_out],
    }


def _as_item(one: Held) -> dict[str, Any]:
    item = {"name": one.name, "label": one.label, "value": one.value}
    return item | {"code": one.code} if one.code else item
