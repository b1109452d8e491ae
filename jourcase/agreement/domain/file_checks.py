"""What the values of an agreement file must be together: dates, sums, overlaps, references.

An item that could not be read is passed over: its own faults are put right first.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from jourcase.agreement.domain.agreement_file import (
    AgreementFile,
    BudgetFacts,
    DistrictFacts,
    FileText,
    OfficeFacts,
    Sections,
    SupportFormFacts,
    UndertakingFacts,
    complete,
    read_sections,
    read_text,
    with_lines,
)
from jourcase.agreement.domain.districts import DistrictKind, normalised
from jourcase.agreement.domain.file_problems import FileFault, FileProblem, Path
from jourcase.agreement.domain.money import BudgetTable, sum_difference
from jourcase.agreement.domain.period import AgreementDates, DatesRefusal, refusals_of_dates
from jourcase.agreement.domain.terms import Terms, refusals_of_terms

Span = tuple[str, date, date | None]
Item = TypeVar("Item")

_DATE_KEYS = {
    DatesRefusal.FIRST_PERIOD_ENDS_BEFORE_START: "first_period_ends_on",
    DatesRefusal.LAST_END_BEFORE_FIRST_PERIOD_END: "last_end_on",
    DatesRefusal.NOT_FIRST_OF_MONTH: "starts_on",
    DatesRefusal.FIRST_PERIOD_NOT_TO_YEAR_END: "first_period_ends_on",
    DatesRefusal.LAST_END_NOT_YEAR_END: "last_end_on",
    DatesRefusal.NO_SUCH_NOTICE_DAY: "notice_day",
}


def read_agreement_file(raw: bytes) -> AgreementFile | list[FileProblem]:
    """The file's values, or every problem in it with its line; never an empty list."""
    read = read_text(raw)
    if not isinstance(read, FileText):
        return [read]
    sections, problems = read_sections(read.content)
    problems += _problems_between(sections)
    # Without problems every item was read; the second half says so to the type checker.
    if problems or sections.agreement is None:
        return with_lines(problems, read.text)
    return AgreementFile(
        agreement=sections.agreement,
        offices=complete(sections.offices),
        districts=complete(sections.districts),
        terms=complete(sections.terms),
        undertakings=complete(sections.undertakings),
        support_forms=complete(sections.support_forms),
        budgets=complete(sections.budgets),
    )


