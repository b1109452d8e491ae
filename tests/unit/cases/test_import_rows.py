"""A row of a list: what it says, and everything that stands against it at once."""

# ruff: noqa: DTZ001 - spreadsheets know of no time zones
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.enums import CallSafety, ReachBy, Source
from cases.domain.import_cells import EMPTY, MERGED, Cell, CellKind, cell_of, kept_cell, text_cell
from cases.domain.import_columns import Column, guessed_columns, is_data, is_header
from cases.domain.import_rows import (
    Defaults,
    Fault,
    ReadRow,
    Remark,
    phone_of,
    read_row,
    row_text,
)
from cases.domain.import_states import RowState, may_be_taken, state_of_row

NOW = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
FIRST_TERMS = date(2025, 4, 1)
COLUMNS = (
    Column.NAME, Column.PHONE, Column.K_NUMBER, Column.RECEIVED, Column.CRIME, Column.DISTRICT,
    Column.BORN, Column.EMAIL, Column.SOURCE, Column.CALL_SAFETY, Column.PROTECTED, Column.GENDER,
    Column.LANGUAGE,
)  # fmt: skip
PLACES = {column: place for place, column in enumerate(COLUMNS)}
GOOD: dict[Column, object] = {
    Column.NAME: "Amina Påhittad",
    Column.PHONE: "070-174 06 12",
    Column.K_NUMBER: "5000-k123456-26",
    Column.RECEIVED: "2026-11-20 09:30",
    Column.CRIME: "Misshandel",
    Column.DISTRICT: "Tallkrogen",
}


def cells_of(said: dict[Column, object]) -> list[Cell]:
    return [
        value if isinstance(value := said.get(column), Cell) else cell_of(value)
        for column in COLUMNS
    ]


def read(
    defaults: Defaults | None = None, *, more: tuple[Cell, ...] = (), **said: object
) -> ReadRow:
    return read_said(said, defaults, more=more)


def read_said(
    said: Mapping[str, object],
    defaults: Defaults | None = None,
    *,
    more: tuple[Cell, ...] = (),
) -> ReadRow:
    row = GOOD | {Column(name): value for name, value in said.items()}
    return read_row(
        [*cells_of(row), *more],
        PLACES,
        defaults or Defaults(),
        width=len(COLUMNS),
        find_district=lambda place: "farsta" if place == "Tallkrogen" else "",
        first_terms_on=FIRST_TERMS,
        now=NOW,
    )


def test_a_good_row_is_a_case() -> None:
    intake = read(born="1994-03-12", gender="K", language="arabiska").intake
    assert intake is not None
    assert intake.received_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert (intake.source, intake.reach_by) == (Source.POLICE, ReachBy.PHONE)
    assert intake.call_safety is CallSafety.UNKNOWN
    assert intake.identity.name == "Amina Påhittad"
    assert intake.identity.phones == ("+46701740612",)
    assert intake.identity.k_number == "5000-K123456-26"
    facts = intake.statistics
    assert (facts.crime_type, facts.district_code) == ("assault", "farsta")
    assert (facts.born, facts.gender) == (date(1994, 3, 12), "woman")
    assert (facts.language, facts.police_report) == ("arabiska", "yes")


FORMULA, ERROR = Cell(CellKind.FORMULA, "=A1"), Cell(CellKind.ERROR, "#N/A")


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"phone": FORMULA}, Fault.FORMULA),
        ({"name": ERROR}, Fault.ERROR_VALUE),
        ({"k_number": MERGED}, Fault.MERGED),
        ({"name": "x" * 121}, Fault.TOO_LONG),
        ({"protected": "ja"}, Fault.PROTECTED),
        ({"protected": "sekretess"}, Fault.PROTECTED),
        ({"phone": ""}, Fault.NO_WAY_TO_REACH),
        ({"phone": "070-FLOWERS"}, Fault.UNREADABLE_PHONE),
        ({"phone": "070-174 06 12, ring Bo"}, Fault.UNREADABLE_PHONE),
        ({"phone": "7,02E+08"}, Fault.PHONE_IN_POWERS),
        ({"email": "amina(at)example"}, Fault.UNREADABLE_EMAIL),
        ({"k_number": "123456"}, Fault.UNREADABLE_K_NUMBER),
        ({"received": ""}, Fault.NO_DAY),
        ({"received": "i somras"}, Fault.UNREADABLE_DAY),
        ({"received": "11/12/2026"}, Fault.AMBIGUOUS_DAY),
        ({"received": "2026-03-29 02:30"}, Fault.MISSING_HOUR),
        ({"received": "2026-11-24"}, Fault.DAY_AHEAD),
        ({"received": "2025-03-31"}, Fault.BEFORE_AGREEMENT),
        ({"source": "tomten"}, Fault.UNKNOWN_SOURCE),
        ({"call_safety": "kanske"}, Fault.UNKNOWN_SAFETY),
    ],
)
def test_each_fault_stops_the_row_and_is_told(said: dict[str, object], fault: Fault) -> None:
    row = read_said(said)
    assert row.intake is None
    assert [found for found, _ in row.faults] == [fault]


