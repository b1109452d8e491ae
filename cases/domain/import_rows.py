"""A row of a list as a case that can be taken in, or everything that stands against it.

Faults stop the row and are told all at once; remarks tell what is left out of the statistics.
Nothing is guessed about how a person may be reached. Source: domain rule "Intake".
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto

from cases.domain import said_words
from cases.domain.enums import CallSafety, IntakeChannel, PoliceReport, ReachBy, Source
from cases.domain.import_cells import EMPTY, Cell, CellKind
from cases.domain.import_columns import Column
from cases.domain.intake import IdentityInput, Intake, StatisticsInput
from cases.domain.k_number import parse_k_number
from cases.domain.said_day import DayFault, SaidDay, said_day
from jourcase.kernel.local_time import LocalTimeProblem, local, local_date, resolve_local
from jourcase.kernel.phones import parse_phone

# A day without a clock: when people begin to work, so that a contact on the day comes after.
MORNING = time(8, 0)
LONGEST = 200
_LONGEST_NAME, _LONGEST_LANGUAGE = 120, 40
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]{2,}")
_DIGITS = re.compile(r"\+?\d[\d-]{6,}")
_BETWEEN_PHONES = re.compile(r"[,;\n]|\s/\s|\s(?:eller|och|alt\.?|samt)\s", re.IGNORECASE)
_IN_POWERS = re.compile(r"[\d.,]+[eE]\+?\d+")
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


class Fault(Enum):
    """Why a row cannot be taken in as it stands."""

    FORMULA = auto()
    ERROR_VALUE = auto()
    MERGED = auto()
    TOO_LONG = auto()
    SHIFTED = auto()
    PROTECTED = auto()
    NO_WAY_TO_REACH = auto()
    UNREADABLE_PHONE = auto()
    PHONE_IN_POWERS = auto()
    UNREADABLE_EMAIL = auto()
    UNREADABLE_K_NUMBER = auto()
    NO_DAY = auto()
    UNREADABLE_DAY = auto()
    AMBIGUOUS_DAY = auto()
    MISSING_HOUR = auto()
    DAY_AHEAD = auto()
    BEFORE_AGREEMENT = auto()
    UNKNOWN_SOURCE = auto()
    UNKNOWN_SAFETY = auto()


class Remark(Enum):
    """What of a row is left empty."""

    CRIME = auto()
    DISTRICT = auto()
    GENDER = auto()
    BORN = auto()
    RELATION = auto()
    POLICE_REPORT = auto()
    INTERPRETER = auto()
    LANGUAGE = auto()


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row that does not say it itself. `received_on`: None = must be said."""

    source: Source = Source.POLICE
    channel: IntakeChannel = IntakeChannel.REFERRAL
    call_safety: CallSafety = CallSafety.UNKNOWN
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """`intake` is there exactly when no fault is. `says_day`: the row itself says when it came."""

    intake: Intake | None
    faults: tuple[tuple[Fault, Column | None], ...] = ()
    remarks: tuple[Remark, ...] = ()
    says_day: bool = False


FindDistrict = Callable[[str], str]


class _Reader:
    """One row, with what is found wrong on the way."""

    def __init__(self, cells: Sequence[Cell], columns: Mapping[Column, int]) -> None:
        self._cells, self._columns = cells, columns
        self.faults: list[tuple[Fault, Column | None]] = []
        self.remarks: list[Remark] = []

    def cell(self, column: Column) -> Cell:
        place = self._columns.get(column)
        return self._cells[place] if place is not None and place < len(self._cells) else EMPTY

    def text(self, column: Column, *, longest: int = LONGEST) -> str:
        """What is said in a column, on one line; empty when it must not be read."""
        cell = self.cell(column)
        wrong = {
            CellKind.FORMULA: Fault.FORMULA,
            CellKind.ERROR: Fault.ERROR_VALUE,
            CellKind.MERGED: Fault.MERGED,
        }.get(cell.kind)
        if wrong is None and len(cell.text) > longest:
            wrong = Fault.TOO_LONG
        if wrong is not None:
            self.fault(wrong, column)
            return ""
        return cell.text.strip()

    def fault(self, fault: Fault, column: Column | None = None) -> None:
        self.faults.append((fault, column))

    def understood(
        self, column: Column, meaning: Callable[[str], object | None], remark: Remark
    ) -> str:
        """The code of what is said, or a remark that it is not known."""
        said = self.text(column)
        found = meaning(said) if said else ""
        if found is None:
            self.remarks.append(remark)
        return str(found) if found else ""


