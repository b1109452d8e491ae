"""The agreement's own file is read as the annex has it, and a file with a fault says which."""

from datetime import date, time
from pathlib import Path

import pytest

import jourcase.agreement
from jourcase.agreement.domain.agreement_file import AgreementFile
from jourcase.agreement.domain.districts import DistrictKind
from jourcase.agreement.domain.file_checks import overlapping, read_agreement_file
from jourcase.agreement.domain.file_problems import FileFault, FileProblem
from jourcase.agreement.domain.money import BudgetTable
from jourcase.agreement.domain.orgnr import OrgnrRefusal
from jourcase.agreement.domain.period import AgreementDates, DatesRefusal
from jourcase.agreement.domain.terms import DayCount, Terms, TermsRefusal
from jourcase.kernel.refusals import Refusal

DATA = Path(jourcase.agreement.__file__).parent / "data" / "sodra-stockholm-2025.toml"
TEXT = DATA.read_text(encoding="utf-8")


def read(text: str) -> AgreementFile:
    found = read_agreement_file(text.encode())
    assert isinstance(found, AgreementFile), found
    return found


def problems(text: str) -> list[FileProblem]:
    found = read_agreement_file(text.encode())
    assert isinstance(found, list)
    assert found
    return found


def changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_parties_and_dates_are_those_of_the_annex() -> None:
    facts = read(TEXT).agreement
    assert facts.jour_orgnr == "802476-1044"
    assert facts.dates == AgreementDates(
        date(2025, 4, 1), date(2025, 12, 31), date(2027, 12, 31), 9, 30
    )


def test_the_terms_are_the_defaults() -> None:
    assert read(TEXT).terms == (Terms(valid_from=date(2025, 4, 1)),)
    (terms,) = read(TEXT).terms
    assert (terms.first_contact_days, terms.first_contact_day_count) == (3, DayCount.CALENDAR)
    assert (terms.evening_start, terms.evening_end) == (time(17), time(22))


def test_both_budget_tables_have_the_annexs_rows_and_sums() -> None:
    tables = {budget.table: budget for budget in read(TEXT).budgets}
    reimbursement = tables[BudgetTable.REIMBURSEMENT]
    own = tables[BudgetTable.OWN_FINANCING]
    assert [line.name for line in reimbursement.lines] == [
        "Personal",
        "Konsulter",
        "Lokaler",
        "Aktiviteter",
        "Förbrukningsmaterial",
        "Övrigt",
    ]
    assert sum(line.amount_kr for line in reimbursement.lines) == 1_241_000
    assert sum(line.amount_kr for line in own.lines) == 119_500
    assert [line.earmarked for line in own.lines] == [False, False, True, True]


def test_the_city_has_eleven_districts_of_which_five_are_our_own() -> None:
    districts = read(TEXT).districts
    in_city = [d.name for d in districts if d.kind is DistrictKind.CITY_DISTRICT]
    assert len(in_city) == 11
    assert [d.name for d in districts if d.office_code == "egen"] == in_city[:5]
    assert set(in_city[:5]) == {
        "Farsta",
        "Skärholmen",
        "Skarpnäck",
        "Hägersten-Älvsjö",
        "Enskede-Årsta-Vantör",
    }
    assert {d.kind for d in districts[11:]} == {
        DistrictKind.OTHER_MUNICIPALITY,
        DistrictKind.UNKNOWN,
    }


def test_there_are_seven_support_forms_and_every_undertaking_has_its_own_code() -> None:
    file = read(TEXT)
    assert len(file.support_forms) == 7
    assert len({undertaking.code for undertaking in file.undertakings}) == len(file.undertakings)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + TEXT,  # Windows Notepad
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("Å", "A\u030a").replace("ö", "o\u0308"),  # decomposed letters
    ],
)
def test_the_same_file_saved_by_another_program_is_the_same(text: str) -> None:
    assert read(text) == read(TEXT)


SECOND_TERMS = """\
[[terms]]
valid_from = 2025-04-01
first_contact_days = 2
first_contact_day_count = "working"
minimum_phone_attempts = 3
minimum_evening_attempts = 1
evening_start = 17:00:00
evening_end = 22:00:00
follow_through_days = 14
referral_age = 21
reopen_within_days = 90
retention_days = 90
small_number_threshold = 5
"""
SECOND_UNDERTAKING = """\
[[undertakings]]
code = "jourkvall"
text = "Annat."
measure = "evening_opening"
valid_from = 2026-01-01
"""

Case = tuple[tuple[str, str], str, FileFault, Refusal | None]