def overlapping(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of positions (earlier start first) whose spans of one code share a day.

    A span is (code, first day, last day or None for no end), both days included.
    """
    order = sorted(range(len(spans)), key=lambda i: (spans[i][0], spans[i][1]))
    pairs: list[tuple[int, int]] = []
    longest: int | None = None
    for i in order:
        code, first, last = spans[i]
        if longest is not None and spans[longest][0] == code:
            until = spans[longest][2]
            if until is None or first <= until:
                pairs.append((longest, i))
            if until is None or (last is not None and last <= until):
                continue
        longest = i
    return pairs


def _problems_between(sections: Sections) -> list[FileProblem]:
    dates = sections.dates
    return [
        *(_dates(dates) if dates is not None else ()),
        *_terms(sections.terms, dates),
        *_undertakings(sections.undertakings, dates),
        *_support_forms(sections.support_forms),
        *_budgets(sections.budgets, dates),
        *_offices(sections.offices),
        *_districts(sections.districts, complete(sections.offices)),
    ]


def _dates(dates: AgreementDates) -> list[FileProblem]:
    return [
        FileProblem(FileFault.DATES_CONTRADICT, ("agreement", _DATE_KEYS[refusal]), why=refusal)
        for refusal in sorted(refusals_of_dates(dates), key=lambda r: r.value)
    ]


def _terms(versions: tuple[Terms | None, ...], dates: AgreementDates | None) -> list[FileProblem]:
    problems = [
        FileProblem(FileFault.TERMS_CONTRADICT, ("terms", i), why=refusal)
        for i, terms in _read(versions)
        for refusal in sorted(refusals_of_terms(terms), key=lambda r: r.value)
    ]
    seen: dict[date, int] = {}
    for i, terms in _read(versions):
        if terms.valid_from in seen:
            problems.append(
                FileProblem(
                    FileFault.OVERLAP,
                    ("terms", i, "valid_from"),
                    details={"other": seen[terms.valid_from] + 1},
                )
            )
        seen.setdefault(terms.valid_from, i)
    if dates is not None and complete(versions) and min(seen) > dates.starts_on:
        problems.append(
            FileProblem(
                FileFault.NO_TERMS_AT_START,
                ("terms", 0, "valid_from"),
                details={"first": min(seen), "starts_on": dates.starts_on},
            )
        )
    return problems


def _undertakings(
    undertakings: tuple[UndertakingFacts | None, ...], dates: AgreementDates | None
) -> list[FileProblem]:
    spans = {i: (u.code, u.valid_from, u.valid_to) for i, u in _read(undertakings)}
    return _spans("undertakings", spans, dates)


def _support_forms(forms: tuple[SupportFormFacts | None, ...]) -> list[FileProblem]:
    return [
        *_unique("support_forms", "code", {i: form.code for i, form in _read(forms)}),
        *_unique("support_forms", "name", {i: form.name for i, form in _read(forms)}),
    ]


def _budgets(
    budgets: tuple[BudgetFacts | None, ...], dates: AgreementDates | None
) -> list[FileProblem]:
    spans = {i: (b.table.value, b.valid_from, b.valid_to) for i, b in _read(budgets)}
    problems = _spans("budgets", spans, dates)
    for table in BudgetTable if complete(budgets) else ():
        if all(budget.table is not table for _, budget in _read(budgets)):
            problems.append(
                FileProblem(FileFault.BUDGET_TABLE_MISSING, ("budgets",), details={"table": table})
            )
    for i, budget in _read(budgets):
        problems += _budget(budget, ("budgets", i))
    return problems


def _budget(budget: BudgetFacts, place: Path) -> list[FileProblem]:
    names = {j: normalised(line.name) for j, line in enumerate(budget.lines)}
    problems = _unique("rows", "name", names, inside=place)
    for j, line in enumerate(budget.lines):
        if line.earmarked and budget.table is BudgetTable.REIMBURSEMENT:
            problems.append(FileProblem(FileFault.EARMARKED_REIMBURSEMENT, (*place, "rows", j)))
    difference = sum_difference(budget.lines, budget.typed_total_kr)
    if difference:
        details = {
            "typed": budget.typed_total_kr,
            "sum": budget.typed_total_kr - difference,
            "difference": difference,
        }
        problems.append(FileProblem(FileFault.SUM_DIFFERS, (*place, "total_kr"), details=details))
    return problems


def _spans(
    section: str, spans: Mapping[int, Span], dates: AgreementDates | None
) -> list[FileProblem]:
    problems: list[FileProblem] = []
    for i, (_, first, last) in spans.items():
        if last is not None and last < first:
            problems.append(FileProblem(FileFault.ENDS_BEFORE_START, (section, i, "valid_to")))
        if dates is None:
            continue
        for key, day in (("valid_from", first), ("valid_to", last)):
            if day is not None and not dates.starts_on <= day <= dates.last_end_on:
                problems.append(
                    FileProblem(
                        FileFault.OUTSIDE_AGREEMENT, (section, i, key), details={"value": day}
                    )
                )
    positions = list(spans)
    for earlier, later in overlapping(list(spans.values())):
        problems.append(
            FileProblem(
                FileFault.OVERLAP,
                (section, positions[later], "valid_from"),
                details={"other": positions[earlier] + 1},
            )
        )
    return problems


def _offices(offices: tuple[OfficeFacts | None, ...]) -> list[FileProblem]:
    problems = _unique("offices", "code", {i: office.code for i, office in _read(offices)})
    own = sum(office.is_own for _, office in _read(offices))
    if complete(offices) and own != 1:
        problems.append(
            FileProblem(FileFault.NOT_ONE_OWN_OFFICE, ("offices",), details={"count": own})
        )
    return problems


def _districts(
    districts: tuple[DistrictFacts | None, ...], offices: tuple[OfficeFacts, ...]
) -> list[FileProblem]:
    """`offices` is empty when they could not all be read: then no reference is judged."""
    problems = _unique("districts", "code", {i: d.code for i, d in _read(districts)})
    problems += _unique("districts", "name", {i: normalised(d.name) for i, d in _read(districts)})
    known = [office.code for office in offices]
    for i, district in _read(districts):
        code = district.office_code
        place: Path = ("districts", i, "office")
        if code is not None and district.kind is not DistrictKind.CITY_DISTRICT:
            problems.append(FileProblem(FileFault.OFFICE_OUTSIDE_CITY, place))
        if code is not None and known and code not in known:
            details = {"value": code, "known": known}
            problems.append(FileProblem(FileFault.UNKNOWN_REFERENCE, place, details=details))
    return problems + _neighbourhoods(districts)


def _neighbourhoods(districts: tuple[DistrictFacts | None, ...]) -> list[FileProblem]:
    """A part of the city lies in one district; only a postal town may lie in several."""
    problems: list[FileProblem] = []
    seen: dict[str, str] = {}
    for i, district in _read(districts):
        for j, name in enumerate(district.neighbourhoods):
            key = normalised(name)
            if key in seen:
                place: Path = ("districts", i, "neighbourhoods", j)
                details = {"value": name, "other": seen[key]}
                problems.append(FileProblem(FileFault.DUPLICATE, place, details=details))
            seen.setdefault(key, district.name)
        towns = {j: normalised(name) for j, name in enumerate(district.postal_towns)}
        problems += _unique("postal_towns", None, towns, inside=("districts", i))
    return problems


def _unique(
    section: str, key: str | None, values: Mapping[int, str], *, inside: Path = ()
) -> list[FileProblem]:
    problems: list[FileProblem] = []
    seen: set[str] = set()
    for i, value in values.items():
        if value in seen:
            place: Path = (*inside, section, i) if key is None else (*inside, section, i, key)
            problems.append(FileProblem(FileFault.DUPLICATE, place, details={"value": value}))
        seen.add(value)
    return problems


def _read(items: tuple[Item | None, ...]) -> list[tuple[int, Item]]:
    """The items that could be read, each with its position in the file."""
    return [(i, item) for i, item in enumerate(items) if item is not None]