def read_row(
    cells: Sequence[Cell],
    columns: Mapping[Column, int],
    defaults: Defaults,
    *,
    width: int,
    find_district: FindDistrict,
    first_terms_on: date,
    now: datetime,
) -> ReadRow:
    """`columns`: the place of each that is taken in. `width`: how many columns the list has.

    `find_district` gives the code of a named place, empty when it is none or several. `now` is
    aware; days are local days of Stockholm.
    """
    row = _Reader(cells, columns)
    if any(cell.text for cell in cells[width:]):
        row.fault(Fault.SHIFTED)
    if row.text(Column.PROTECTED) and said_words.yes_or_no(row.text(Column.PROTECTED)) is not False:
        row.fault(Fault.PROTECTED, Column.PROTECTED)
    identity = _identity(row)
    has_phone, has_email = bool(identity.phones), bool(identity.email)
    if not has_phone and not has_email and not row.faults:
        row.fault(Fault.NO_WAY_TO_REACH)
    received_at, says_day = _received(row, defaults, first_terms_on, now)
    source = _source(row, defaults)
    safety = _safety(row, defaults)
    statistics = _statistics(row, find_district, source, now)
    faults = tuple(dict.fromkeys(row.faults))
    if faults or received_at is None or source is None or safety is None:
        return ReadRow(None, faults, tuple(row.remarks), says_day)
    intake = Intake(
        received_at=received_at,
        source=source,
        channel=defaults.channel,
        reach_by=ReachBy.PHONE if has_phone else ReachBy.OTHER_WAY,
        call_safety=safety,
        identity=identity,
        statistics=statistics,
    )
    return ReadRow(intake, (), tuple(row.remarks), says_day)


def _identity(row: _Reader) -> IdentityInput:
    parts = (Column.NAME, Column.FIRST_NAME, Column.LAST_NAME)
    name = " ".join(said for part in parts if (said := row.text(part, longest=_LONGEST_NAME)))
    phones = [*_phones(row, Column.PHONE), *_phones(row, Column.PHONE_2)]
    email = row.text(Column.EMAIL)
    if email and not _EMAIL.fullmatch(email):
        row.fault(Fault.UNREADABLE_EMAIL, Column.EMAIL)
    k_number = row.text(Column.K_NUMBER)
    stored = parse_k_number(k_number) if k_number else ""
    if stored is None:
        row.fault(Fault.UNREADABLE_K_NUMBER, Column.K_NUMBER)
    return IdentityInput(
        name=" ".join(name.split()),
        phones=tuple(dict.fromkeys(phones)),
        email=email,
        k_number=stored or "",
    )


def _phones(row: _Reader, column: Column) -> list[str]:
    """One number or several; spreadsheets take the leading zero off what they think are sums."""
    said, found = row.text(column), []
    if _IN_POWERS.fullmatch(said):
        row.fault(Fault.PHONE_IN_POWERS, column)
        return []
    for part in _BETWEEN_PHONES.split(said):
        text = part.strip().lstrip("'")
        if not text:
            continue
        number = phone_of(text)
        if number is None:
            row.fault(Fault.UNREADABLE_PHONE, column)
        else:
            found.append(number)
    return found


def phones_in(text: str) -> list[str]:
    """Every number that a cell says, of whatever column."""
    parts = {part.strip().lstrip("'") for part in _BETWEEN_PHONES.split(text)}
    found = (phone_of(part) for part in (parts | set(_DIGITS.findall(text))) - {""})
    return [number for number in found if number]


def phone_of(text: str) -> str | None:
    """E.164 of a number as it stands in a list: the zero or the plus may have been lost."""
    text = text[:40]
    digits = re.sub(r"[\s-]", "", text)
    if digits.isascii() and digits.isdigit() and digits[0] != "0":
        for zero in ("0", "+"):
            if (number := parse_phone(zero + digits)) and number.startswith("+46"):
                return number
    return parse_phone(text)