# What is changed in the good file; the text on whose line the problem is; what it is.
TABLE: list[Case] = [
    (('"Konsulter"', '"Konsulter'), '"Konsulter', FileFault.NOT_TOML, None),
    (("Övrigt", "Ã–vrigt"), "Ã–", FileFault.GARBLED_LETTERS, None),
    (("notice_day = 30\n", ""), "[agreement]", FileFault.MISSING, None),
    (("notice_day = 30", "notis = 1\nnotice_day = 30"), "notis", FileFault.UNKNOWN_KEY, None),
    (("total_kr = 1241000", 'total_kr = "1241000"'), "total_kr", FileFault.WRONG_TYPE, None),
    (("total_kr = 1241000", "total_kr = true"), "total_kr", FileFault.WRONG_TYPE, None),
    (
        ("starts_on = 2025-04-01", "starts_on = 2025-04-01T00:00:00"),
        "starts_on = 2025-04-01T",
        FileFault.WRONG_TYPE,
        None,
    ),
    (('"Partnerjour 1"', '" "'), '" "', FileFault.EMPTY, None),
    (('"Partnerjour 1"', '""'), 'name = ""\n', FileFault.EMPTY, None),
    (("Partnerjour 1", "x" * 201), "xxx", FileFault.TOO_LONG, None),
    (("referral_age = 21", "referral_age = 121"), "referral_age", FileFault.OUT_OF_RANGE, None),
    (
        ("last_end_on = 2027-12-31", "last_end_on = 9999-12-31"),
        "last_end_on = ",
        FileFault.OUT_OF_RANGE,
        None,
    ),
    (('"calendar"\n', '"helg"\n'), '"helg"', FileFault.NOT_A_CHOICE, None),
    (('"partnerjour-1"', '"Partnerjour 1x"'), '"Partnerjour 1x"', FileFault.BAD_CODE, None),
    (
        ("802476-1044", "802476-1045"),
        "jour_orgnr",
        FileFault.BAD_ORGNR,
        OrgnrRefusal.WRONG_CHECK_DIGIT,
    ),
    (
        ("first_period_ends_on = 2025-12-31", "first_period_ends_on = 2025-12-30"),
        "first_period_ends_on = ",
        FileFault.DATES_CONTRADICT,
        DatesRefusal.FIRST_PERIOD_NOT_TO_YEAR_END,
    ),
    (
        ("evening_end = 22:00:00", "evening_end = 16:00:00"),
        "[[terms]]\nvalid_from",
        FileFault.TERMS_CONTRADICT,
        TermsRefusal.EVENING_ENDS_BEFORE_IT_BEGINS,
    ),
    (
        (
            'measure = "economy"\nvalid_from = 2025-04-01',
            'measure = "economy"\nvalid_from = 2026-04-01\nvalid_to = 2026-03-31',
        ),
        "valid_to = 2026-03-31",
        FileFault.ENDS_BEFORE_START,
        None,
    ),
    (
        (
            'measure = "economy"\nvalid_from = 2025-04-01',
            'measure = "economy"\nvalid_from = 2025-03-31',
        ),
        "valid_from = 2025-03-31",
        FileFault.OUTSIDE_AGREEMENT,
        None,
    ),
    (
        (
            "[[terms]]\nvalid_from = 2025-04-01",
            "[[terms]]\nvalid_from = 2025-04-02",
        ),
        "valid_from = 2025-04-02",
        FileFault.NO_TERMS_AT_START,
        None,
    ),
    (
        ("# --- Åtaganden", SECOND_TERMS + "# --- Åtaganden"),
        "valid_from = 2025-04-01\nfirst_contact_days = 2",
        FileFault.OVERLAP,
        None,
    ),
    (
        ("# --- De sju", SECOND_UNDERTAKING + "# --- De sju"),
        "valid_from = 2026-01-01",
        FileFault.OVERLAP,
        None,
    ),
    (('"Bredäng", ', '"Bredäng", "tallkrogen", '), '"tallkrogen"', FileFault.DUPLICATE, None),
    (('"Hässelby", "Spånga"', '"Spånga", "Spånga"'), '"Spånga"', FileFault.DUPLICATE, None),
    (('code = "hanvisning"', 'code = "ersattning"'), "", FileFault.DUPLICATE, None),
    (
        ("total_kr = 1241000", "total_kr = 1241001"),
        "total_kr = 1241001",
        FileFault.SUM_DIFFERS,
        None,
    ),
    (
        ("amount_kr = 54000 }", "amount_kr = 54000, earmarked = true }"),
        '"Lokaler"',
        FileFault.EARMARKED_REIMBURSEMENT,
        None,
    ),
    (
        ('office = "partnerjour-2"', 'office = "partnerjour-3"'),
        '"partnerjour-3"',
        FileFault.UNKNOWN_REFERENCE,
        None,
    ),
    (
        ("is_own = true", "is_own = false"),
        "[[offices]]",
        FileFault.NOT_ONE_OWN_OFFICE,
        None,
    ),
    (
        ('kind = "annan_kommun"', 'kind = "annan_kommun"\noffice = "egen"'),
        'office = "egen"\nneighbourhoods = [\n    "Botkyrka"',
        FileFault.OFFICE_OUTSIDE_CITY,
        None,
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "fault", "why"), TABLE, ids=[case[2].name for case in TABLE]
)
def test_one_fault_gives_one_problem_on_its_line(
    change: tuple[str, str], place: str, fault: FileFault, why: Refusal | None
) -> None:
    text = changed(change)
    (problem,) = problems(text)
    assert (problem.fault, problem.why) == (fault, why)
    if place:
        assert problem.line == line_of(text, place)