def test_more_cells_than_headers_mean_that_something_has_moved() -> None:
    assert [found for found, _ in read(more=(text_cell("x"),)).faults] == [Fault.SHIFTED]
    assert read(more=(EMPTY,)).intake is not None


def test_every_fault_occurs_in_the_tables() -> None:
    mark = next(
        one
        for one in test_each_fault_stops_the_row_and_is_told.pytestmark  # type: ignore[attr-defined]
        if one.name == "parametrize"
    )
    assert {case[1] for case in mark.args[1]} | {Fault.SHIFTED} == set(Fault)


def test_all_faults_are_told_at_once() -> None:
    faults = [found for found, _ in read(phone="x", k_number="y", received="z").faults]
    assert faults == [Fault.UNREADABLE_PHONE, Fault.UNREADABLE_K_NUMBER, Fault.UNREADABLE_DAY]


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ({"crime": "något hemskt"}, Remark.CRIME),
        ({"district": "Ingenstans"}, Remark.DISTRICT),
        ({"gender": "hund"}, Remark.GENDER),
        ({"born": "i våras"}, Remark.BORN),
        ({"born": "2094"}, Remark.BORN),
        ({"language": "x" * 41}, Remark.LANGUAGE),
    ],
)
def test_statistics_that_are_not_known_are_left_out_and_told(
    said: dict[str, object], remark: Remark
) -> None:
    row = read_said(said)
    assert row.intake is not None
    assert row.remarks == (remark,)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("070-174 06 12", "+46701740612"),
        ("701740612", "+46701740612"),  # a spreadsheet took the zero
        ("46701740612", "+46701740612"),  # and the plus
        ("0046701740612", "+46701740612"),
        ("'0701740612", "+46701740612"),
        ("812345678", "+46812345678"),
        ("12", None),
    ],
)
def test_a_number_that_a_spreadsheet_made_a_sum_of_is_found_again(
    said: str, number: str | None
) -> None:
    assert phone_of(said) == number


@pytest.mark.parametrize(
    "said", ["0701740612; 0701740613", "0701740612\n0701740613", "0701740612 eller 0701740613"]
)
def test_two_numbers_in_one_cell_are_two(said: str) -> None:
    intake = read(phone=said).intake
    assert intake is not None
    assert intake.identity.phones == ("+46701740612", "+46701740613")


def test_a_number_as_a_number_and_a_day_as_a_day() -> None:
    row = read(phone=701740612.0, received=datetime(2026, 11, 20, 9, 30))
    assert row.intake == read().intake


def test_without_a_clock_it_came_in_the_morning_and_never_later_than_now() -> None:
    intake = read(received="2026-11-20").intake
    assert intake is not None
    assert intake.received_at == datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
    today = read(received="2026-11-23").intake
    assert today is not None
    assert today.received_at <= NOW


def test_what_the_list_does_not_say_is_as_the_person_said_for_all() -> None:
    defaults = Defaults(
        source=Source.SCHOOL, call_safety=CallSafety.NO, received_on=date(2026, 11, 19)
    )
    row = read(defaults, received="")
    assert row.intake is not None
    assert not row.says_day
    assert (row.intake.source, row.intake.call_safety) == (Source.SCHOOL, CallSafety.NO)
    own = read(defaults, source="Polis", call_safety="ja").intake
    assert own is not None
    assert (own.source, own.call_safety) == (Source.POLICE, CallSafety.YES)


