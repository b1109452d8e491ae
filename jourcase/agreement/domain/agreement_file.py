"""An agreement file: from the bytes of a TOML file to values, or to every problem found.

Pure: nothing is stored, opened or printed here. The file is all or nothing.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from jourcase.agreement.domain.districts import DistrictKind
from jourcase.agreement.domain.file_lines import Lines
from jourcase.agreement.domain.file_problems import FileFault, FileProblem
from jourcase.agreement.domain.file_reader import Reader
from jourcase.agreement.domain.money import BudgetLine, BudgetTable, PaidBasis
from jourcase.agreement.domain.orgnr import OrgnrRefusal, read_orgnr
from jourcase.agreement.domain.period import AgreementDates
from jourcase.agreement.domain.terms import NUMBER_LIMITS, DayCount, Terms
from jourcase.agreement.domain.undertakings import Measure

LONGEST_NAME = 200
LONGEST_TEXT = 600
HIGHEST_AMOUNT_KR = 1_000_000_000
# UTF-8 letters that some program once read as Windows-1252: "Ã¥" for "å".
_GARBLED = re.compile("Ã[\u00a0-\u00bf…„–]|\ufffd")

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """Parties, dates and the setting for which amount is paid."""

    code: str
    name: str
    city_party: str
    jour_party: str
    jour_orgnr: str
    dates: AgreementDates
    paid_basis: PaidBasis


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """A jour of the partnership."""

    code: str
    name: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class DistrictFacts:
    """A district, the jour that serves it, and the names that lie in it."""

    code: str
    name: str
    kind: DistrictKind
    office_code: str | None
    neighbourhoods: tuple[str, ...]
    postal_towns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndertakingFacts:
    """One version of one undertaking; valid to and including `valid_to`, or until changed."""

    code: str
    text: str
    measure: Measure
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SupportFormFacts:
    """One of the annex's forms of support."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class BudgetFacts:
    """One budget table for 12 months, with the total that was typed beside its rows."""

    table: BudgetTable
    valid_from: date
    valid_to: date | None
    typed_total_kr: int
    lines: tuple[BudgetLine, ...]


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """All of a file."""

    agreement: AgreementFacts
    offices: tuple[OfficeFacts, ...]
    districts: tuple[DistrictFacts, ...]
    terms: tuple[Terms, ...]
    undertakings: tuple[UndertakingFacts, ...]
    support_forms: tuple[SupportFormFacts, ...]
    budgets: tuple[BudgetFacts, ...]