def _received(
    row: _Reader, defaults: Defaults, first_terms_on: date, now: datetime
) -> tuple[datetime | None, bool]:
    said, today = row.text(Column.RECEIVED), local_date(now)
    if not said:
        if defaults.received_on is None:
            if row.cell(Column.RECEIVED).kind not in _REFUSED_KINDS:
                row.fault(Fault.NO_DAY, Column.RECEIVED)
            return None, False
        day: SaidDay | DayFault = SaidDay(defaults.received_on)
    else:
        day = said_day(said, today=today)
    if isinstance(day, DayFault):
        ambiguous = day is DayFault.AMBIGUOUS
        row.fault(Fault.AMBIGUOUS_DAY if ambiguous else Fault.UNREADABLE_DAY, Column.RECEIVED)
        return None, True
    naive = datetime.combine(day.on, day.clock or _morning(day.on, now))
    resolved = resolve_local(naive, later=False)
    if isinstance(resolved, LocalTimeProblem):
        row.fault(Fault.MISSING_HOUR, Column.RECEIVED)
        return None, True
    if resolved.at > now:
        row.fault(Fault.DAY_AHEAD, Column.RECEIVED)
    elif day.on < first_terms_on:
        row.fault(Fault.BEFORE_AGREEMENT, Column.RECEIVED)
    return resolved.at, bool(said)


_REFUSED_KINDS = {CellKind.FORMULA, CellKind.ERROR, CellKind.MERGED}


def _morning(on: date, now: datetime) -> time:
    """Eight o'clock; today, when it is not yet eight, the present minute."""
    clock = local(now).time().replace(second=0, microsecond=0)
    return min(MORNING, clock) if on == local_date(now) else MORNING


def _source(row: _Reader, defaults: Defaults) -> Source | None:
    said = row.text(Column.SOURCE)
    found = said_words.source(said) if said else defaults.source
    if found is None:
        row.fault(Fault.UNKNOWN_SOURCE, Column.SOURCE)
    return found


def _safety(row: _Reader, defaults: Defaults) -> CallSafety | None:
    said = row.text(Column.CALL_SAFETY)
    found = said_words.call_safety(said) if said else defaults.call_safety
    if found is None:
        row.fault(Fault.UNKNOWN_SAFETY, Column.CALL_SAFETY)
    return found


def _statistics(
    row: _Reader, find_district: FindDistrict, source: Source | None, now: datetime
) -> StatisticsInput:
    born = _born(row, local_date(now))
    language = row.text(Column.LANGUAGE)
    if len(language) > _LONGEST_LANGUAGE:
        row.remarks.append(Remark.LANGUAGE)
        language = ""
    interpreter = row.understood(Column.INTERPRETER, _interpreter, Remark.INTERPRETER)
    report = row.understood(Column.POLICE_REPORT, said_words.police_report, Remark.POLICE_REPORT)
    return StatisticsInput(
        relation=row.understood(Column.RELATION, said_words.relation, Remark.RELATION),
        gender=row.understood(Column.GENDER, said_words.gender, Remark.GENDER),
        born=born if isinstance(born, date) else None,
        birth_year=born if isinstance(born, int) else None,
        district_code=row.understood(
            Column.DISTRICT, lambda said: find_district(said) or None, Remark.DISTRICT
        ),
        crime_type=row.understood(Column.CRIME, said_words.crime_type, Remark.CRIME),
        police_report=report or _report_of(source),
        language="" if said_words.tidy(language) == "svenska" else language,
        needs_interpreter=interpreter == "yes",
    )


def _report_of(source: Source | None) -> str:
    """The police send on what has been reported to them."""
    return PoliceReport.YES.value if source is Source.POLICE else ""


def _interpreter(said: str) -> str | None:
    answer = said_words.yes_or_no(said)
    return None if answer is None else "yes" if answer else "no"


def _born(row: _Reader, today: date) -> date | int | None:
    """A day or a year; what cannot be read is left out. The file's personnummer are days here."""
    said = row.text(Column.BORN)
    if not said:
        return None
    found: date | int | None = None
    if _YEAR.fullmatch(said):
        found = int(said)
    elif re.search(r"\d{4}", said) and isinstance(day := said_day(said, today=today), SaidDay):
        found = day.on
    if found is None or _is_ahead(found, today):
        row.remarks.append(Remark.BORN)
        return None
    return found


def _is_ahead(born: date | int, today: date) -> bool:
    return born > today.year if isinstance(born, int) else born > today


def row_text(read: ReadRow) -> str:
    """What makes a row the same row when the list comes once more, in whatever file and order of
    columns: who it is and how to reach them, and the day if the row itself says it. Empty for one
    that cannot be taken in.
    """
    if read.intake is None:
        return ""
    who = read.intake.identity
    day = local_date(read.intake.received_at).isoformat() if read.says_day else ""
    name = " ".join(who.name.casefold().split())
    parts = [name, *sorted(who.phones), who.email.casefold(), who.k_number, day]
    return "\x1f".join(parts)