def test_the_same_row_is_the_same_in_whatever_shape() -> None:
    shapes = [
        read(),
        read(phone=701740612, name=" amina  påhittad "),
        read(received=datetime(2026, 11, 20, 9, 30), crime="Rån"),
        read(received="20/11 2026"),
    ]
    assert len({row_text(row) for row in shapes}) == 1
    assert row_text(read(phone="070-174 06 13")) != row_text(read())
    assert row_text(read(received="2026-11-19")) != row_text(read())
    assert row_text(read(phone="x")) == ""


@given(
    texts=st.lists(
        st.one_of(
            st.text(max_size=60),
            st.integers(),
            st.floats(),
            st.datetimes(),
            st.booleans(),
            st.just(MERGED),
            st.just(FORMULA),
        ),
        max_size=18,
    )
)
def test_no_row_breaks_it_and_one_that_is_no_case_says_why(texts: list[object]) -> None:
    cells = [value if isinstance(value, Cell) else cell_of(value) for value in texts]
    assert [kept_cell(cell.kept) for cell in cells] == cells
    row = read_row(
        cells, PLACES, Defaults(), width=13, find_district=lambda _: "",
        first_terms_on=FIRST_TERMS, now=NOW,
    )  # fmt: skip
    assert (row.intake is None) == bool(row.faults)
    if row.intake is not None:
        assert row.intake.received_at.date() >= FIRST_TERMS
        assert row.intake.received_at <= NOW


def test_cells_are_text_again() -> None:
    assert cell_of(701740612.0).text == "701740612"
    assert cell_of(0.1).text == "0.1"
    assert cell_of(float("nan")).text == ""
    assert cell_of(datetime(2026, 11, 20)).text == "2026-11-20"
    assert cell_of(time(9, 30)).text == "09:30"
    assert cell_of(True).text == "ja"
    assert text_cell("'=1+1").text == "=1+1"
    assert text_cell("a\x07b\u202ec").text == "a b c"


# --- Columns ------------------------------------------------------------------------------------


def row(*texts: str) -> list[Cell]:
    return [text_cell(text) for text in texts]


def test_columns_are_known_by_their_headers() -> None:
    headers = ("Namn", "Tel.", "Hemtelefon", "E-POST", "K-nr", "Inkom", "Brott", "Anteckning")
    assert guessed_columns(headers, []) == {
        0: Column.NAME, 1: Column.PHONE, 2: Column.PHONE_2, 3: Column.EMAIL, 4: Column.K_NUMBER,
        5: Column.RECEIVED, 6: Column.CRIME,
    }  # fmt: skip


def test_columns_without_a_known_header_are_known_by_what_stands_in_them() -> None:
    samples = [row("070-174 06 12", "a@b.se", "5000-K1-26", "x"), row("0701740613", "", "", "y")]
    found = guessed_columns(("A", "B", "C", "D"), samples)
    assert found == {0: Column.PHONE, 1: Column.EMAIL, 2: Column.K_NUMBER}


def test_no_two_columns_are_the_same() -> None:
    found = guessed_columns(("Namn", "Namn", "Telefon", "Mobil", "Tel"), [])
    assert found == {0: Column.NAME, 2: Column.PHONE, 3: Column.PHONE_2}


def test_a_row_of_headers_is_no_data() -> None:
    assert is_header(row("Namn", "Telefon"))
    assert not is_header(row("Förmedlade ärenden"))
    assert not is_header(row("Amina", "070-174 06 12"))
    assert is_data(row("Amina", "070-174 06 12"))
    assert not is_data(row("Vem", "Nummer"))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ("", RowState.READY),
        ("alike", RowState.ALIKE),
        ("same alike", RowState.SAME),
        ("known same alike", RowState.KNOWN),
        ("fault known same alike", RowState.FAULTY),
    ],
)
def test_the_gravest_thing_says_how_a_row_stands(facts: str, state: RowState) -> None:
    said = facts.split()
    found = state_of_row(
        has_fault="fault" in said,
        is_known="known" in said,
        is_same="same" in said,
        is_alike="alike" in said,
    )
    assert found is state


@pytest.mark.parametrize("state", list(RowState))
def test_only_a_person_takes_in_what_may_be_a_case_already(state: RowState) -> None:
    assert may_be_taken(state, is_chosen=False) == (state is RowState.READY)
    assert may_be_taken(state, is_chosen=True) == (state in {RowState.READY, RowState.ALIKE})