def test_bytes_that_are_not_utf_8_are_refused_with_the_line() -> None:
    ascii_only = TEXT.encode("ascii", "replace")
    found = read_agreement_file(ascii_only.replace(b'"Konsulter"', "Köp".encode("latin-1")))
    assert isinstance(found, list)
    assert [(p.fault, p.line) for p in found] == [
        (FileFault.NOT_UTF8, line_of(TEXT, '"Konsulter"'))
    ]


def test_a_file_without_one_of_the_budget_tables_is_refused() -> None:
    start = TEXT.index('[[budgets]]\ntable = "own_financing"')
    text = TEXT[:start] + TEXT[TEXT.index("# --- Jourerna") :]
    (problem,) = problems(text)
    assert problem.fault is FileFault.BUDGET_TABLE_MISSING
    assert problem.details == {"table": BudgetTable.OWN_FINANCING}


def test_every_fault_of_a_file_is_in_some_table() -> None:
    elsewhere = {
        FileFault.NOT_UTF8,  # above
        FileFault.BUDGET_TABLE_MISSING,  # above
        FileFault.CONFLICTS_WITH_STORED,  # needs a database: tests/integration/agreement
    }
    assert {fault for _, _, fault, _ in TABLE} | elsewhere == set(FileFault)


@pytest.mark.parametrize(("row", "difference"), [("54001", -1), ("53000", 1000)])
def test_a_sum_that_differs_says_by_how_much(row: str, difference: int) -> None:
    (problem,) = problems(changed(("amount_kr = 54000", f"amount_kr = {row}")))
    assert problem.details == {
        "typed": 1_241_000,
        "sum": 1_241_000 - difference,
        "difference": difference,
    }


def test_all_faults_are_found_at_once_in_the_order_of_the_file() -> None:
    text = changed(
        ("802476-1044", "802476-1045"),
        ("first_period_ends_on = 2025-12-31", "first_period_ends_on = 2025-12-30"),
        ("referral_age = 21", 'referral_age = "tjugoett"'),
        ("total_kr = 119500", "total_kr = 119501"),
        ('office = "partnerjour-2"', 'office = "partnerjour-3"'),
    )
    found = problems(text)
    assert [problem.fault for problem in found] == [
        FileFault.BAD_ORGNR,
        FileFault.DATES_CONTRADICT,
        FileFault.WRONG_TYPE,
        FileFault.SUM_DIFFERS,
        FileFault.UNKNOWN_REFERENCE,
    ]


@pytest.mark.parametrize("text", ["", "agreement = 3", "[[agreement]]", "terms = [1, {}]"])
def test_a_file_that_is_something_else_is_refused_and_never_breaks(text: str) -> None:
    assert all(isinstance(problem.fault, FileFault) for problem in problems(text))


@pytest.mark.parametrize(
    ("spans", "pairs"),
    [
        ([], []),
        ([("a", date(2025, 1, 1), None), ("b", date(2025, 1, 1), None)], []),
        ([("a", date(2025, 1, 1), date(2025, 6, 30)), ("a", date(2025, 7, 1), None)], []),
        ([("a", date(2025, 1, 1), date(2025, 7, 1)), ("a", date(2025, 7, 1), None)], [(0, 1)]),
        ([("a", date(2025, 7, 1), None), ("a", date(2025, 1, 1), None)], [(1, 0)]),
        (
            # the long first one reaches over the short second one into the third
            [
                ("a", date(2025, 1, 1), date(2025, 12, 31)),
                ("a", date(2025, 2, 1), date(2025, 3, 31)),
                ("a", date(2025, 5, 1), None),
            ],
            [(0, 1), (0, 2)],
        ),
    ],
)
def test_spans_of_one_code_that_share_a_day_overlap(
    spans: list[tuple[str, date, date | None]], pairs: list[tuple[int, int]]
) -> None:
    assert overlapping(spans) == pairs