@dataclass(frozen=True, slots=True)
class Sections:
    """What could be read, item by item in the order of the file; None where it could not."""

    agreement: AgreementFacts | None
    dates: AgreementDates | None  # also when something else is wrong with the agreement
    offices: tuple[OfficeFacts | None, ...]
    districts: tuple[DistrictFacts | None, ...]
    terms: tuple[Terms | None, ...]
    undertakings: tuple[UndertakingFacts | None, ...]
    support_forms: tuple[SupportFormFacts | None, ...]
    budgets: tuple[BudgetFacts | None, ...]


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file and its TOML content."""

    text: str
    content: dict[str, object]


def read_text(raw: bytes) -> FileText | FileProblem:
    """Decode and parse; a byte-order mark is allowed, letters are composed (NFC)."""
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return FileProblem(FileFault.NOT_UTF8, line=line)
    text = unicodedata.normalize("NFC", decoded)
    if garbled := _GARBLED.search(text):
        line = text.count("\n", 0, garbled.start()) + 1
        return FileProblem(FileFault.GARBLED_LETTERS, line=line, details={"value": garbled[0]})
    try:
        return FileText(text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return FileProblem(FileFault.NOT_TOML, line=_line_in(str(error), text))


def read_sections(content: dict[str, object]) -> tuple[Sections, list[FileProblem]]:
    """Every value of the content, each checked by itself."""
    noted: list[FileProblem] = []
    root = Reader(content, (), noted)
    agreement, dates = _agreement(root.table("agreement"))
    sections = Sections(
        agreement=agreement,
        dates=dates,
        offices=tuple(map(_office, root.tables("offices"))),
        districts=tuple(map(_district, root.tables("districts"))),
        terms=tuple(map(_terms, root.tables("terms"))),
        undertakings=tuple(map(_undertaking, root.tables("undertakings"))),
        support_forms=tuple(map(_support_form, root.tables("support_forms"))),
        budgets=tuple(map(_budget, root.tables("budgets"))),
    )
    root.finish()
    return sections, noted


def complete(items: tuple[Item | None, ...]) -> tuple[Item, ...]:
    """The items when every one could be read, else none of them."""
    read = tuple(item for item in items if item is not None)
    return read if len(read) == len(items) else ()


def with_lines(problems: list[FileProblem], text: str) -> list[FileProblem]:
    """The same problems with their lines, in the order of the file."""
    lines = Lines(text)
    placed = [replace(problem, line=lines.of(problem.path)) for problem in problems]
    return sorted(placed, key=lambda problem: problem.line or 0)


def _line_in(message: str, text: str) -> int:
    found = re.search(r"line (\d+)", message)
    return int(found[1]) if found else text.count("\n") + 1


def _agreement(reader: Reader) -> tuple[AgreementFacts | None, AgreementDates | None]:
    dates = AgreementDates(
        starts_on=reader.day("starts_on"),
        first_period_ends_on=reader.day("first_period_ends_on"),
        last_end_on=reader.day("last_end_on"),
        notice_month=reader.number("notice_month", (1, 12)),
        notice_day=reader.number("notice_day", (1, 31)),
    )
    readable_dates = dates if reader.is_clean else None
    facts = AgreementFacts(
        code=reader.code("code"),
        name=reader.text("name", longest=LONGEST_NAME),
        city_party=reader.text("city_party", longest=LONGEST_NAME),
        jour_party=reader.text("jour_party", longest=LONGEST_NAME),
        jour_orgnr=_orgnr(reader, "jour_orgnr"),
        dates=dates,
        paid_basis=reader.choice("paid_basis", PaidBasis),
    )
    return (facts if reader.finish() else None), readable_dates


def _orgnr(reader: Reader, key: str) -> str:
    typed = reader.text(key, longest=20)
    number = read_orgnr(typed)
    if not isinstance(number, OrgnrRefusal):
        return number
    if typed:
        reader.note(FileFault.BAD_ORGNR, key, why=number, value=typed)
    return ""


def _office(reader: Reader) -> OfficeFacts | None:
    facts = OfficeFacts(
        code=reader.code("code"),
        name=reader.text("name", longest=LONGEST_NAME),
        is_own=reader.optional_flag("is_own"),
    )
    return facts if reader.finish() else None


def _district(reader: Reader) -> DistrictFacts | None:
    facts = DistrictFacts(
        code=reader.code("code"),
        name=reader.text("name", longest=LONGEST_NAME),
        kind=reader.choice("kind", DistrictKind),
        office_code=reader.optional_code("office"),
        neighbourhoods=tuple(reader.optional_texts("neighbourhoods", longest=LONGEST_NAME)),
        postal_towns=tuple(reader.optional_texts("postal_towns", longest=LONGEST_NAME)),
    )
    return facts if reader.finish() else None


def _terms(reader: Reader) -> Terms | None:
    terms = Terms(
        valid_from=reader.day("valid_from"),
        first_contact_day_count=reader.choice("first_contact_day_count", DayCount),
        evening_start=reader.clock("evening_start"),
        evening_end=reader.clock("evening_end"),
        **{name: reader.number(name, limits) for name, limits in NUMBER_LIMITS.items()},
    )
    return terms if reader.finish() else None


def _undertaking(reader: Reader) -> UndertakingFacts | None:
    facts = UndertakingFacts(
        code=reader.code("code"),
        text=reader.text("text", longest=LONGEST_TEXT),
        measure=reader.choice("measure", Measure),
        valid_from=reader.day("valid_from"),
        valid_to=reader.optional_day("valid_to"),
    )
    return facts if reader.finish() else None


def _support_form(reader: Reader) -> SupportFormFacts | None:
    facts = SupportFormFacts(
        code=reader.code("code"), name=reader.text("name", longest=LONGEST_NAME)
    )
    return facts if reader.finish() else None


def _budget(reader: Reader) -> BudgetFacts | None:
    facts = BudgetFacts(
        table=reader.choice("table", BudgetTable),
        valid_from=reader.day("valid_from"),
        valid_to=reader.optional_day("valid_to"),
        typed_total_kr=reader.number("total_kr", (0, HIGHEST_AMOUNT_KR)),
        lines=complete(tuple(map(_budget_line, reader.tables("rows")))),
    )
    return facts if reader.finish() else None


def _budget_line(reader: Reader) -> BudgetLine | None:
    line = BudgetLine(
        name=reader.text("name", longest=LONGEST_NAME),
        amount_kr=reader.number("amount_kr", (0, HIGHEST_AMOUNT_KR)),
        earmarked=reader.optional_flag("earmarked"),
    )
    return line if reader.finish() else None
